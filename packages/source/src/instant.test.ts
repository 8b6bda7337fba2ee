import { expect, test } from 'vitest'
import { epochToUtc, shanghaiToUtc, timestamptzToUtc } from './instant.ts'

test.each([
  ['2026-11-20 10:00:00', '2026-11-20T02:00:00.000Z'],
  ['2026-11-20T10:00:00.1234', '2026-11-20T02:00:00.123Z'],
  ['2026-01-01 07:59:59.999999', '2025-12-31T23:59:59.999Z'],
  ['1988-07-01 12:00:00', '1988-07-01T03:00:00.000Z'],
  ['1988-12-01 12:00:00', '1988-12-01T04:00:00.000Z'],
  ['2024-02-29 00:00:00', '2024-02-28T16:00:00.000Z'],
])('local time of Shanghai %s is %s', (local, utc) => {
  expect(shanghaiToUtc(local)).toBe(utc)
})

test.each([
  [null],
  ['infinity'],
  ['-infinity'],
  ['10000-01-01 00:00:00'],
  ['0044-03-15 00:00:00 BC'],
  ['2025-02-29 00:00:00'],
  ['2025-01-01 24:00:01'],
  ['2025-01-01 10:00:00+08'],
  ['x'],
])('%s is no local time', text => {
  expect(shanghaiToUtc(text)).toBeNull()
})

test('milliseconds since the epoch, and instants as a session in UTC prints them', () => {
  expect(epochToUtc('1763600000123')).toBe('2025-11-20T00:53:20.123Z')
  expect([null, '9223372036854775807', '-9223372036854775808', 'x'].map(epochToUtc)).toEqual([null, null, null, null])
  expect(timestamptzToUtc('2026-11-20 02:00:00.5+00')).toBe('2026-11-20T02:00:00.500Z')
  expect([null, 'infinity', '2026-11-20 02:00:00+08'].map(timestamptzToUtc)).toEqual([null, null, null])
})
