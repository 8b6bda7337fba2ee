import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkOrgCode, orgCodeCheck } from './organisation-code.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const body = fc.array(fc.constantFrom(...ALPHABET), { minLength: 8, maxLength: 8 }).map(list => list.join(''))
const valueOf = (sign: string): number => ALPHABET.indexOf(sign)

/** GB 11714 by another way: with the check as C9 (X = 10) the weighted sum of all nine leaves 0 modulo 11. */
const vanishes = (text: string): boolean => {
  const check = text[8] === 'X' ? 10 : Number(text[8])
  return ([3, 7, 9, 10, 5, 8, 4, 2].reduce((sum, weight, index) => sum + weight * valueOf(text.charAt(index)), 0) + check) % 11 === 0
}

test('the organisation code in the credit standard’s example verifies', () => {
  expect(checkOrgCode('M000100Y4')).toEqual({ ok: true, value: 'M000100Y4', warnings: [] })
})

test('generated codes validate with and without hyphen; the other way agrees for every check character', () => {
  fc.assert(
    fc.property(body, text => {
      const value = text + orgCodeCheck(text)
      fc.pre(new Set(value).size > 1)
      for (const hyphen of ['', '-', '‐', '–', '−']) expect(checkOrgCode(`${text}${hyphen}${value[8]}`)).toEqual({ ok: true, value, warnings: [] })
      for (const sign of '0123456789X') expect(checkOrgCode(text + sign).ok).toBe(vanishes(text + sign))
    }),
  )
})

test('every change of a character is caught, but for values that differ by 11, 22 or 33, which the standard can’t tell', () => {
  fc.assert(
    fc.property(body, fc.nat(7), fc.constantFrom(...ALPHABET), (text, index, sign) => {
      const value = text + orgCodeCheck(text)
      const changed = value.slice(0, index) + sign + value.slice(index + 1)
      fc.pre(new Set(changed).size > 1 && new Set(value).size > 1)
      expect(checkOrgCode(changed).ok).toBe((valueOf(sign) - valueOf(text.charAt(index))) % 11 === 0)
    }),
  )
})

test.each([
  ['M000100Y', 'E_ID_LENGTH'],
  ['M000100-Y4', 'E_ID_LENGTH'],
  ['M000100Y5', 'E_ID_CHECK'],
  ['M000100YA', 'E_ID_CHARSET'],
  ['m000100Y4', 'E_ID_CHARSET'],
  ['00000000-0', 'E_ID_DAMAGED'],
  ['1.2E+08', 'E_ID_DAMAGED'],
])('%s is %s', (text, code) => {
  expect(checkOrgCode(text)).toEqual({ ok: false, code })
})
