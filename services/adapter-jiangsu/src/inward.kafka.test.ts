import { testInward } from '@delta/adapter/testing'
import { jiangsuDelivery } from './deliver.ts'

testInward({ delivery: jiangsuDelivery, form: { form: 'xml' }, uscc: '913205830000000019', hukou: '320583' })
