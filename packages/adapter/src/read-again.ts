import type { ChangeBatch, ChangeReader } from '@delta/source'
import { type Kysely, sql } from 'kysely'
import type { AdapterTables } from './tables.ts'

/** What taking up requests needs. */
export interface ReadAgainParts {
  readonly db: Kysely<AdapterTables>
  readonly readers: readonly ChangeReader[]
  readonly cursor: (name: string) => Promise<unknown>
  /** Commits a batch; throws where it may not. */
  readonly commit: (reader: ChangeReader, batch: ChangeBatch, epoch: number) => Promise<void>
}

/** Reads datasets again when asked by a row of `source_again`, beside all else that is read. */
export interface ReadAgain {
  /** Takes up what has been asked for, and notes what is through. Looks twice a second at most. */
  look(epoch: number): Promise<void>
  /** Is any dataset being read again? */
  underWay(): boolean
  /** Counts a batch for the datasets that are read again. */
  count(batch: Pick<ChangeBatch, 'rows'>, published: number): Promise<void>
}

const LOOK_EVERY = 500

/** Makes it. A request that was taken up before a restart goes on. */
export function createReadAgain({ db, readers, cursor, commit }: ReadAgainParts): ReadAgain {
  let lookAt = 0
  let active = new Set<string>()

  const readerOf = async (dataset: string): Promise<ChangeReader | undefined> => {
    for (const reader of readers) if ((await reader.shapes()).some(one => one.dataset === dataset)) return reader
    return undefined
  }
  const end = async (dataset: string, failed: string | null): Promise<void> => {
    active.delete(dataset)
    await sql`update source_again set done_at = now(), failed = ${failed} where dataset = ${dataset}`.execute(db)
  }
  const begin = async (dataset: string, epoch: number): Promise<void> => {
    const reader = await readerOf(dataset)
    if (!reader) return end(dataset, 'DATASET_UNKNOWN')
    const batch = await reader.again(dataset)
    await commit(reader, batch, epoch)
    await batch.settled()
    await sql`update source_again set begun = true where dataset = ${dataset}`.execute(db)
    active.add(dataset)
  }

  return {
    look: async epoch => {
      if (performance.now() < lookAt) return
      lookAt = performance.now() + LOOK_EVERY
      const { rows } = await sql<{ dataset: string; begun: boolean }>`select dataset, begun from source_again where done_at is null order by asked_at`.execute(
        db,
      )
      active = new Set(rows.filter(row => row.begun).map(row => row.dataset))
      for (const { dataset, begun } of rows) {
        if (!begun) await begin(dataset, epoch)
        else if (await (await readerOf(dataset))?.through(dataset, cursor)) await end(dataset, null)
      }
    },
    underWay: () => active.size > 0,
    count: async ({ rows }, published) => {
      if (active.size === 0) return
      const counts = Map.groupBy(
        rows.filter(row => active.has(row.dataset)),
        row => row.dataset,
      )
      for (const [dataset, own] of counts)
        await sql`update source_again set rows = rows + ${own.length}, published = published + ${published} where dataset = ${dataset}`.execute(db)
    },
  }
}
