import type { Role } from '@delta/access'
import { type Day, deciderOf, isDay, type RepairNotice, type RepairStep, shanghaiDay } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import { createActing, type ObjectsFor } from './acting.ts'
import { appendEvent, type AppendParts, type Taken } from './append-event.ts'
import { type AdverseItem, type ItemKey, readItem, REPAIRED } from './item.ts'
import { refused, type StepOutcome } from './outcome.ts'
import { type Answered, answerFor } from './receive-answer.ts'
import { judge } from './stored-case.ts'
import type { RepairCaseTable, RepairEventTable, RepairTables } from './tables.ts'

/** What may go with a step. */
export interface StepDetails {
  readonly reason?: RepairNotice['reason']
  readonly documents?: RepairNotice['documents']
  /** The version of the case that the caller has seen; the step is refused where it has moved on. */
  readonly version?: number | null
  /** For whom a unit or province objects. */
  readonly objectsFor?: ObjectsFor
  /** The day on which a unit or province took the step (for an application: received it), where that was before it is recorded here. `recordedAt` tells both apart. */
  readonly doneOn?: Day | null
}

/** The desk where repair cases are opened and moved: each call is one transaction, with the notice that tells of it. */
export interface RepairDesk {
  /** Opens a case by an application: the rules of the day on which it was received hold. */
  apply(role: Role, item: ItemKey, details: StepDetails): Promise<StepOutcome>
  /** Opens a case by an objection (异议) against the finding itself: the subject's, or raised on its behalf. */
  object(role: Role, item: ItemKey, details: StepDetails): Promise<StepOutcome>
  take(role: Role, caseId: string, step: Exclude<RepairStep, 'APPLY' | 'NATURAL_REPAIR'>, details: StepDetails): Promise<StepOutcome>
  /** Notes that time has repaired an item (自然修复): in the case that is given, or in one that is opened for it. */
  lapse(of: { caseId: string } | { item: AdverseItem }): Promise<StepOutcome>
  /** Notes a participant's answer, with its receipt. */
  acknowledge(role: Role, caseId: string, answer: Answered): Promise<StepOutcome>
}

/** What the desk is made of. */
export interface DeskParts extends AppendParts {
  readonly db: Kysely<RepairTables>
  /** Told when there is something new to publish. */
  readonly onAppended?: () => void
}

const GATEWAY = { party: 'GATEWAY', unit: null } as const
const MOST_DOCUMENTS = 20
const CASE_ID = /^[A-Za-z0-9_-]{43}$/

const documentsFit = (documents: RepairNotice['documents']): boolean =>
  documents.length <= MOST_DOCUMENTS && documents.every(({ digest }) => /^[0-9a-f]{64}$/.test(digest))

const lock = async (trx: Kysely<RepairTables>, caseId: string): Promise<{ row: RepairCaseTable; stored: RepairEventTable[] } | null> => {
  if (!CASE_ID.test(caseId)) return null
  const { rows } = await sql<RepairCaseTable>`select * from repair_case where case_id = ${caseId} for update`.execute(trx)
  if (!rows[0]) return null
  const { rows: stored } = await sql<RepairEventTable>`select * from repair_event where case_id = ${caseId} order by sequence`.execute(trx)
  return { row: rows[0], stored }
}

/** Has a case repaired the finding already? The read model may not know yet. Until the transaction ends nobody else opens a case of the item. */
const repairedBefore = async (trx: Kysely<RepairTables>, { recordId, finding }: AdverseItem): Promise<boolean> => {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`repair ${recordId}`}, 0))`.execute(trx)
  const { rows } = await sql<{ repaired: boolean }>`select exists (select from repair_case where record_id = ${recordId}
    and outcome = any(${REPAIRED}::text[]) and finding ->> 'foundOn' >= ${finding.foundOn}) as repaired`.execute(trx)
  return rows[0]!.repaired
}

/** Makes the desk. */
export function createDesk({ db, onAppended = () => undefined, ...parts }: DeskParts): RepairDesk {
  const { catalogue, now } = parts
  const acting = createActing(catalogue)

  const within = async (work: (trx: Kysely<RepairTables>) => Promise<StepOutcome>): Promise<StepOutcome> => {
    try {
      const outcome = await db.transaction().execute(work)
      if ('caseId' in outcome) onAppended()
      return outcome
    } catch (error) {
      const { code, constraint } = error as { code?: string; constraint?: string }
      if (code === '23505' && constraint === 'repair_case_open') return refused('CASE_OPEN')
      throw error
    }
  }

  const headOf = async (trx: Kysely<RepairTables>, { province, product, recordId, unit, domain, subjectId, finding }: AdverseItem) => {
    const { rows } = await sql<{ no: number }>`select nextval('repair_case_no') as no`.execute(trx)
    const { no } = rows[0]!
    return { case_id: parts.messages.caseIdOf(province, no), no, province, product, record_id: recordId, unit, domain, subject_id: subjectId, finding }
  }

  /** The instant of a step; null where the day that is told cannot be: only units and provinces record what was done before, and nobody what is yet to come. */
  const instantOf = (role: Role, doneOn: Day | null | undefined, today: Day): string | null => {
    if (doneOn == null || doneOn === today) return now().toISOString()
    return role.kind === 'subject' || !isDay(doneOn) || doneOn > today ? null : `${doneOn}T04:00:00.000Z`
  }

  const open = (role: Role, key: ItemKey, step: 'APPLY' | 'OBJECT', { doneOn, documents = [], objectsFor }: StepDetails): Promise<StepOutcome> =>
    within(async trx => {
      const today = shanghaiDay(now())
      if (!documentsFit(documents)) return refused('DOCUMENT_INVALID', 'documents')
      const item = CASE_ID.test(key.recordId) ? await readItem(trx, catalogue, key) : null
      if (!item) return refused('ITEM_UNKNOWN', 'item')
      const actor = acting(role, step, { ...item, applicant: null, decider: null, bodies: null }, today, objectsFor)
      if (!actor) return refused('NOT_COMPETENT')
      if (!item.effective || (await repairedBefore(trx, item))) return refused('ITEM_NOT_EFFECTIVE', 'item')
      const at = instantOf(role, doneOn, today)
      if (at === null || shanghaiDay(at) < item.finding.foundOn) return refused('DAY_INVALID', 'receivedOn')
      return appendEvent(trx, parts, await headOf(trx, item), [], { step, actor, at, reason: null, documents, objector: null })
    })

  return {
    apply: (role, key, details) => open(role, key, 'APPLY', details),
    object: (role, key, details) => open(role, key, 'OBJECT', details),
    take: (role, caseId, step, { reason = null, documents = [], version, objectsFor, doneOn }) =>
      within(async trx => {
        if (!documentsFit(documents)) return refused('DOCUMENT_INVALID', 'documents')
        const found = await lock(trx, caseId)
        if (!found) return refused('CASE_UNKNOWN', 'id')
        const { row, stored } = found
        if (version != null && version !== row.sequence) return refused('VERSION_STALE', 'version')
        const today = shanghaiDay(now())
        const at = instantOf(role, doneOn, today)
        if (at === null) return refused('DAY_INVALID', 'doneOn')
        const notices = stored.map(({ notice }) => notice)
        const { rules, objections } = judge(parts, row, notices, { today, blocked: false, stored: stored.length })
        const bodies = objections.find(({ decision }) => decision === null)?.bodies ?? null
        const applicant = notices.findLast(notice => notice.step === 'APPLY')?.actor ?? null
        const scope = { province: row.province, unit: row.unit, subjectId: row.subject_id, applicant, decider: deciderOf(rules).value, bodies }
        const actor = acting(role, step, scope, today, objectsFor)
        if (!actor) return refused('NOT_COMPETENT')
        const objector = step === 'OBJECT' && role.kind === 'subject' && actor.party === 'THIRD_PARTY' ? role.scope : null
        return appendEvent(trx, parts, row, stored, { step, actor, at, reason, documents, objector })
      }),
    lapse: of =>
      within(async trx => {
        const taken: Taken = { step: 'NATURAL_REPAIR', actor: GATEWAY, at: now().toISOString(), reason: null, documents: [], objector: null }
        if ('item' in of) {
          if (await repairedBefore(trx, of.item)) return refused('ITEM_NOT_EFFECTIVE', 'item')
          return appendEvent(trx, parts, await headOf(trx, of.item), [], taken)
        }
        const found = await lock(trx, of.caseId)
        return found ? appendEvent(trx, parts, found.row, found.stored, taken) : refused('CASE_UNKNOWN', 'id')
      }),
    acknowledge: (role, caseId, answer) =>
      within(async trx => ((await lock(trx, caseId)) ? answerFor(trx, parts, role, caseId, answer) : refused('CASE_UNKNOWN', 'id'))),
  }
}
