import { testInward } from '@delta/adapter/testing'
import { shanghaiDelivery } from './deliver.ts'

testInward({ delivery: shanghaiDelivery, form: { form: 'tables', ledger: 'gxpt.t_wd_jdls', key: 'jlbs' }, uscc: '91310115MA1K000011', hukou: '310115' })
