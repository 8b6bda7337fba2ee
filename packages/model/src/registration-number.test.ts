import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkRegNo, regNoCheck } from './registration-number.ts'

const body = fc.array(fc.constantFrom(...'0123456789'), { minLength: 14, maxLength: 14 }).map(list => list.join(''))

/** ISO 7064 MOD 11,10 by another way: run over all fifteen digits, the sum before the last doubling is 1 modulo 10. */
const isPure = (text: string): boolean => {
  let product = 10
  for (const digit of text.slice(0, -1)) product = (((product + Number(digit)) % 10 || 10) * 2) % 11
  return (product + Number(text.at(-1))) % 10 === 1
}

test('the example verifies', () => {
  expect(checkRegNo('110108000000016')).toEqual({ ok: true, value: '110108000000016', warnings: [] })
})

test('exactly one check digit is right, and the other way agrees', () => {
  fc.assert(
    fc.property(body, text => {
      fc.pre(new Set(text).size > 1)
      for (const digit of '0123456789') expect(checkRegNo(text + digit).ok).toBe(isPure(text + digit))
      expect(checkRegNo(text + regNoCheck(text)).ok).toBe(true)
    }),
  )
})

test('every change of one digit is caught', () => {
  fc.assert(
    fc.property(body, text => {
      const value = text + regNoCheck(text)
      for (let index = 0; index < 15; index += 1) {
        for (const digit of '0123456789') if (digit !== value[index]) expect(checkRegNo(value.slice(0, index) + digit + value.slice(index + 1)).ok).toBe(false)
      }
    }),
    { numRuns: 50 },
  )
})

test.each([
  ['11010800000001', 'E_ID_LENGTH'],
  ['11010800000001A', 'E_ID_CHARSET'],
  ['110108000000017', 'E_ID_CHECK'],
  ['000000000000000', 'E_ID_DAMAGED'],
])('%s is %s', (text, code) => {
  expect(checkRegNo(text)).toEqual({ ok: false, code })
})
