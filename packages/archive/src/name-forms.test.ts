import { expect, test } from 'vitest'
import { nameForms } from './name-forms.ts'

test.each([
  ['上海ＡＢＣ（集團）有限公司', '上海ABC集團有限公司', '上海ABC集团有限公司', 'SHABCJTYXGS'],
  ['浙江重慶銀行 股份有限公司', '浙江重慶銀行股份有限公司', '浙江重庆银行股份有限公司', 'ZJCQYHGFYXGS'],
  ['臺灣積體電路', '臺灣積體電路', '台湾积体电路', 'TWJTDL'],
  ['乐清市·某某２厂', '乐清市某某2厂', '乐清市某某2厂', 'LQSMM2C'],
  ['a-b c', 'ABC', 'ABC', 'ABC'],
  ['', '', '', ''],
])('%s', (name, norm, simplified, initials) => {
  expect(nameForms(name)).toEqual({ norm, simplified, initials })
})

test('traditional and simplified, full and half width meet', () => {
  expect(nameForms('廣東電氣（南京）公司').simplified).toBe(nameForms('广东电气(南京)公司').simplified)
})
