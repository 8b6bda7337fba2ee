import fc from 'fast-check'
import { expect, test } from 'vitest'
import { placeOf, readCursor, writeCursor } from './cursor.ts'

const head = { epoch: 3, seq: 100, dropped: 40 }
const place = (asked: string | null) => {
  const found = placeOf(asked, head, '/snapshots/lists')
  return 'problem' in found ? [found.problem.status, found.problem.code] : writeCursor(found.cursor)
}

test('a cursor that was written reads back, and nothing else reads', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 0, max: 1e15 }), fc.integer({ min: 0, max: 1e6 }), (epoch, seq, extra) => {
      expect(readCursor(writeCursor({ epoch, seq, extra }))).toEqual({ epoch, seq, extra })
    }),
  )
  for (const text of ['', '1', '1.', '.1', '01.1', '1.01', '1.-1', '1.1.0', '1.1.1.1', '1.9999999999999999', ' 1.1', '1.1\n', '１.1', '1e1.1'])
    expect([text, readCursor(text)]).toEqual([text, null])
})

test('a place is gone on from, or refused with what to do', () => {
  expect(place(null)).toBe('3.100')
  expect(place('3.100')).toBe('3.100')
  expect(place('3.40')).toBe('3.40')
  expect(place('3.60.2')).toBe('3.60.2')
  expect(place('3.39')).toEqual([410, 'CURSOR_GONE'])
  expect(place('0')).toEqual([410, 'CURSOR_GONE'])
  expect(place('3.101')).toEqual([400, 'CURSOR_FUTURE'])
  expect(place('2.50')).toEqual([409, 'CURSOR_EPOCH'])
  expect(place('4.1')).toEqual([409, 'CURSOR_EPOCH'])
  expect(place('then')).toEqual([400, 'CURSOR_MALFORMED'])
})
