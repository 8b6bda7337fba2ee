import { tryAgain } from '@delta/store'
import { createArchiveEffects, settleArchive, sweepArchive } from '@delta/archive'
import { createListEffects, settleList, sweepList } from '@delta/list'
import { type Day, shanghaiDay } from '@delta/model'
import { createRelationEffects, settleRelations, sweepRelations } from '@delta/relationship'
import type { Kysely, Transaction } from 'kysely'
import { noteInJournal, shareReadModel, type JournalEntry } from './journal.ts'
import type { ReadModelTables } from './tables.ts'

/** What the daily sweep needs. */
export interface SweepParts {
  readonly db: Kysely<ReadModelTables>
  readonly now: () => Date
  /** The most rows of one transaction. */
  readonly most?: number
}

type Step = (trx: Transaction<ReadModelTables>, day: Day, limit: number, now: Date) => Promise<number>

const archive: Step = async (trx, day, limit, now) => {
  const effects = createArchiveEffects(now)
  const taken = await sweepArchive(trx, { day, limit, effects })
  await settleArchive(trx, effects)
  return taken
}

const relations: Step = async (trx, day, limit, now) => {
  const effects = createRelationEffects(now)
  const taken = await sweepRelations(trx, { day, limit, effects })
  await settleRelations(trx, effects)
  return taken
}

const lists: Step = async (trx, day, limit, now) => {
  const effects = createListEffects(now)
  const taken = await sweepList(trx, { day, limit, effects })
  await settleList(trx, effects, now)
  return taken
}

const STEPS = { archive, relation: relations, list: lists } as const

/** Gives rows of one product, at most `most`, the status of a moment's day, in the caller's transaction; gives how many it took. */
export async function sweepStep(
  trx: Transaction<ReadModelTables>,
  { kind, most, at }: { kind: Exclude<JournalEntry['kind'], 'records'>; most: number; at: Date },
): Promise<number> {
  await shareReadModel(trx)
  const taken = await STEPS[kind](trx, shanghaiDay(at), most, at)
  if (taken > 0) await noteInJournal(trx, { kind, topic: '', partition: 0, first: 1, seq: most, at: at.toISOString() })
  return taken
}

/** Gives every row whose status has changed by itself the status of today in Asia/Shanghai; rollups and the regional list's log follow. May run at any time and beside any projection. Gives how many rows it took. */
export async function sweepStatuses({ db, now, most = 1_000 }: SweepParts): Promise<number> {
  let total = 0
  for (const kind of Object.keys(STEPS) as (keyof typeof STEPS)[]) {
    for (let taken = most; taken === most; total += taken) {
      const at = now()
      taken = await tryAgain(() => db.transaction().execute(trx => sweepStep(trx, { kind, most, at })))
    }
  }
  return total
}
