import type { Pool } from '@delta/store'
import { sourceFailure } from './source-failure.ts'

/** Rows as arrays of text exactly as PostgreSQL prints them. */
export interface RawRows {
  readonly fields: readonly { readonly name: string; readonly type: number }[]
  readonly rows: readonly (readonly (string | null)[])[]
}

/** One connection to a source, for reading. */
export interface Session {
  /** With a name the statement is planned once; its columns must not depend on the source's tables, which may get others at any time. */
  read(text: string, values: readonly unknown[], name?: string): Promise<RawRows>
}

const SETTINGS = `
set timezone = 'UTC'; set datestyle = 'ISO, YMD'; set intervalstyle = 'iso_8601'; set bytea_output = 'hex'; set extra_float_digits = 1;
set lock_timeout = '2s'; set statement_timeout = '60s'; set jit = off`

const LONGEST_WAIT = 90_000
const prepared = new WeakSet<object>()
const asText = { getTypeParser: () => (text: string) => text }

/**
 * Lends a connection whose settings make every value's text independent of the server, the role and the database. What goes wrong is a SourceError naming
 * `place`.
 */
export async function withSession<T>(pool: Pool, place: string, work: (session: Session) => Promise<T>): Promise<T> {
  let broken: Error | undefined
  const client = await pool.connect().catch(error => {
    throw sourceFailure(place, error)
  })
  const read: Session['read'] = async (text, values, name) => {
    const query = { ...(name ? { name } : {}), text, values: [...values], rowMode: 'array' as const, types: asText, query_timeout: LONGEST_WAIT }
    const result = await client.query<(string | null)[]>(query)
    return { fields: result.fields.map(field => ({ name: field.name, type: field.dataTypeID })), rows: result.rows }
  }
  const onError = (error: Error) => {
    broken = error
  }
  client.on('error', onError)
  try {
    if (!prepared.has(client)) await client.query(SETTINGS)
    prepared.add(client)
    return await work({ read })
  } catch (error) {
    const failure = sourceFailure(place, error)
    if (failure.code === 'SOURCE_UNREACHABLE') broken ??= failure
    throw failure
  } finally {
    client.off('error', onError)
    client.release(broken ?? false)
  }
}
