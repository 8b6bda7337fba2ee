import { expect, test } from 'vitest'
import { findingOfEntry, findingOfItem } from './finding-of.ts'

const functionOf = (unit: string): string | null => unit.split('-')[1] ?? null
const entry = { province: '330000', unit: 'ZJ-ECO', domain: 'B05', polarity: 'BLACK', from: '2021-06-01', finder: null } as const
const penalty = {
  docNo: '1',
  kinds: [],
  content: null,
  violation: null,
  fineYuan: null,
  confiscatedYuan: null,
  decisionDate: '2021-06-02',
  publicUntil: null,
  authority: '某局',
  status: 'VALID',
  severity: 'SERIOUS',
} as never

test('black and watch lists tell of findings, red ones do not', () => {
  expect(findingOfEntry(entry, functionOf)).toEqual({
    province: '330000',
    system: 'ECO',
    level: 'PROVINCE',
    kind: 'LIST',
    domain: 'B05',
    sectors: [],
    severity: null,
    foundOn: '2021-06-01',
  })
  expect(findingOfEntry({ ...entry, polarity: 'WATCH', finder: { name: '某市局', level: 'CITY' } }, functionOf)?.level).toBe('CITY')
  expect(findingOfEntry({ ...entry, polarity: 'RED' }, functionOf)).toBeNull()
})

test('a penalty tells of a finding on the day of its decision; a custodian is not its finder', () => {
  const item = { province: '330000', unit: 'ZJ-ECO', unitBasis: 'AUTHORITY', penalty } as const
  expect(findingOfItem(item, functionOf)).toMatchObject({ system: 'ECO', kind: 'PENALTY', severity: 'SERIOUS', foundOn: '2021-06-02' })
  expect(findingOfItem({ ...item, unitBasis: 'CUSTODIAN' }, functionOf)?.system).toBeNull()
  expect(findingOfItem({ ...item, penalty: null }, functionOf)).toBeNull()
})
