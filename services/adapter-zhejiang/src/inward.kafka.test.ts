import { testInward } from '@delta/adapter/testing'
import { zhejiangDelivery } from './deliver.ts'

testInward({ delivery: zhejiangDelivery, form: { form: 'cells' }, uscc: '91330200MA2A00002X', hukou: '330106' })
