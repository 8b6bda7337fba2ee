import type { Catalogue, RepairLaw } from '@delta/model'
import { createRecordValidator, type ReceivedMessage } from '@delta/stream'
import { createEntitlement, type Keys } from '@delta/wire'
import type { Kysely } from 'kysely'
import { createRepairJudge } from './judge-repairs.ts'
import type { JournalEntry } from './journal.ts'
import { projectBatch } from './project-batch.ts'
import { projectedTopics } from './run-projection.ts'
import { sweepStep } from './sweep.ts'
import type { ReadModelTables } from './tables.ts'

/** What doing the journal again needs. */
export interface ReplayParts {
  /** Where it is done: the same tables, empty at first. */
  readonly db: Kysely<ReadModelTables>
  readonly catalogue: Catalogue
  readonly law: RepairLaw
  readonly keys: Keys
  /** The folder of topics.yaml and the records' schemas. */
  readonly schemaDir: string
}

/** Does transactions of the journal again, each at its own moment: `messages` are the entry's records as they were published, none for a new day. */
export function createReplay({
  db,
  catalogue,
  law,
  keys,
  schemaDir,
}: ReplayParts): (entry: JournalEntry, messages: readonly ReceivedMessage[]) => Promise<void> {
  const parts = {
    db,
    catalogue,
    topics: projectedTopics(schemaDir),
    keyring: keys,
    validate: createRecordValidator(schemaDir),
    entitled: createEntitlement(catalogue),
    judge: createRepairJudge(catalogue, law),
    most: Infinity,
  }
  return async ({ kind, topic, partition, seq, at }, messages) => {
    const moment = new Date(at)
    if (kind === 'records') return projectBatch(topic, partition, messages, { ...parts, now: () => moment })
    await db.transaction().execute(trx => sweepStep(trx, { kind, most: seq, at: moment }))
  }
}
