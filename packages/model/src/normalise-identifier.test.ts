import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { normaliseIdentifier } from './normalise-identifier.ts'

test.each([
  ['91350100M000100Y43', '91350100M000100Y43', []],
  ['91350100m000100y43  ', '91350100M000100Y43', ['W_TRIMMED', 'W_LOWERCASE']],
  ['９１３５０１００Ｍ０００１００Ｙ４３', '91350100M000100Y43', ['W_FULLWIDTH']],
  ['\u3000913\u00A05010\u200B0M000100Y43\uFEFF', '91350100M000100Y43', ['W_TRIMMED']],
  ["'340104198501019988", '340104198501019988', ['W_EXCEL_APOSTROPHE']],
  [' ’11010519491231002x', '11010519491231002X', ['W_TRIMMED', 'W_EXCEL_APOSTROPHE', 'W_LOWERCASE']],
  ['＇３４０', '340', ['W_FULLWIDTH', 'W_EXCEL_APOSTROPHE']],
  ['3.40104e+17', '3.40104E+17', ['W_LOWERCASE']],
  ['\u3000', '', ['W_TRIMMED']],
])('%j becomes %j', (text, value, warnings) => {
  expect(normaliseIdentifier(text)).toEqual({ value, warnings })
})

test('no letter outside ASCII becomes one of the code’s', () => {
  expect(normaliseIdentifier('ıß').value).toBe('ıß')
})

test('what is normal stays, without a warning', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const once = normaliseIdentifier(text).value
      fc.pre(once === once.normalize('NFKC'))
      expect(normaliseIdentifier(once)).toEqual({ value: once, warnings: [] })
    }),
  )
})
