import { expect, test } from 'vitest'
import { anyone } from './anyone.ts'
import type { IdentifierRule } from './identified.ts'
import { orgCode, organisation, regNo, uscc } from './organisation.ts'
import { nameOfPerson, personId, residentId } from './person.ts'
import { identifierOf } from './code-item.ts'
import { readingOf, said } from './testing-rule.ts'
import { orgCodeFor, regNoFor, residentFor, usccFor } from './testing.ts'

const firm = usccFor('91', '310101', 'MA1FL000')
const person = residentFor('340181', '19800101')
const person15 = person.slice(0, 6) + person.slice(8, 17)
const found = (rule: IdentifierRule, text: string | null, columns = {}): unknown => {
  const reading = readingOf({ ...columns, c: text })
  const one = rule.find(reading)
  return reading.failure === null ? [one?.identified?.id ?? null, one?.key, one?.form, ...reading.warnings] : [reading.failure.code, one?.key, one?.form]
}

test('a credit code is mended, and its key with it', () => {
  expect(found(uscc('c'), ` ${firm.toLowerCase()}　`)).toEqual([firm, firm, 'USCC', 'W_TRIMMED', 'W_LOWERCASE'])
  expect([found(uscc('c'), firm.slice(1)), found(uscc('c'), person), found(uscc('c'), '9.13101E+17')]).toEqual([
    ['E_ID_LENGTH', firm.slice(1), 'USCC'],
    ['E_ID_TYPE', person, 'USCC'],
    ['E_ID_DAMAGED', '9.13101E+17', 'USCC'],
  ])
})

test('an organisation code loses its hyphen; a registration number checks', () => {
  const code = orgCodeFor('MA1FL000')
  expect(found(orgCode('c'), `${code.slice(0, 8)}-${code.slice(8)}`)).toEqual([`ORG:${code}`, code, 'ORGCODE', 'W_ORGCODE_ONLY'])
  expect([found(orgCode('c'), 'MA1FL000-A'), found(orgCode('c'), person)]).toEqual([
    ['E_ID_CHARSET', 'MA1FL000A', 'ORGCODE'],
    ['E_ID_TYPE', person, 'ORGCODE'],
  ])
  const number = regNoFor('31010100000001')
  expect(
    [found(regNo('c'), number), found(organisation('c'), number), found(organisation('c'), code), found(organisation('c'), firm)].map(
      one => (one as string[])[0],
    ),
  ).toEqual([`REG:${number}`, `REG:${number}`, `ORG:${code}`, firm])
})

test('a person becomes a pseudonym; 15 digits are upgraded first', () => {
  const [id] = found(residentId('c'), person) as string[]
  expect(id).toMatch(/^NP:[\w-]{43}$/)
  expect(found(residentId('c'), person15)).toEqual([id, person, 'PERSON', 'W_ID15_UPGRADED'])
  expect(found(residentId('c'), person.toLowerCase())).toEqual(expect.arrayContaining([id, person]))
  expect([found(residentId('c'), firm), found(residentId('c'), '1'), found(residentId('c'), null)]).toEqual([
    ['E_ID_TYPE', firm, 'PERSON'],
    ['E_ID_LENGTH', '1', 'PERSON'],
    [null, undefined, undefined],
  ])
})

test('other documents by their type', () => {
  const rule = personId('t', 'c')
  const [passport] = found(rule, 'e 1234567', { t: '20' }) as string[]
  expect(passport).toMatch(/^NP:/)
  expect(found(rule, person, { t: '10' })).toEqual(found(rule, person, { t: null }))
  expect([found(rule, person, { t: '77' }), found(rule, 'E', { t: '20' }), found(rule, 'E123_567', { t: '20' })]).toEqual([
    ['E_CODE_UNKNOWN', person, 'PERSON'],
    ['E_ID_LENGTH', 'E', 'PERSON'],
    ['E_ID_CHARSET', 'E123_567', 'PERSON'],
  ])
})

test('one column for both', () => {
  expect([firm, person, person15, regNoFor('31010100000001'), 'MA1FL000', '123456789012345678'].map(text => (found(anyone('c'), text) as string[])[2])).toEqual(
    ['USCC', 'PERSON', 'PERSON', 'REGNO', 'USCC', 'USCC'],
  )
})

test('an identifier as a value: a person’s only masked', () => {
  expect([said(identifierOf(uscc('c')), firm), said(identifierOf(residentId('c')), person), said(identifierOf(uscc('c')), '')]).toEqual([
    firm,
    `340*${person.slice(-4)}`,
    null,
  ])
})

test('a name is refused with a bad number, and the number goes nowhere', () => {
  const rule = nameOfPerson('n', residentId('c'))
  expect([said(rule, person, { n: '王磊' }), said(rule, null, { n: '王磊' }), said(rule, '123', { n: '王磊' }), said(rule, '123', { n: ' ' })]).toEqual([
    '王磊',
    '王磊',
    'E_ID_LENGTH c',
    null,
  ])
})
