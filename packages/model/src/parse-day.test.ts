import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dayFromNumber } from './day.ts'
import { type DayForm, parseDay } from './parse-day.ts'

const day = fc.integer({ min: -29219, max: 47480 }).map(dayFromNumber)
const wide = (text: string): string => text.replace(/[0-9/-]/g, sign => String.fromCodePoint((sign.codePointAt(0) ?? 0) + 0xfee0))
const plain = (text: string): string => String(Number(text))
const WRITTEN: readonly (readonly [DayForm, (year: string, month: string, day: string) => string])[] = [
  ['COMPACT', (y, m, d) => y + m + d],
  ['ISO', (y, m, d) => `${y}-${m}-${d}`],
  ['SLASH', (y, m, d) => `${y}/${plain(m)}/${plain(d)}`],
  ['CHINESE', (y, m, d) => `${y}年${plain(m)}月${plain(d)}日`],
]

test('every way of writing a day reads back, full-width too, and is refused where its form is not among the given', () => {
  fc.assert(
    fc.property(day, text => {
      const [y = '', m = '', d = ''] = text.split('-')
      for (const [form, write] of WRITTEN) {
        expect(parseDay(write(y, m, d))).toEqual({ ok: true, day: text, open: false, warnings: [] })
        expect(parseDay(wide(write(y, m, d)))).toEqual({ ok: true, day: text, open: false, warnings: ['W_FULLWIDTH'] })
        expect(parseDay(write(y, m, d), [form])).toMatchObject({ ok: true, day: text })
        expect(
          parseDay(
            write(y, m, d),
            WRITTEN.map(([other]) => other).filter(other => other !== form),
          ),
        ).toEqual({ ok: false, code: 'E_DATE_INVALID' })
      }
    }),
  )
})

test('Excel serials of the 1900 system, 20000 to 60000, count from 1899-12-30', () => {
  fc.assert(
    fc.property(fc.integer({ min: 20000, max: 60000 }), serial => {
      const expected = new Date(Date.UTC(1899, 11, 30 + serial)).toISOString().slice(0, 10)
      expect(parseDay(String(serial))).toEqual({ ok: true, day: expected, open: false, warnings: ['W_EXCEL_SERIAL'] })
    }),
  )
  expect(parseDay('45000')).toMatchObject({ day: '2023-03-15' })
  expect(parseDay('25569')).toMatchObject({ day: '1970-01-01' })
  expect(parseDay('20000')).toMatchObject({ day: '1954-10-03' })
  expect(parseDay('60000')).toMatchObject({ day: '2064-04-08' })
  expect(parseDay('19999').ok).toBe(false)
  expect(parseDay('60001').ok).toBe(false)
  expect(parseDay('45000', ['ISO']).ok).toBe(false)
})

test.each([
  '20190230',
  '2019-02-30',
  '2025年2月29日',
  '2025/13/1',
  '2025-00-10',
  '20250001',
  '2025-2-0',
  '2025',
  '202502',
  'abc',
  '2025年2月',
  '03/02/2025',
  '2025-02-03 10:00:00',
  '-20250203',
  '１９９９',
  '00010101',
  '0000-00-01',
])('%s is no day', text => {
  expect(parseDay(text)).toEqual({ ok: false, code: 'E_DATE_INVALID' })
})

test.each(['99991231', '20991231', '2099-12-31', '9999-12-31', '长期', '永久', '9999/12/31', '2099年12月31日', ' 长期 '])(
  '%s is an open end, where ends may be open',
  text => {
    expect(parseDay(text)).toMatchObject({ ok: true, day: null, open: true })
    expect(parseDay(text, ['COMPACT', 'ISO', 'SLASH', 'CHINESE'])).not.toMatchObject({ open: true })
  },
)

test.each(['0', '00000000', '0000-00-00', '0000/00/00'])('%s states no day, where zeros may', text => {
  expect(parseDay(text)).toEqual({ ok: true, day: null, open: false, warnings: [] })
  expect(parseDay(text, ['COMPACT', 'ISO', 'SLASH'])).toEqual({ ok: false, code: 'E_DATE_INVALID' })
})

test('blanks state no day', () => {
  for (const text of ['', '        ', '\u3000']) expect(parseDay(text)).toMatchObject({ ok: true, day: null, open: false })
})

test('no text makes it throw, and whatever it reads is a real day', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9０-９年月日/-]{1,11}$/)), text => {
      const parsed = parseDay(text)
      if (parsed.ok && parsed.day !== null) expect(new Date(`${parsed.day}T00:00:00Z`).toISOString().slice(0, 10)).toBe(parsed.day)
    }),
    { numRuns: 2000 },
  )
})
