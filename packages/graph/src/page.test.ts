import { Kysely, PostgresDialect, sql } from 'kysely'
import { expect, test } from 'vitest'
import { localeOf } from './context.ts'
import { jsonObject } from './json-sql.ts'
import { pageOf, readCursor, writeCursor } from './page.ts'
import type { Selected } from './selection.ts'

const field = (args: Record<string, unknown>): Selected => ({ key: 'a', name: 'a', args, children: [] })
const db = new Kysely<object>({ dialect: new PostgresDialect({ pool: {} as never }) })

test('a cursor goes out and comes back, nulls and Chinese included', () => {
  for (const key of [['a'], [null, 'b'], ['杭', "'"]]) expect(readCursor('x', key.length, writeCursor('x', key))).toEqual(key)
})

test('cursors of another order, length or making are refused', () => {
  for (const cursor of [
    '',
    'x',
    writeCursor('y', ['a']),
    writeCursor('x', []),
    writeCursor('x', ['a', 'b']),
    writeCursor('x', ['\0']),
    Buffer.from('["x",{}]').toString('base64url'),
  ]) {
    expect(() => readCursor('x', 1, cursor), cursor).toThrow(expect.objectContaining({ extensions: expect.objectContaining({ code: 'BAD_CURSOR' }) }))
  }
})

test('a page is ten items unless told, at most a hundred', () => {
  expect(pageOf(field({}), 'x')).toEqual({ first: 10, after: null })
  expect(pageOf(field({ first: null, after: null }), 'x')).toEqual({ first: 10, after: null })
  expect(pageOf(field({ first: 100, after: writeCursor('x', ['k']) }), 'x')).toEqual({ first: 100, after: ['k'] })
  expect(() => pageOf(field({ first: 101 }), 'x')).toThrow()
})

test('response keys stand in the statement, values never do', () => {
  const statement = jsonObject([{ ...field({}), key: 'k1' }], { a: () => sql`${"o'clock"}::text` }).compile(db)
  expect(statement.sql).toBe("json_build_object('k1', $1::text)")
  expect(statement.parameters).toEqual(["o'clock"])
  for (const key of ["a'b", 'a b', '', '1a', 'a"']) expect(() => jsonObject([{ ...field({}), key }], { a: () => sql`1` })).toThrow('GraphQL name')
})

test('an object of more than fifty members keeps them all', () => {
  const many = Array.from({ length: 120 }, (_, n) => ({ ...field({}), key: `k${n}` }))
  expect(
    jsonObject(many, { a: () => sql`1` })
      .compile(db)
      .sql.match(/'k\d+'/g),
  ).toHaveLength(120)
})

test('names are Chinese unless English is preferred', () => {
  expect([null, '', 'zh-CN,zh;q=0.9,en;q=0.8', 'fr', '*', 'en;q=0'].map(localeOf)).toEqual(['zh', 'zh', 'zh', 'zh', 'zh', 'zh'])
  expect(['en', 'en-GB,zh;q=0.9', 'fr, en;q=0.1', 'zh;q=0.5,en'].map(localeOf)).toEqual(['en', 'en', 'en', 'en'])
})
