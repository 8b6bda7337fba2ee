import { createStatement } from '@delta/store'
import { type Kysely, sql } from 'kysely'

/**
 * One transaction of the projection: the records `first` to `seq` of a partition, or (`kind` another) the rows of a product, at most `seq`, that a new day changed. `n` grows in
 * an order in which they can be done again: it is given when the transaction has all its locks. `at` is its clock (UTC), by which it said since when something is known.
 */
export interface JournalEntry {
  readonly n: number
  readonly kind: 'records' | 'archive' | 'relation' | 'list'
  readonly topic: string
  readonly partition: number
  readonly first: number
  readonly seq: number
  readonly at: string
}

const note = createStatement<Omit<JournalEntry, 'n'>>(
  ({ kind, topic, partition, first, seq, at }) =>
    sql`insert into projection_journal (kind, topic, partition, first, seq, at) values (${kind}, ${topic}, ${partition}, ${first}, ${seq}, ${at})`,
)

/** Notes what a transaction has done, as its last statement. */
export async function noteInJournal<DB>(trx: Kysely<DB>, entry: Omit<JournalEntry, 'n'>): Promise<void> {
  await note(trx, entry)
}

/** The entries after `n`, in order, at most `limit`. */
export async function readJournal<DB>(db: Kysely<DB>, n: number, limit: number): Promise<JournalEntry[]> {
  const { rows } =
    await sql<JournalEntry>`select n, kind, topic, partition, first, seq, at from projection_journal where n > ${n} order by n limit ${limit}`.execute(db)
  return rows
}

/** By the PostgreSQL schema: one that is built anew beside another is another. */
const LOCK = sql`hashtextextended('delta read model ' || current_schema(), 0)`
const share = createStatement<Record<never, never>>(() => sql`select pg_advisory_xact_lock_shared(${LOCK})`)

/** Lets nobody replace the read model until the transaction ends. */
export async function shareReadModel<DB>(trx: Kysely<DB>): Promise<void> {
  await share(trx, {})
}

/** Lets nobody write the read model until the transaction ends; waits for those that do. */
export async function holdReadModel<DB>(trx: Kysely<DB>): Promise<void> {
  await sql`select pg_advisory_xact_lock(${LOCK})`.execute(trx)
}
