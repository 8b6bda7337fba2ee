import {
  annotationOf,
  type CaseTerm,
  type Day,
  naturalRepairOn,
  type RepairCase,
  type RepairNotice,
  type RepairOutcome,
  type RepairStep,
  shanghaiDay,
} from '@delta/model'
import type { Outbox } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import type { Actor } from './acting.ts'
import { recipientsOf } from './answering.ts'
import { basisOf } from './basis.ts'
import { blockedBySerious, REPAIRED, seriousEntries } from './item.ts'
import type { MessageMaker } from './messages.ts'
import { refused, type StepOutcome } from './outcome.ts'
import { judge, type JudgeParts } from './stored-case.ts'
import type { RepairCaseTable, RepairEventTable } from './tables.ts'

/** What appending needs. */
export interface AppendParts extends JudgeParts {
  readonly outbox: Outbox
  readonly messages: MessageMaker
  readonly now: () => Date
}

/** What of a case does not change. */
export type CaseHead = Pick<RepairCaseTable, 'case_id' | 'no' | 'province' | 'product' | 'record_id' | 'unit' | 'domain' | 'subject_id' | 'finding'>

/** A step that somebody takes. */
export interface Taken {
  readonly step: RepairStep
  readonly actor: Actor
  readonly at: string
  readonly reason: RepairNotice['reason']
  readonly documents: RepairNotice['documents']
  /** The subject that objects as a third party. */
  readonly objector: string | null
}

const pendingOf = ({ objections }: RepairCase): number | null => objections.find(({ decision }) => decision === null)?.number ?? null

const objectionOf = (step: RepairStep, before: RepairCase): number | null => {
  if (step === 'OBJECT') return before.objections.length + 1
  return step === 'UPHOLD_OBJECTION' || step === 'DISMISS_OBJECTION' ? pendingOf(before) : null
}

/** What a step does to the item; an objection that is upheld gives it back where the case was repaired, and takes it away where it was against the finding. */
const EFFECTS: Partial<Readonly<Record<RepairStep, RepairNotice['effect']>>> = { CONFIRM: 'REPAIRED', NATURAL_REPAIR: 'DELETED' }
const ON_UPHELD: Partial<Readonly<Record<RepairOutcome, RepairNotice['effect']>>> = { REVOKED: 'RESTORED', FINDING_FELL: 'WITHDRAWN' }

const effectOf = (step: RepairStep, { outcome }: RepairCase): RepairNotice['effect'] =>
  (step === 'UPHOLD_OBJECTION' ? outcome && ON_UPHELD[outcome] : EFFECTS[step]) ?? null

/** No text at hand speaks of objections against the finding itself. */
const UNTOLD = { ruleSet: null, article: null } as const

/** The term whose last day comes first, of those that somebody has still to keep. */
const nextDue = ({ terms }: RepairCase): { readonly day: Day; readonly duty: CaseTerm['duty'] } | null =>
  terms
    .flatMap(({ sense, doneOn, void: ended, due, duty }) => (sense === 'WITHIN' && doneOn === null && !ended && due !== null ? [{ day: due.day, duty }] : []))
    .toSorted((a, b) => (a.day < b.day ? -1 : 1))[0] ?? null

const writeHead = async <DB>(trx: Kysely<DB>, head: CaseHead, after: RepairCase, parts: AppendParts, sequence: number, at: string): Promise<void> => {
  const due = nextDue(after)
  const ended = after.outcome !== null && REPAIRED.includes(after.outcome)
  const lapse = ended ? null : (naturalRepairOn(parts.law.choose(head.finding, null)).value?.on ?? null)
  const [day, duty] = [due?.day ?? null, due?.duty ?? null]
  await sql`insert into repair_case as c (case_id, no, province, product, record_id, unit, domain, subject_id, finding,
      stage, outcome, closed, sequence, due_on, due_duty, lapses_on, opened_at, changed_at)
    values (${head.case_id}, ${head.no}, ${head.province}, ${head.product}, ${head.record_id}, ${head.unit}, ${head.domain}, ${head.subject_id}, ${JSON.stringify(head.finding)}::json,
      ${after.stage}, ${after.outcome}, ${after.closed}, ${sequence}, ${day}::date, ${duty}, ${lapse}::date, ${at}::timestamptz, ${at}::timestamptz)
    on conflict (case_id) do update set stage = excluded.stage, outcome = excluded.outcome, closed = excluded.closed, sequence = excluded.sequence,
      due_on = excluded.due_on, due_duty = excluded.due_duty, lapses_on = excluded.lapses_on, changed_at = excluded.changed_at`.execute(trx)
}

/** Writes down who must answer for a repair, by when, and what the law says of that day; a repair that is taken back leaves nothing to answer. */
const askForAnswers = async <DB>(trx: Kysely<DB>, head: CaseHead, after: RepairCase, notice: RepairNotice, { catalogue }: AppendParts): Promise<void> => {
  if (notice.effect === 'RESTORED') await sql`update repair_participant set state = 'VOID' where case_id = ${head.case_id} and state = 'PENDING'`.execute(trx)
  if (notice.effect === null || notice.effect === 'RESTORED') return
  const applied = notice.step === 'CONFIRM'
  const item = { ...notice.item, province: head.province, subjectId: head.subject_id, domain: head.domain }
  const term = applied ? after.terms.findLast(({ duty }) => duty === 'SYNC') : undefined
  const due = term ?? { state: 'RULE_UNKNOWN', due: null, ruleSet: null, article: null, open: 'the rule sets that hold are silent on the point' }
  for (const { participant, kind } of await recipientsOf(trx, catalogue, item, applied)) {
    await sql`insert into repair_participant (case_id, sequence, participant, kind, state, due_state, due_on, due_provisional, due_rule_set, due_article, due_open, told_at)
      values (${head.case_id}, ${notice.sequence}, ${participant}, ${kind}, 'PENDING', ${due.state}, ${due.due?.day ?? null}::date, ${due.due?.provisional ?? false},
        ${due.ruleSet}, ${due.article}, ${due.open}, ${notice.recordedAt}::timestamptz)`.execute(trx)
  }
}

/** Appends an event to a case whose row the caller has locked (or makes the case), with its notice in the outbox, in the caller's transaction; or says why the rules do not allow it. */
export async function appendEvent<DB>(
  trx: Kysely<DB>,
  parts: AppendParts,
  head: CaseHead,
  stored: readonly RepairEventTable[],
  taken: Taken,
): Promise<StepOutcome> {
  const instant = parts.now().toISOString()
  const today = shanghaiDay(instant)
  const notices = stored.map(({ notice }) => notice)
  const blocked = blockedBySerious(await seriousEntries(trx, parts.catalogue, [head.subject_id]), head.subject_id, head.record_id)
  const judged = (events: Parameters<typeof judge>[2]): RepairCase => judge(parts, head, events, { today, blocked, stored: stored.length })
  const { step, actor, at, reason, documents } = taken
  const objection = objectionOf(step, judged(notices))
  const event = { sequence: stored.length + 1, step, party: actor.party, at, objection, reason }
  const after = judged([...notices, event])
  const fault = after.faults.find(({ sequence }) => sequence === event.sequence)
  if (fault) return refused(fault.code, fault.code === 'REASON_REQUIRED' ? 'reason' : null)
  const effect = effectOf(step, after)
  const unitName = parts.catalogue.unit(head.unit)?.name ?? head.unit
  const notice = parts.messages.notice({
    ...event,
    no: head.no,
    province: head.province,
    reportedBy: actor.unit ?? head.unit,
    recordedAt: instant,
    caseId: head.case_id,
    item: { product: head.product, recordId: head.record_id },
    subjectId: head.subject_id,
    actor: actor.unit,
    documents,
    effect,
    annotation: step === 'CONFIRM' ? annotationOf(after.rules, unitName).value : null,
    ...(notices[0]?.step === 'OBJECT' || (stored.length === 0 && step === 'OBJECT') ? UNTOLD : basisOf(step, after.rules)),
  })
  await writeHead(trx, head, after, parts, event.sequence, instant)
  await sql`insert into repair_event (case_id, sequence, notice, objector) values (${head.case_id}, ${event.sequence}, ${JSON.stringify(notice)}::json, ${taken.objector})`.execute(
    trx,
  )
  await askForAnswers(trx, head, after, notice, parts)
  await parts.outbox.append(trx, [parts.messages.noticeMessage(notice)])
  return { caseId: head.case_id }
}
