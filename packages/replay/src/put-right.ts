import { type Kysely, sql } from 'kysely'
import { coveredColumns, hashOf } from './digest.ts'
import { SHADOW } from './shadow.ts'

/** Makes a table hold what its copy holds, in the caller's transaction: rows that differ are replaced, all others are left alone. Gives how many rows went and came. */
export async function putRight<DB>(trx: Kysely<DB>, table: string): Promise<{ gone: number; come: number }> {
  const columns = await coveredColumns(trx, table)
  const [live, built] = [sql.table(`public.${table}`), sql.table(`${SHADOW}.${table}`)]
  const { rows: writable } = await sql<{ name: string }>`select attname as name from pg_attribute
    where attrelid = ${`public.${table}`}::regclass and attnum > 0 and not attisdropped and attgenerated = ''`.execute(trx)
  const names = sql.join(writable.map(({ name }) => sql.ref(name)))
  const gone = await sql`delete from ${live} t where not exists (select from ${built} b where ${hashOf('b', columns)} = ${hashOf('t', columns)})`.execute(trx)
  const come = await sql`insert into ${live} (${names}) select ${names} from ${built} b
    where not exists (select from ${live} t where ${hashOf('t', columns)} = ${hashOf('b', columns)})`.execute(trx)
  return { gone: Number(gone.numAffectedRows ?? 0), come: Number(come.numAffectedRows ?? 0) }
}
