import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayFromNumber } from './day.ts'
import { checkResidentId } from './resident-id.ts'
import { residentCheck, upgradeResidentId15 } from './resident-number.ts'
import { usccCheck } from './credit-code-check.ts'

const today = '2026-11-22'
const check = (text: string) => checkResidentId(text, { today })
const birth = fc.integer({ min: -7305, max: 18000 }).map(dayFromNumber)
const body = fc
  .tuple(fc.constantFrom('310101', '320502', '330183', '341402', '410122'), birth, fc.constantFrom('998', '999'))
  .map(([division, day, order]) => `${division}${day.replaceAll('-', '')}${order}`)
const number = body.map(text => text + residentCheck(text))

/** GB 11643 by another way: ISO 7064 MOD 11-2 by Horner's rule, the whole number leaves 1. */
const isPure = (text: string): boolean => [...text].reduce((rest, sign) => (rest * 2 + (sign === 'X' ? 10 : Number(sign))) % 11, 0) === 1

test.each(['11010519491231002X', '440524188001010014'])('the example %s verifies', text => {
  expect(check(text)).toEqual({ ok: true, value: text, warnings: [] })
})

test('generated numbers validate, by this way and by another', () => {
  fc.assert(
    fc.property(number, text => {
      expect(check(text)).toEqual({ ok: true, value: text, warnings: [] })
      for (const sign of '0123456789X') expect(residentCheck(text.slice(0, 17)) === sign).toBe(isPure(text.slice(0, 17) + sign))
    }),
  )
})

test('every change of one character of a valid number is caught', () => {
  fc.assert(
    fc.property(number, text => {
      for (let index = 0; index < 18; index += 1) {
        for (const sign of '0123456789XA') if (sign !== text[index]) expect(check(text.slice(0, index) + sign + text.slice(index + 1)).ok).toBe(false)
      }
    }),
    { numRuns: 50 },
  )
})

test('a number of 15 digits is upgraded, says so, and keeps its parts', () => {
  fc.assert(
    fc.property(number, text => {
      fc.pre(text.slice(6, 8) === '19')
      const short = text.slice(0, 6) + text.slice(8, 17)
      expect(upgradeResidentId15(short)).toBe(text)
      expect(check(short)).toEqual({ ok: true, value: text, warnings: ['W_ID15_UPGRADED'] })
    }),
  )
  expect(upgradeResidentId15('32010549123199')).toBeNull()
  expect(upgradeResidentId15('32010549123199X')).toBeNull()
})

const withCheck = (text: string): string => text + residentCheck(text)

test.each([
  ['29 February 1985 never was', withCheck('31010119850229998'), 'E_ID_CHECK'],
  ['a month 13', withCheck('31010119851301998'), 'E_ID_CHECK'],
  ['born before 1880', withCheck('31010118791231998'), 'E_ID_CHECK'],
  ['born tomorrow', withCheck('31010120261123998'), 'E_ID_CHECK'],
  ['no province has 10', withCheck('10010119850228998'), 'E_ID_CHECK'],
  ['no province has 99', withCheck('99010119850228998'), 'E_ID_CHECK'],
  ['17 characters', '1101051949123100', 'E_ID_LENGTH'],
  ['X in the middle', '1101051949X231002X', 'E_ID_CHARSET'],
  ['15 with a letter', '11010549123100A', 'E_ID_LENGTH'],
  ['what a spreadsheet left', '3.40104E+17', 'E_ID_DAMAGED'],
  ['fifteen digits and zeros', '340104198501019000', 'E_ID_DAMAGED'],
  ['zeros', '00000000000000000X', 'E_ID_DAMAGED'],
  ['an organisation', '91350100M000100Y43', 'E_ID_TYPE'],
  ['an organisation with a wrong check', '91350100M000100Y44', 'E_ID_CHARSET'],
  ['blank', '', 'E_ID_LENGTH'],
])('%s: refused', (_, text, code) => {
  expect(check(text)).toEqual({ ok: false, code })
})

test('29 February 1984 and today are birth days', () => {
  expect(check(withCheck('31010119840229998')).ok).toBe(true)
  expect(check(withCheck('31010120261122998')).ok).toBe(true)
})

test('the county is not asked for: retired and unknown ones pass', () => {
  for (const county of ['341402', '310222', '320199', '321421']) expect(check(withCheck(`${county}19850228998`)).ok).toBe(true)
})

test('a credit code of digits only with a good check is judged by its digits', () => {
  const digits = '9131010112345678'
  const last = [...'0123456789'].find(sign => /\d/.test(usccCheck(`${digits}${sign}`)))
  const text = `${digits}${last}`
  expect(check(text + usccCheck(text)).ok).toBe(false)
})
