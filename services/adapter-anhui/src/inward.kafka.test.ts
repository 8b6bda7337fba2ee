import { testInward } from '@delta/adapter/testing'
import { anhuiDelivery } from './deliver.ts'

testInward({ delivery: anhuiDelivery, form: { form: 'csv' }, uscc: '913401000000000019', hukou: '341881' })
