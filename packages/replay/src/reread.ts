import { setTimeout } from 'node:timers/promises'
import type { Store } from '@delta/store'
import type { Lane, OutboxTables } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import { coveredColumns, differences, type Digest, hashOf } from './digest.ts'
import type { NamedOutbox } from './pipe.ts'

/** What reading a dataset again came to. */
export interface Reread {
  /** Rows that were read, new ones of meanwhile included. */
  readonly rows: number
  /** Records and rejections that were published meanwhile. */
  readonly published: number
  /** What is otherwise than before, by product, topic and partition; empty where nothing is. */
  readonly differences: readonly string[]
}

const LOOK_EVERY = 300
const PATIENCE = 60_000

/** What an adapter knows of a dataset's records, by product. */
async function ledgerDigest(db: Kysely<OutboxTables>, dataset: string): Promise<Digest[]> {
  const columns = (await coveredColumns(db, 'ledger')).filter(name => name !== 'updated_at')
  const { rows } = await sql<Omit<Digest, 'table'>>`select product as part, count(*) as rows, md5(string_agg(h, '' order by h)) as digest
    from (select product, ${hashOf('t', columns)} as h from ledger t where dataset = ${dataset}) hashed group by product order by product`.execute(db)
  return rows.map(row => ({ table: 'ledger', ...row }))
}

const told = (before: readonly Lane[], after: readonly Lane[]): string[] =>
  after.flatMap(lane => {
    const count = lane.seq - (before.find(one => one.topic === lane.topic && one.partition === lane.partition)?.seq ?? 0)
    return count === 0 || lane.topic.includes('.receipt.') ? [] : [`${lane.topic} ${lane.partition}: ${count} published`]
  })

async function ended(store: Store<OutboxTables>, dataset: string, say: (progress: string) => void): Promise<{ rows: number; published: number }> {
  let last = -1
  for (let since = performance.now(); ; await setTimeout(LOOK_EVERY)) {
    const { rows } = await store.pool.query<{ rows: number; published: number; done: boolean; failed: string | null }>(
      'select rows, published, done_at is not null as done, failed from source_again where dataset = $1',
      [dataset],
    )
    const { rows: read, published, done, failed } = rows[0]!
    say(`${read.toLocaleString('en')} rows read again, ${published.toLocaleString('en')} records published`)
    if (failed !== null) throw Object.assign(new Error(`the adapter has no dataset ${dataset}`), { code: failed, safe: true })
    if (done) return { rows: read, published }
    if (read !== last) since = performance.now()
    last = read
    if (performance.now() - since > PATIENCE) throw Object.assign(new Error('the adapter does not read'), { code: 'REPLAY_STUCK', safe: true })
  }
}

/** Asks a province's adapter to read a dataset again from its start, and waits until it is through: what is unchanged publishes nothing. */
export async function reread({ store, outbox }: NamedOutbox, dataset: string, say: (progress: string) => void): Promise<Reread> {
  const before = { ledger: await ledgerDigest(store.db, dataset), heads: await outbox.heads() }
  await sql`insert into source_again (dataset) values (${dataset}) on conflict (dataset) do update
    set asked_at = now(), begun = false, rows = 0, published = 0, done_at = null, failed = null`.execute(store.db)
  const counts = await ended(store, dataset, say)
  const after = { ledger: await ledgerDigest(store.db, dataset), heads: await outbox.heads() }
  return { ...counts, differences: [...differences(before.ledger, after.ledger), ...(counts.published > 0 ? told(before.heads, after.heads) : [])] }
}
