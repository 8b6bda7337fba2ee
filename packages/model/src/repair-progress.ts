import type { Day } from './day.ts'
import type { RepairNotice } from './generated/records.ts'
import type { ObjectionBody, TermStart } from './generated/repair-rules.ts'
import type { Answer } from './repair-answer.ts'
import { findingObjectionBodies, type Objector, objectionBodiesOf } from './repair-bodies.ts'
import type { ChosenRules, Duty } from './repair-law.ts'
import type { RepairParty, RepairStep } from './repair-procedure.ts'
import { type RunningTerm, deadlinesOf } from './repair-term.ts'
import type { Workdays } from './workday.ts'

/** How a case ends: repaired on application; refused or declined; withdrawn by the applicant; deleted by the lapse of time; repaired, but taken back on an objection; the finding itself fell on one, or stands. */
export type RepairOutcome = 'REPAIRED' | 'REFUSED' | 'DECLINED' | 'WITHDRAWN' | 'DELETED' | 'REVOKED' | 'FINDING_FELL' | 'FINDING_STANDS'

/** An objection (异议) within a case. */
export interface Objection {
  readonly number: number
  readonly by: Objector
  readonly filedOn: Day
  readonly bodies: Answer<readonly ObjectionBody[]>
  readonly decision: { readonly on: Day; readonly upheld: boolean; readonly reason: RepairNotice['reason'] } | null
}

/** A term that an event began. `doneOn`: the day of the step that fulfilled it; `void`: the case ended before. */
export interface BegunTerm extends RunningTerm {
  readonly doneOn: Day | null
  readonly void: boolean
  /** The objection that it is about. */
  readonly objection: number | null
}

/** What has happened in a case so far. */
export interface Progress {
  /** The day of the last time that each step was taken and still stands. */
  readonly done: ReadonlyMap<RepairStep, Day>
  readonly last: Day | null
  /** As what the application was made; null before it. */
  readonly appliedBy: RepairParty | null
  readonly terms: readonly BegunTerm[]
  readonly objections: readonly Objection[]
  readonly outcome: RepairOutcome | null
}

/** A case in which nothing has happened. */
export const NOTHING: Progress = { done: new Map(), last: null, appliedBy: null, terms: [], objections: [], outcome: null }

const BEGINS: Partial<Readonly<Record<RepairStep, TermStart>>> = {
  APPLY: 'APPLY',
  FORWARD: 'FORWARD',
  COMPLETE: 'COMPLETE',
  ACCEPT: 'ACCEPT',
  REFUSE: 'REFUSE',
  PUBLICISE: 'PUBLICISE',
  CONFIRM: 'CONFIRM',
  NOTIFY: 'NOTIFY',
  OBJECT: 'OBJECT',
}
const FULFILS: Partial<Readonly<Record<RepairStep, readonly Duty[]>>> = {
  ACCEPT: ['ACCEPTANCE'],
  DECLINE: ['ACCEPTANCE', 'FEEDBACK'],
  APPROVE: ['ACCEPTANCE', 'REVIEW'],
  REFUSE: ['ACCEPTANCE', 'REVIEW', 'FEEDBACK'],
  CONFIRM: ['PUBLICITY'],
  NOTIFY: ['NOTICE', 'FEEDBACK'],
  ANNOTATE: ['ANNOTATION'],
  SYNC: ['SYNC'],
  UPHOLD_OBJECTION: ['OBJECTION_DECISION'],
  DISMISS_OBJECTION: ['OBJECTION_DECISION'],
}
const ENDS: Partial<Readonly<Record<RepairStep, RepairOutcome>>> = {
  DECLINE: 'DECLINED',
  REFUSE: 'REFUSED',
  CONFIRM: 'REPAIRED',
  NATURAL_REPAIR: 'DELETED',
  WITHDRAW: 'WITHDRAWN',
}
const VOIDS: ReadonlySet<RepairOutcome> = new Set(['DECLINED', 'DELETED', 'WITHDRAWN', 'REVOKED'])

/** The objection that waits for its decision; null where none does. */
export const pendingObjection = (progress: Progress): Objection | null => progress.objections.find(({ decision }) => decision === null) ?? null

interface Taken {
  readonly step: RepairStep
  readonly on: Day
  readonly party: RepairParty
  readonly by: Objector
  readonly reason: RepairNotice['reason']
}

/** What stands after a step. An upheld objection of the subject takes the refusal away, so that the decider reviews anew; one of a third party takes the repair away. Without an application the objection was one against the finding. */
function standing({ step, on }: Taken, progress: Progress): Pick<Progress, 'done' | 'outcome'> {
  const done = new Map(progress.done)
  done.delete(step)
  done.set(step, on)
  if (step === 'SUPPLEMENT') done.delete('ASK_SUPPLEMENT')
  const pending = pendingObjection(progress)
  if (pending !== null && !done.has('APPLY')) {
    if (step === 'UPHOLD_OBJECTION') return { done, outcome: 'FINDING_FELL' }
    if (step === 'DISMISS_OBJECTION') return { done, outcome: progress.outcome ?? 'FINDING_STANDS' }
  }
  if (step !== 'UPHOLD_OBJECTION' || pending === null) return { done, outcome: ENDS[step] ?? progress.outcome }
  if (pending.by === 'THIRD_PARTY') return { done, outcome: done.has('CONFIRM') ? 'REVOKED' : 'REFUSED' }
  done.delete('REFUSE')
  return { done, outcome: null }
}

function objectionsAfter({ step, on, by, reason }: Taken, progress: Progress, rules: ChosenRules): readonly Objection[] {
  const { done, objections } = progress
  const bodies = done.has('APPLY') ? objectionBodiesOf(rules, by) : findingObjectionBodies(rules)
  if (step === 'OBJECT') return [...objections, { number: objections.length + 1, by, filedOn: on, bodies, decision: null }]
  if (step !== 'UPHOLD_OBJECTION' && step !== 'DISMISS_OBJECTION') return objections
  return objections.map(each => (each.decision === null ? { ...each, decision: { on, upheld: step === 'UPHOLD_OBJECTION', reason } } : each))
}

/** What a case is after a step that was allowed. */
export function take(progress: Progress, taken: Taken, rules: ChosenRules, workdays: Workdays): Progress {
  const { step, on, party } = taken
  const begins = BEGINS[step]
  const objections = objectionsAfter(taken, progress, rules)
  const againstFinding = step === 'OBJECT' && !progress.done.has('APPLY')
  const begun = begins === undefined || againstFinding ? [] : deadlinesOf(begins, on, rules, workdays)
  const { done, outcome } = standing(taken, progress)
  const fulfilled = FULFILS[step] ?? []
  const ended = outcome !== null && (VOIDS.has(outcome) || step === 'UPHOLD_OBJECTION')
  const terms = progress.terms.map(term => {
    if (term.doneOn !== null || term.void) return term
    return fulfilled.includes(term.duty) ? { ...term, doneOn: on } : { ...term, void: ended && term.duty !== 'OBJECTION_DECISION' }
  })
  const objection = step === 'OBJECT' ? objections.length : null
  const appliedBy = step === 'APPLY' ? party : progress.appliedBy
  return { done, last: on, appliedBy, objections, outcome, terms: [...terms, ...begun.map(term => ({ ...term, doneOn: null, void: false, objection }))] }
}
