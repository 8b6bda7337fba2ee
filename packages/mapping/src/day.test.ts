import { expect, test } from 'vitest'
import { day, lastDay, pastDay } from './day.ts'
import { checkPeriod } from './period.ts'
import { readingOf, said } from './testing-rule.ts'

const forms = ['COMPACT', 'ZERO'] as const

test('a day in the forms of its source', () => {
  expect(['20250203', '20190230', '00000000', '0', '', '2025-02-03', '20280229'].map(text => said(day('c', forms), text))).toEqual([
    '2025-02-03',
    'E_DATE_INVALID c',
    null,
    null,
    null,
    'E_DATE_INVALID c',
    '2028-02-29',
  ])
  expect(said(day('c', ['EXCEL', 'FULLWIDTH', 'CHINESE']), '２０２５年２月３日')).toEqual(['2025-02-03', 'W_FULLWIDTH'])
})

test('what was decided was decided by today', () => {
  expect([said(pastDay('c', forms), '20261122'), said(pastDay('c', forms), '20261123'), said(pastDay('c', forms), '99991231')]).toEqual([
    '2026-11-22',
    'E_DATE_FUTURE c',
    'E_DATE_FUTURE c',
  ])
})

test('an open end is none, a later end stays', () => {
  expect(['99991231', '20991231', '长期', '20300101', '20300230'].map(text => said(lastDay('c', forms), text))).toEqual([
    null,
    null,
    null,
    '2030-01-01',
    'E_DATE_INVALID c',
  ])
})

test('a period may be one day long, but not end before it begins', () => {
  const failed = (from: string | null, to: string | null): string | undefined => {
    const reading = readingOf({})
    checkPeriod(reading, from, to, day('end', forms))
    return reading.failure?.code
  }
  expect([failed('2025-01-01', '2025-01-01'), failed('2025-01-02', '2025-01-01'), failed(null, '2025-01-01'), failed('2025-01-01', null)]).toEqual([
    undefined,
    'E_PERIOD_ORDER',
    undefined,
    undefined,
  ])
})
