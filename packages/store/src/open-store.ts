import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { runByName } from './prepared.ts'

/** What a store is opened with: the pool's size and the name that PostgreSQL shows for its connections. */
export interface StoreOptions {
  readonly connections?: number
  readonly applicationName?: string
  /** Milliseconds after which the server ends a statement; unset means never. */
  readonly statementTimeout?: number
  /** All statements find their rows by key: each is planned once a connection, for any values, by whatever index leads there. A plan that was kept from when a table was empty does not read it through once it is full. */
  readonly byKey?: boolean
  /** Settings of every session, as PostgreSQL names them; names and values are constants of the code. */
  readonly settings?: Readonly<Record<string, string>>
  /** Told of every connection that breaks while idle; the pool replaces it by itself. */
  readonly onError?: (error: Error) => void
}

/** An opened PostgreSQL database: Kysely for statements, the pool for what Kysely does not do (COPY, sessions, named statements). */
export interface Store<DB> {
  readonly db: Kysely<DB>
  readonly pool: pg.Pool
  close(): Promise<void>
}

/** A pool of PostgreSQL connections. */
export type Pool = pg.Pool

/** One PostgreSQL connection, taken from a pool or standing alone. */
export type Connection = pg.ClientBase

const { builtins } = pg.types

const safeInteger = (text: string): number | string => {
  const value = Number(text)
  return Number.isSafeInteger(value) ? value : text
}

const asIs = (text: string): string => text

/** Days stay 'YYYY-MM-DD' and numerics stay text, so that nothing passes through local time or floats; int8 becomes a number where that is exact. */
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.INT8, safeInteger],
  [builtins.NUMERIC, asIs],
  [builtins.DATE, asIs],
  [builtins.TIMESTAMP, asIs],
  [builtins.TIMESTAMPTZ, text => new Date(text).toISOString()],
])

const types = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') => parsers.get(oid) ?? pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig

const BY_KEY = { enable_seqscan: 'off', plan_cache_mode: 'force_generic_plan' }

/** Opens a PostgreSQL database. Every session runs in UTC, so no result depends on the server's time zone. Connects at the first statement. */
export function openStore<DB>(url: string, options: StoreOptions = {}): Store<DB> {
  const pool = new pg.Pool({
    connectionString: url,
    max: options.connections ?? 4,
    application_name: options.applicationName ?? 'delta',
    options: Object.entries({ TimeZone: 'UTC', DateStyle: 'ISO,YMD', IntervalStyle: 'iso_8601', ...(options.byKey ? BY_KEY : {}), ...options.settings })
      .map(([name, value]) => `-c ${name}=${value}`)
      .join(' '),
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    types,
    ...(options.statementTimeout ? { statement_timeout: options.statementTimeout } : {}),
  })
  pool.on('connect', client => runByName(client, { all: options.byKey ?? false }))
  // A connection that breaks while somebody holds it fails its next statement; without a listener it would end the process.
  pool.on('connect', client => client.on('error', () => undefined))
  pool.on('error', error => options.onError?.(error))
  const db = new Kysely<DB>({ dialect: new PostgresDialect({ pool }) })
  // Kysely ends only a pool that it has used itself: the pool's idle connections would keep the process for ten seconds more.
  const close = async (): Promise<void> => {
    await db.destroy()
    if (!pool.ending) await pool.end()
  }
  return { db, pool, close }
}
