import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { filePosition } from './file-name.ts'
import { positionAt, positionOf, sortableNumber, sortableTime } from './position.ts'

const inOrder = (texts: readonly string[]) => expect(texts.toSorted()).toEqual(texts)

test('numbers of 64 bits sort as text', () => {
  fc.assert(
    fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), (a, b) => {
      expect(sortableNumber(String(a)) < sortableNumber(String(b))).toBe(a < b)
    }),
  )
})

test('times sort as text, with or without fractions, and the odd ones at the ends', () => {
  inOrder(
    [
      null,
      '-infinity',
      '2025-12-31 23:59:59.9',
      '2026-01-01 00:00:00',
      '2026-01-01 00:00:00.000001',
      '2026-01-01 00:00:00.1',
      '2026-01-01 00:00:01',
      '10000-01-01 00:00:00',
      'infinity',
    ].map(sortableTime),
  )
  inOrder([positionOf('', 'z'), positionOf('2026', 'a'), positionOf('2026', 'ab'), positionOf('20260', 'a')])
})

test('rows of later days, files and lines sort after earlier ones', () => {
  const at = (day: string, sequence: number, row: number) => filePosition({ dataset: '', stream: '', day, sequence }, row, 'f')
  inOrder([at('20261120', 1, 2), at('20261120', 1, 10), at('20261120', 2, 1), at('20261120', 10, 1), at('20261121', 1, 1)])
})

test('a position for an instant stands among those of a source by time, above a day’s files, above all cells', () => {
  const at = '2026-11-30T05:00:00.123Z'
  expect(positionAt('timestamp-shanghai', at)).toBe(sortableTime('2026-11-30 13:00:00.123'))
  expect(positionAt('epoch-milliseconds', at)).toBe(sortableNumber(String(Date.parse(at))))
  const file = (day: string) => `${day} 9999 99999999 x.csv`
  expect([file('20261130'), positionAt('file', '2026-11-30T15:59:59Z'), positionAt('file', '2026-11-30T16:00:00Z'), file('20261202')].toSorted()).toEqual([
    file('20261130'),
    positionAt('file', '2026-11-30T15:59:59Z'),
    positionAt('file', '2026-11-30T16:00:00Z'),
    file('20261202'),
  ])
  expect(positionAt('cells', at) > `${sortableNumber('9223372036854775807')} 000001`).toBe(true)
})
