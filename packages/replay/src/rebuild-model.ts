import type { Catalogue, RepairLaw } from '@delta/model'
import { createReplay, holdReadModel, type JournalEntry, readJournal, type ReadModelTables } from '@delta/projection'
import { holdLock, openStore, type Store } from '@delta/store'
import type { Numbered, ReceivedMessage } from '@delta/stream'
import type { Keys } from '@delta/wire'
import { type Kysely, sql } from 'kysely'
import { differences, digestTables } from './digest.ts'
import { type ModelName, MODELS } from './models.ts'
import type { Pipe } from './pipe.ts'
import { putRight } from './put-right.ts'
import { createOutboxReader } from './read-outbox.ts'
import { dropShadow, openShadow, SHADOW } from './shadow.ts'

/** What rebuilding read models needs beside the pipe. */
export interface RebuildModelParts {
  readonly pipe: Pipe
  /** The read model's database. */
  readonly url: string
  readonly catalogue: Catalogue
  readonly law: RepairLaw
  readonly keys: Keys
  readonly schemaDir: string
  readonly say: (progress: string) => void
}

/** What a rebuild has done: rows replaced by table, and where the read model differs from what was built; empty where nowhere. */
export interface RebuiltModel {
  readonly entries: number
  readonly replaced: Readonly<Record<string, { readonly gone: number; readonly come: number }>>
  readonly differences: readonly string[]
}

const AT_ONCE = 500
/** So few entries are played while the projector waits. */
const FEW = 200

const received = ({ topic, partition, seq, key, headers, value }: Numbered): ReceivedMessage => ({
  topic,
  partition,
  // Where the record would lie in a topic that has just been made anew.
  offset: String(seq - 1),
  key,
  headers,
  value: value === null ? null : Buffer.from(value),
})

/** Reads the records of journal entries from whichever outbox has them. */
async function createRecords({ outboxes }: Pipe): Promise<(entry: JournalEntry) => Promise<ReceivedMessage[]>> {
  const readers = new Map<string, ReturnType<typeof createOutboxReader>>()
  for (const { store, outbox } of outboxes) {
    const read = createOutboxReader(store.db)
    for (const { topic, partition } of await outbox.heads()) readers.set(`${topic} ${partition}`, read)
  }
  return async ({ kind, topic, partition, first, seq }) => {
    if (kind !== 'records') return []
    const read = readers.get(`${topic} ${partition}`)
    if (!read) throw Object.assign(new Error(`no outbox holds ${topic} ${partition}`), { code: 'OUTBOX_UNKNOWN', safe: true })
    return (await read({ topic, partition, first, seq })).map(received)
  }
}

/** The last entry of the journal below which none is under way. */
const horizonOf = (live: Kysely<ReadModelTables>): Promise<number> =>
  live.transaction().execute(async trx => {
    await holdReadModel(trx)
    return (await sql<{ n: number | null }>`select max(n) as n from projection_journal`.execute(trx)).rows[0]!.n ?? 0
  })

/** Every partition must have been taken as far as the projector has; else the journal began later than the outboxes. */
async function checkComplete(trx: Kysely<ReadModelTables>): Promise<void> {
  const { rows } = await sql<{
    topic: string
  }>`select topic from public.projection_position p left join ${sql.table(`${SHADOW}.projection_position`)} b using (topic, partition)
    where b.seq is distinct from p.seq and p.seq > 0`.execute(trx)
  if (rows.length > 0) throw Object.assign(new Error(`the journal does not tell all of ${rows[0]!.topic}`), { code: 'JOURNAL_SHORT', safe: true })
}

/**
 * Builds read models anew beside the ones that are read, by doing every transaction of the projection again, each at its own moment, over the records of the outboxes:
 * so also what was known when, and what has been replaced since, comes out as it was. The projector goes on meanwhile and waits only at the end, when the rows that differ are replaced in one
 * transaction: a reader sees the old or the new. Running it again after it was broken off begins anew.
 */
export async function rebuildModel(models: readonly ModelName[], { pipe, url, say, ...parts }: RebuildModelParts): Promise<RebuiltModel> {
  const live = openStore<ReadModelTables>(url, { connections: 3, applicationName: 'delta rebuild' })
  let shadow: Store<ReadModelTables> | null = null
  try {
    const lock = await holdLock(live.pool, 'delta rebuild')
    try {
      shadow = await openShadow(url, live as Store<unknown>)
      const play = createReplay({ db: shadow.db, ...parts })
      const recordsOf = await createRecords(pipe)
      let played = 0
      let last = 0
      const playTo = async (end: number): Promise<number> => {
        const before = played
        for (let entries = await readJournal(live.db, last, AT_ONCE); entries.length > 0; entries = await readJournal(live.db, last, AT_ONCE)) {
          for (const entry of entries) {
            if (entry.n > end) return played - before
            await play(entry, await recordsOf(entry))
            last = entry.n
            played += 1
          }
          say(`${played.toLocaleString('en')} transactions of the projection done again`)
        }
        return played - before
      }
      // Where the projector goes on as fast as it is followed, following it longer brings nothing: it waits for what is left.
      for (let before = Infinity, left = 0; ; before = left) {
        left = await playTo(await horizonOf(live.db))
        if (left <= FEW || left > before / 2) break
      }
      return await live.db.transaction().execute(async trx => {
        await holdReadModel(trx)
        await playTo(Infinity)
        await checkComplete(trx)
        const tables = models.flatMap(model => MODELS[model])
        const replaced: Record<string, { gone: number; come: number }> = {}
        for (const table of tables) {
          replaced[table] = await putRight(trx, table)
          say(`${table}: ${replaced[table].gone} rows gone, ${replaced[table].come} come`)
        }
        return { entries: played, replaced, differences: differences(await digestTables(trx, tables, SHADOW), await digestTables(trx, tables)) }
      })
    } finally {
      await shadow?.close()
      await dropShadow(live as Store<unknown>)
      await lock.release()
    }
  } finally {
    await live.close()
  }
}
