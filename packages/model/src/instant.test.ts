import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayIn, instantOfShanghai, shanghaiDay } from './instant.ts'

test('the Shanghai day begins at 16:00 UTC', () => {
  expect(shanghaiDay('2026-11-21T15:59:59.999Z')).toBe('2026-11-21')
  expect(shanghaiDay('2026-11-21T16:00:00Z')).toBe('2026-11-22')
  expect(shanghaiDay(new Date('2024-02-28T16:00:00Z'))).toBe('2024-02-29')
  expect(dayIn('UTC', '2026-11-21T16:00:00Z')).toBe('2026-11-21')
})

test('the fast way agrees with the time zone database, summer time before 1992 included', () => {
  const format = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai', dateStyle: 'short' })
  fc.assert(
    fc.property(fc.date({ min: new Date('1980-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }), at => {
      expect(shanghaiDay(at)).toBe(format.format(at))
    }),
  )
  expect(shanghaiDay('1988-07-01T15:30:00Z')).toBe('1988-07-02')
})

test('a local timestamp becomes its instant, and reads back', () => {
  expect(instantOfShanghai('2025-02-03 07:59:59.123456')).toBe('2025-02-02T23:59:59.123Z')
  expect(instantOfShanghai('2025-02-03 08:00:00')).toBe('2025-02-03T00:00:00.000Z')
  for (const text of ['2025-02-30 08:00:00', '2025-02-03', '2025-02-03 24:00:00', '1990-01-01 00:00:00', 'x']) expect(instantOfShanghai(text)).toBeNull()
})
