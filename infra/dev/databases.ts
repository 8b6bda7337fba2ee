import { openStore, type Pool } from '@delta/store'
import { PROVINCES } from './provinces.ts'
import { Trouble } from './wait.ts'

/** The databases of the provinces' own platforms. Anhui has none: it drops files. */
export const SOURCE_DATABASES = { shanghai: 'sh_credit', jiangsu: 'js_pcip', zhejiang: 'zj_xy' } as const

/** The databases of the adapters' ledgers. */
export const LEDGER_DATABASES = PROVINCES.map(({ short }) => `adapter_${short}`)

/** The operator's own database: what it has published of the catalogue. */
export const OPERATOR_DATABASE = 'operator'

const ALL_DATABASES = [...Object.values(SOURCE_DATABASES), ...LEDGER_DATABASES, OPERATOR_DATABASE, 'delta']

const MARK = 'Delta gateway, local'

/** The same server's URL for another database. */
export function databaseUrl(server: string, database: string): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

/** Makes all databases that are missing. One of the same name that was not made by us is left alone: that is a trouble. */
export async function createDatabases(server: string): Promise<void> {
  await onServer(server, async pool => {
    for (const name of ALL_DATABASES) {
      const mark = await markOf(pool, name)
      if (mark === undefined) {
        await pool.query(`create database "${name}" template template0 encoding 'UTF8'`)
        await setMark(pool, name, 'empty')
      } else if (!mark?.startsWith(MARK)) {
        throw new Trouble(`The PostgreSQL server has a database ${name} that this program has not made: use another server, or rename that database.`)
      }
    }
  })
}

/** Drops every database of ours. */
export async function dropDatabases(server: string): Promise<void> {
  await onServer(server, async pool => {
    for (const name of ALL_DATABASES) await dropOurs(pool, name)
  })
}

/** What the provinces were filled with, as noted when the filling was through; null when they are not filled, or only in part. */
export async function filledWith(server: string): Promise<string | null> {
  return onServer(server, async pool => {
    const marks = await Promise.all(Object.values(SOURCE_DATABASES).map(name => markOf(pool, name)))
    const notes = new Set(marks.map(mark => mark?.split(': ')[1] ?? 'empty'))
    const [note = 'empty'] = notes
    return notes.size === 1 && note !== 'empty' ? note : null
  })
}

/** Notes that the provinces are filled. */
export async function noteFilled(server: string, note: string): Promise<void> {
  await onServer(server, async pool => {
    for (const name of Object.values(SOURCE_DATABASES)) await setMark(pool, name, note)
  })
}

async function onServer<T>(server: string, work: (pool: Pool) => Promise<T>): Promise<T> {
  const store = openStore(server, { connections: 1 })
  try {
    return await work(store.pool)
  } finally {
    await store.close()
  }
}

async function dropOurs(pool: Pool, name: string): Promise<void> {
  if ((await markOf(pool, name))?.startsWith(MARK)) await pool.query(`drop database if exists "${name}" with (force)`)
}

/** Undefined when there is no such database, null when it bears no mark. */
async function markOf(pool: Pool, name: string): Promise<string | null | undefined> {
  const { rows } = await pool.query<{ mark: string | null }>("select shobj_description(oid, 'pg_database') as mark from pg_database where datname = $1", [name])
  return rows[0]?.mark ?? (rows.length > 0 ? null : undefined)
}

async function setMark(pool: Pool, name: string, note: string): Promise<void> {
  await pool.query(`comment on database "${name}" is '${MARK}: ${note}'`)
}
