import type { ChangeReader } from '@delta/source'
import { expect, test } from 'vitest'
import { fits, joined, newestOf, type Read } from './joined.ts'
import { sourceRow } from './testing.ts'

const row = (coordinate: string, updatedAt: string | null = null) => sourceRow(coordinate, { updatedAt })

const batch = (name: string, rows: number, more: Partial<Read['batch']> = {}): Read['batch'] => ({
  rows: Array.from({ length: rows }, (_, n) => row(`${name}/${n}`)),
  refused: [],
  cursors: [{ name, value: rows }],
  settled: async () => undefined,
  ...more,
})

const read = (...batches: Read['batch'][]): Read[] => batches.map(one => ({ reader: {} as ChangeReader, batch: one }))

test('rows and cursors of all, in the order in which they were read', () => {
  const both = joined([batch('a', 2), batch('b', 1)])
  expect(both.rows.map(one => one.coordinate)).toEqual(['a/0', 'a/1', 'b/0'])
  expect(both.cursors.map(one => one.name)).toEqual(['a', 'b'])
})

test('a lone batch stays as it is: pushed, refused, or given again', () => {
  const push = { idempotencyKey: 'k', digest: 'd', kid: 'k1' }
  expect(joined([batch('a', 1, { push, again: true })])).toMatchObject({ push, again: true })
})

test('a thousand rows at most go together; a pushed batch, a refused file and one given again go alone', () => {
  expect(fits(read(batch('a', 400), batch('b', 400)), batch('c', 200))).toBe(true)
  expect(fits(read(batch('a', 400), batch('b', 400)), batch('c', 201))).toBe(false)
  expect(fits([], batch('a', 1, { push: { idempotencyKey: 'k', digest: 'd', kid: 'k1' } }))).toBe(false)
  expect(fits([], batch('a', 0, { refused: [{ dataset: 't', file: 'f', code: 'E_MALFORMED' }] }))).toBe(false)
  expect(fits([], batch('a', 1, { again: true }))).toBe(false)
})

test('the newest row is the one that changed last, wherever it stands', () => {
  expect(newestOf([row('a', '2026-11-20T00:00:00.000Z'), row('b', '2026-11-21T00:00:00.000Z'), row('c')])).toBe('2026-11-21T00:00:00.000Z')
  expect(newestOf([row('a')])).toBeNull()
})
