import type { Kysely, Transaction } from 'kysely'
import { type ApplyParts, applyRecords } from './apply-records.ts'
import type { Accepted, Opened, ProjectedTopic, Quarantined, Refusal } from '@delta/wire'
import { type Lane, lockPosition, type Position, savePosition } from './position.ts'
import { noteInJournal, shareReadModel } from './journal.ts'
import { countQuarantined, writeQuarantine } from './quarantine.ts'
import type { ReadModelTables } from './tables.ts'

/** What became of a batch. */
export interface Applied {
  readonly accepted: readonly Accepted[]
  readonly duplicates: number
  /** Those kept aside for the first time. */
  readonly quarantined: readonly Refusal[]
}

interface Sorted {
  readonly accepted: Accepted[]
  readonly refused: Quarantined[]
  readonly gaps: Quarantined[]
  readonly position: Position
  duplicates: number
}

/**
 * Sorts a batch after a position: what has been taken before is dropped, numbers that were skipped are gaps. Records that compaction has removed leave holes in Kafka's
 * offsets, lost ones do not: so a skipped number is a gap only where no hole explains it. A number whose seal is not good never moves the position.
 */
function sortBatch(batch: readonly Opened[], { seq, offset }: Position): Sorted {
  const sorted: Sorted = { accepted: [], refused: [], gaps: [], position: { seq, offset }, duplicates: 0 }
  let last = seq
  let at = offset
  let holes = 0
  for (const one of batch) {
    const here = Number(one.message.offset)
    holes += Math.max(0, here - at - 1)
    at = here
    if (!one.accepted && !one.genuine) {
      sorted.refused.push(one)
      continue
    }
    const number = one.seq!
    if (number <= last) {
      sorted.duplicates++
      continue
    }
    if (number - last - 1 > holes) sorted.gaps.push({ message: one.message, reason: 'SEQ_GAP', detail: '', seq: last + 1, seqTo: number - 1 })
    last = number
    holes = 0
    if (one.accepted) sorted.accepted.push(one)
    else sorted.refused.push(one)
  }
  return { ...sorted, position: { seq: last, offset: at } }
}

/** A gap stands where not all of its numbers are claimed by records that were kept aside. */
async function standingGaps(trx: Transaction<ReadModelTables>, gaps: readonly Quarantined[]): Promise<Quarantined[]> {
  const standing: Quarantined[] = []
  for (const gap of gaps) {
    const { topic, partition } = gap.message
    if ((await countQuarantined(trx, topic, partition, gap.seq!, gap.seqTo!)) < gap.seqTo! - gap.seq! + 1) standing.push(gap)
  }
  return standing
}

/** Takes a batch of one partition into the read model: rows, rollups, changes, what is kept aside, the partition's position and the journal's entry, in one transaction, at one moment. */
export async function applyBatch(
  db: Kysely<ReadModelTables>,
  lane: Lane,
  topic: ProjectedTopic,
  batch: readonly Opened[],
  parts: ApplyParts,
): Promise<Applied> {
  const at = parts.now()
  const apply = async (trx: Transaction<ReadModelTables>, position: Position): Promise<[Position, Applied]> => {
    const sorted = sortBatch(batch, position)
    const quarantined = await writeQuarantine(trx, sorted.refused, at)
    const gaps = await writeQuarantine(trx, await standingGaps(trx, sorted.gaps), at)
    const undue = await writeQuarantine(trx, await applyRecords(trx, topic, sorted.accepted, { ...parts, now: () => at }), at)
    return [sorted.position, { accepted: sorted.accepted, duplicates: sorted.duplicates, quarantined: [...quarantined, ...gaps, ...undue] }]
  }
  return db.transaction().execute(async trx => {
    await shareReadModel(trx)
    const position = await lockPosition(trx, lane)
    const [next, applied] = await apply(trx, position)
    await savePosition(trx, lane, next)
    if (next.seq > position.seq) await noteInJournal(trx, { kind: 'records', ...lane, first: position.seq + 1, seq: next.seq, at: at.toISOString() })
    return applied
  })
}
