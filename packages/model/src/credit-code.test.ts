import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { checkUscc, divisionOfUscc, idsOf, olderIdOf, orgCodeOfUscc } from './credit-code.ts'
import { isCreditCode, usccCheck } from './credit-code-check.ts'
import { orgCodeCheck } from './organisation-code.ts'
import { residentCheck } from './resident-number.ts'

const ALPHABET = [...'0123456789ABCDEFGHJKLMNPQRTUWXY']
const letters = (count: number) => fc.array(fc.constantFrom(...ALPHABET), { minLength: count, maxLength: count }).map(list => list.join(''))
const body = fc
  .tuple(
    fc.constantFrom('91', '92', '93', '11', '12', '51', '52', 'N3', 'A1', '31'),
    fc.constantFrom('310115', '320583', '330200', '340181', '100000'),
    letters(8),
  )
  .map(([kind, division, own]) => `${kind}${division}${own}${[...orgCodeCheck(own)].join('')}`)
const code = body.map(text => text + usccCheck(text))

/** GB 32100 by another way than weights: the value of the code as a polynomial in 3 must vanish modulo 31. */
const vanishes = (text: string): boolean => {
  const total = [...text].reduce((sum, letter, index) => sum + BigInt(ALPHABET.indexOf(letter)) * (index === 17 ? 1n : 3n ** BigInt(index)), 0n)
  return total % 31n === 0n
}

test("the standard's own example verifies, without a warning", () => {
  expect(checkUscc('91350100M000100Y43')).toEqual({ ok: true, value: '91350100M000100Y43', warnings: [] })
  expect(divisionOfUscc('91350100M000100Y43')).toBe('350100')
  expect(orgCodeOfUscc('91350100M000100Y43')).toBe('M000100Y4')
  expect(idsOf('91350100M000100Y43')).toEqual(['91350100M000100Y43', 'ORG:M000100Y4'])
  for (const id of ['ORG:M000100Y4', 'REG:350100000000000', 'NP:abcdefghijklmno']) expect([olderIdOf(id), idsOf(id)]).toEqual([null, [id]])
})

test('generated codes validate, by this way and by another', () => {
  fc.assert(
    fc.property(code, text => {
      expect(checkUscc(text)).toEqual({ ok: true, value: text, warnings: [] })
      expect(vanishes(text)).toBe(true)
    }),
  )
})

test('a code is right exactly when the other way says so, also where the check is 31 → 0', () => {
  const seen = new Set<string>()
  fc.assert(
    fc.property(body, text => {
      for (const check of ALPHABET) expect(isCreditCode(text + check)).toBe(vanishes(text + check))
      seen.add(usccCheck(text))
    }),
    { numRuns: 400 },
  )
  expect(seen.has('0')).toBe(true)
})

test('every change of one character of a valid code is caught', () => {
  const signs = [...'0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*']
  fc.assert(
    fc.property(code, text => {
      for (let index = 0; index < 18; index += 1) {
        for (const sign of signs) if (sign !== text[index]) expect(checkUscc(text.slice(0, index) + sign + text.slice(index + 1)).ok).toBe(false)
      }
    }),
    { numRuns: 30 },
  )
})

test.each([
  ['', 'E_ID_LENGTH'],
  ['91350100M000100Y4', 'E_ID_LENGTH'],
  ['91350100M000100Y430', 'E_ID_LENGTH'],
  ['91350100M000100Y44', 'E_ID_CHECK'],
  ['91350100I000100Y43', 'E_ID_CHARSET'],
  ['91350100O000100Y43', 'E_ID_CHARSET'],
  ['9135010AM000100Y43', 'E_ID_CHARSET'],
  ['91350100m000100y43', 'E_ID_CHARSET'],
  ['00000000000000000X', 'E_ID_DAMAGED'],
  ['000000000000000000', 'E_ID_DAMAGED'],
  ['111111111111111111', 'E_ID_DAMAGED'],
  ['3.40104E+17', 'E_ID_DAMAGED'],
  ['9.1E+17', 'E_ID_DAMAGED'],
])('%s is %s', (text, expected) => {
  expect(checkUscc(text)).toEqual({ ok: false, code: expected })
})

test('a person’s number in the place of an organisation code is a wrong type, also with 15 digits and where both checks pass', () => {
  expect(checkUscc('11010519491231002X')).toEqual({ ok: false, code: 'E_ID_TYPE' })
  expect(checkUscc('320105491231998')).toEqual({ ok: false, code: 'E_ID_TYPE' })
  let both = ''
  for (let serial = 0; both === '' && serial < 4000; serial += 1) {
    const first = `34010419${String(500101 + (serial % 9) * 10000).padStart(6, '0')}${String(serial % 1000).padStart(3, '0')}`
    const number = first + residentCheck(first)
    if (isCreditCode(number)) both = number
  }
  expect(both).not.toBe('')
  expect(checkUscc(both)).toEqual({ ok: false, code: 'E_ID_TYPE' })
})

test('eighteen digits whose last three are lost to a spreadsheet are damaged, not merely wrong', () => {
  expect(checkUscc('913401040000001000')).toEqual({ ok: false, code: 'E_ID_DAMAGED' })
})

test('a code whose inner organisation code fails its own check only warns', () => {
  const text = '91350100M000100Y5'
  expect(checkUscc(text + usccCheck(text))).toMatchObject({ ok: true, warnings: ['W_ORGCODE_CHECK'] })
})
