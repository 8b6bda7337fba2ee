import { expect, test } from 'vitest'
import { documentNumberKey } from './document-number.ts'

test('brackets of every kind, width and spaces do not make another document', () => {
  const forms = [
    '沪市监罚〔2024〕12号',
    '沪市监罚[2024]12号',
    '沪市监罚(2024)12号',
    '沪市监罚（２０２４）12号',
    '沪市监罚 〔2024〕\u300012 号',
    '沪市监罚［2024］12号',
    '沪市监罚【2024】12号',
    '沪市监罚﹝2024﹞12号',
  ]
  expect(new Set(forms.map(documentNumberKey))).toEqual(new Set(['沪市监罚〔2024〕12号']))
})

test('other differences do', () => {
  expect(documentNumberKey('沪市监罚〔2024〕12号')).not.toBe(documentNumberKey('沪市监罚〔2024〕012号'))
  expect(documentNumberKey('A1')).not.toBe(documentNumberKey('a1'))
})
