import type { Kysely } from 'kysely'
import type { Province } from '@delta/model'
import type { Outcome } from '@delta/mapping'
import type { CursorUpdate, RefusedFile, SourceRow } from '@delta/source'
import type { Outbox } from '@delta/stream'
import { writeCursors } from './cursors.ts'
import { withinFence } from './fence.ts'
import { createFold, type Fold } from './fold.ts'
import { isExpiredHeld, lastBodyFrom, readExpired, readKnown, writeFolded } from './ledger.ts'
import type { MessageMaker, Statement } from './statement.ts'
import type { AdapterTables } from './tables.ts'
import type { Place } from './claim.ts'
import { answersTo, type RecordAnswer, type RowAnswer, rowAnswer } from './push/push-answer.ts'
import { isPushKept, keepPush, type PushIdentity } from './push/push-book.ts'
import type { Fate, Tally } from './tally.ts'
import { type IdentityGuard, isToBeJudged } from './identity/identity-guard.ts'
import { isReleased, takeReleased, type VolumeGuard } from './volume/volume-guard.ts'

/** A source row with all that it states. */
export interface MappedRow {
  readonly row: Pick<SourceRow, 'dataset' | 'coordinate' | 'position' | 'updatedAt'>
  readonly outcomes: readonly Outcome[]
}

/** A refused file with the identity of its rejection. */
interface IdentifiedFile extends RefusedFile {
  readonly recordId: string
  readonly product: Outcome['product']
}

/** A source's batch after mapping. */
export interface MappedBatch {
  /** The rows in order, some at a time: a whole file is one transaction, but need not be in memory at once with all that it states. */
  readonly portions: Iterable<readonly MappedRow[]>
  readonly refused: readonly IdentifiedFile[]
  /** Record ids of the files that the rows come from, in case such a file was refused before. */
  readonly files: readonly string[]
  readonly cursors: readonly CursorUpdate[]
  /** The pushed batch that the rows come from: it is kept with its answer in the same transaction, and taken once. */
  readonly push?: PushIdentity
}

/** Named points inside a commit. */
export type CommitPoint = 'in-transaction' | 'before-commit'

/** What a committer is made of. */
export interface CommitterParts {
  readonly db: Kysely<AdapterTables>
  readonly province: Province
  readonly outbox: Outbox
  readonly messages: MessageMaker
  readonly returns: (place: Place) => boolean
  readonly guard: VolumeGuard
  readonly identity: IdentityGuard
  /** The trace that a record's way belongs to, as `traceparent`; null where it is not sampled. */
  readonly traceOf: (statement: Statement) => string | null
  readonly at?: (point: CommitPoint) => void
}

/** What a commit did. */
export interface Committed {
  readonly published: number
  readonly fates: readonly { readonly fate: Fate; readonly product: Outcome['product']; readonly code: string | null; readonly count: number }[]
}

/** Writes ledger, outbox and cursors, each batch in one transaction. */
export interface Committer {
  commit(epoch: number, batch: MappedBatch): Promise<Committed>
  /** Is there anything to expire or to release? */
  due(now: Date): Promise<boolean>
  /** Rejects what has been held beyond its time, at most `limit` records; `now` decides. */
  expire(epoch: number, now: Date, limit: number): Promise<Committed>
  /** Takes what may go of what waited: what an operator has let go, and what is no longer certain to use an identifier for another subject. At most about `limit` records. */
  release(epoch: number, limit: number): Promise<Committed>
}

/** Makes the committer of a province. */
export function createCommitter({ db, province, outbox, messages, returns, guard, identity, traceOf, at = () => undefined }: CommitterParts): Committer {
  const write = async (trx: Kysely<AdapterTables>, fold: Fold, instant: string): Promise<number> => {
    const folded = fold.result()
    const drafts = folded.statements.map(statement => messages.message(statement, traceOf(statement)))
    const numbers = await outbox.append(trx, drafts)
    at('in-transaction')
    const placed = new Map<string, { topic: string; partition: number; seq: number }>()
    folded.statements.forEach((statement, index) => {
      const { topic, partition, key } = drafts[index]!
      if (statement.kind === 'record') placed.set(key, { topic, partition, seq: numbers[index]! })
    })
    await writeFolded(trx, folded, placed, instant)
    return drafts.length
  }

  const foldOver = (trx: Kysely<AdapterTables>, instant: string, known: Parameters<typeof createFold>[0]['known'], tally: Tally): Fold =>
    createFold({ province, at: instant, known, bodyOf: lastBodyFrom(trx, outbox), misfit: messages.misfit, returns, tally })

  const writeFiles = async (
    trx: Kysely<AdapterTables>,
    instant: string,
    { refused, files }: Pick<MappedBatch, 'refused' | 'files'>,
    tally: Tally,
  ): Promise<number> => {
    if (refused.length === 0 && files.length === 0) return 0
    const fold = foldOver(trx, instant, await readKnown(trx, { ids: [...refused.map(one => one.recordId), ...files], coordinates: [] }), tally)
    for (const file of files) fold.accept(file)
    for (const { dataset, file, code, recordId, product } of refused) {
      const place = { dataset, coordinate: file, position: '' }
      fold.refuse(place, { kind: 'rejected', recordId, product, subjectKind: null, reportedBy: null, code, field: 'FILE' })
    }
    return write(trx, fold, instant)
  }

  return {
    commit: (epoch, { portions, refused, files, cursors, push }) =>
      db.transaction().execute(async trx => {
        const instant = await withinFence(trx, epoch)
        if (push && (await isPushKept(trx, push.idempotencyKey))) return { published: 0, fates: [] }
        const { tally, fates } = createTally()
        const answers: RowAnswer[] = []
        let published = await writeFiles(trx, instant, { refused, files }, tally)
        for (const rows of portions) {
          const ids = rows.flatMap(one => one.outcomes.map(outcome => outcome.recordId))
          const known = await readKnown(trx, { ids, coordinates: rows.map(one => one.row.coordinate) })
          let records: RecordAnswer[] = []
          const fold = foldOver(trx, instant, known, (fate, row, code) => {
            tally(fate, row, code)
            if (push) records.push(...answersTo(fate, row))
          })
          for (const { row, outcomes } of await guard.watch(trx, await identity.watch(trx, rows, known, instant), known, instant)) {
            records = []
            await fold.take(row, row.updatedAt, outcomes)
            if (push) answers.push(rowAnswer(answers.length + 1, records))
          }
          published += await write(trx, fold, instant)
        }
        await writeCursors(trx, cursors)
        if (push) await keepPush(trx, push, answers, instant)
        at('before-commit')
        return { published, fates: fates() }
      }),
    due: async now => (await isExpiredHeld(db, now.toISOString())) || (await isReleased(db)) || (await isToBeJudged(db)),
    release: (epoch, limit) =>
      db.transaction().execute(async trx => {
        const instant = await withinFence(trx, epoch)
        const { tally, fates } = createTally()
        const free = await identity.takeFree(trx, limit, instant)
        const held = free.length > 0 ? free : await takeReleased(trx, limit)
        if (held.length === 0) return { published: 0, fates: [] }
        const fold = foldOver(trx, instant, await readKnown(trx, { ids: held.map(one => one.record_id), coordinates: [] }), tally)
        for (const { outcome, ...place } of held) await fold.release(place, outcome)
        return { published: await write(trx, fold, instant), fates: fates() }
      }),
    expire: (epoch, now, limit) =>
      db.transaction().execute(async trx => {
        const instant = await withinFence(trx, epoch)
        const { tally, fates } = createTally()
        const rows = await readExpired(trx, now.toISOString(), limit)
        if (rows.length === 0) return { published: 0, fates: [] }
        const fold = foldOver(trx, instant, { ledger: [], claims: [], revocations: [] }, tally)
        for (const row of rows) fold.expire(row)
        return { published: await write(trx, fold, instant), fates: fates() }
      }),
  }
}

const createTally = (): { tally: Tally; fates: () => Committed['fates'] } => {
  const counted = new Map<string, { fate: Fate; product: Outcome['product']; code: string | null; count: number }>()
  return {
    tally: (fate, { product }, code) => {
      const key = `${fate} ${product} ${code}`
      const known = counted.get(key)
      if (known) known.count++
      else counted.set(key, { fate, product, code, count: 1 })
    },
    fates: () => [...counted.values()],
  }
}
