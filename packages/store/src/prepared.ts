import { createHash } from 'node:crypto'
import type { CompiledQuery } from 'kysely'
import type { PoolClient } from 'pg'
import type { Pool } from './open-store.ts'

const names = new Map<string, string>()
const planned = new Set<string>()
const MOST_NAMES = 2_000

/** Gives a statement a name by a digest of its text, so that every connection of a store plans it once, whoever runs it. Beyond a bound, texts stay unnamed. */
export function nameStatement(text: string): string | undefined {
  let name = names.get(text)
  if (name === undefined && names.size < MOST_NAMES) {
    name = `q_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
    names.set(text, name)
  }
  return name
}

/** Has a statement planned each time it is run, whoever runs it. */
export const planEachTime = (text: string): void => void planned.add(text)

/** Lets a connection run statements that have a name by it, however they come to it; `all` gives one to each that has values. */
export function runByName(client: PoolClient, { all }: { readonly all: boolean }): void {
  const query = client.query.bind(client) as (...parts: unknown[]) => unknown
  client.query = ((text: unknown, values?: unknown, ...more: unknown[]) => {
    const isBound = typeof text === 'string' && Array.isArray(values)
    const name = !isBound ? undefined : all && values.length > 0 && !planned.has(text) ? nameStatement(text) : names.get(text)
    return name === undefined ? query(text, values, ...more) : query({ name, text, values }, ...more)
  }) as typeof client.query
}

/** Runs a compiled statement as a named prepared one, so that PostgreSQL plans a shape of query once per connection. Values are always bound. */
export async function runPrepared<Row extends object>(pool: Pool, query: CompiledQuery): Promise<Row[]> {
  const name = nameStatement(query.sql)
  const result = await pool.query<Row>({ ...(name ? { name } : {}), text: query.sql, values: [...query.parameters] })
  return result.rows
}
