import type { Day } from './day.ts'
import type { RepairNotice } from './generated/records.ts'
import { shanghaiDay } from './instant.ts'
import { type RepairFault, type Situation, objectorOf, whyNot } from './repair-allowed.ts'
import type { Finding } from './repair-finding.ts'
import type { ChosenRules, RepairLaw } from './repair-law.ts'
import { type RepairParty, type RepairStep, STEPS, partiesOf, procedureOf } from './repair-procedure.ts'
import { type BegunTerm, NOTHING, type Objection, type Progress, type RepairOutcome, pendingObjection, take } from './repair-progress.ts'
import type { Workdays } from './workday.ts'

/** The parts of a repair notice that move a case. */
export type RepairEvent = Pick<RepairNotice, 'sequence' | 'step' | 'party' | 'at' | 'objection' | 'reason'>

/** What a case is judged by. */
export interface CaseParts {
  readonly finding: Finding
  readonly law: RepairLaw
  readonly workdays: Workdays
  readonly today: Day
  /** Does a list marked serious hold the subject on a day? Asked for each event by its number, and for what may come next with null: what was found when an event happened still holds for it. */
  readonly seriousListed: (day: Day, sequence: number | null) => boolean
}

/** A duty with its term: to be done (`overdue` once its last day has passed), or done (`late` where after it). */
export interface CaseTerm extends BegunTerm {
  readonly overdue: boolean
  readonly late: boolean
}

/** What a repair case is on a day. */
export interface RepairCase {
  /** The rules that hold: from the application (or the objection against the finding) on those of its day. */
  readonly rules: ChosenRules
  /** The last step that changed the case and still stands; null before the first. */
  readonly stage: RepairStep | null
  readonly outcome: RepairOutcome | null
  /** Ended, nothing is due, and nothing is to come but what may come without a limit of time: a third party's objection, the lapse of time. */
  readonly closed: boolean
  readonly next: readonly { readonly step: RepairStep; readonly parties: readonly RepairParty[] }[]
  readonly terms: readonly CaseTerm[]
  readonly objections: readonly Objection[]
  /** Events that were not allowed: they changed nothing. */
  readonly faults: readonly { readonly sequence: number; readonly step: RepairStep; readonly code: RepairFault }[]
  /** The number of the first event that has not come; what came after it waits. */
  readonly waitsFor: number | null
}

const NEEDS_REASON: ReadonlySet<RepairStep> = new Set(['ASK_SUPPLEMENT', 'DECLINE', 'REFUSE', 'UPHOLD_OBJECTION', 'DISMISS_OBJECTION'])
const ON_OBJECTION: ReadonlySet<RepairStep> = new Set(['OBJECT', 'UPHOLD_OBJECTION', 'DISMISS_OBJECTION'])

/** An event about an objection names the one that it raises or decides. */
function misnumbered({ step, objection }: RepairEvent, progress: Progress): boolean {
  if (!ON_OBJECTION.has(step)) return objection !== null
  return objection !== (step === 'OBJECT' ? progress.objections.length + 1 : (pendingObjection(progress)?.number ?? null))
}

/** Why an event changes nothing; null where it does. */
function faultOf(event: RepairEvent, situation: Situation): RepairFault | null {
  const fault = whyNot(event.step, event.party, situation)
  if (fault !== null) return fault
  if (misnumbered(event, situation.progress)) return 'OBJECTION_UNKNOWN'
  return NEEDS_REASON.has(event.step) && event.reason === null ? 'REASON_REQUIRED' : null
}

/** The events in their order, each number once (of two that bear it the one given first), up to the first that is missing. */
function inOrder(events: readonly RepairEvent[]): { readonly known: readonly RepairEvent[]; readonly waitsFor: number | null } {
  const bySequence = new Map<number, RepairEvent>()
  for (const event of events) if (!bySequence.has(event.sequence)) bySequence.set(event.sequence, event)
  const known: RepairEvent[] = []
  for (let event = bySequence.get(1); event !== undefined; event = bySequence.get(known.length + 1)) known.push(event)
  return { known, waitsFor: known.length < bySequence.size ? known.length + 1 : null }
}

const judged = (term: BegunTerm, today: Day): CaseTerm => {
  const passed = (day: Day): boolean => term.sense === 'WITHIN' && !term.void && term.due !== null && day > term.due.day
  return { ...term, overdue: term.doneOn === null && passed(today), late: term.doneOn !== null && passed(term.doneOn) }
}

/** What events make of a repair case (信用修复) on a day: pure, and the same for the same events in whatever order they come. An event that is not allowed is told and changes nothing. */
export function repairCase(events: readonly RepairEvent[], parts: CaseParts): RepairCase {
  const { finding, law, workdays, today, seriousListed } = parts
  const { known, waitsFor } = inOrder(events)
  const faults: { sequence: number; step: RepairStep; code: RepairFault }[] = []
  let progress = NOTHING
  let rules = law.choose(finding, null)
  const situation = (chosen: ChosenRules, on: Day, sequence: number | null): Situation => ({
    rules: chosen,
    procedure: procedureOf(chosen),
    progress,
    on,
    seriousListed: day => seriousListed(day, sequence),
  })
  for (const event of known) {
    const { sequence, step, party, at, reason } = event
    if (Number.isNaN(Date.parse(at))) {
      faults.push({ sequence, step, code: 'TIME_INVALID' })
      continue
    }
    const on = shanghaiDay(at)
    const opens = (step === 'APPLY' || step === 'OBJECT') && !progress.done.has('APPLY')
    const chosen = opens ? law.choose(finding, on) : rules
    const code = faultOf(event, situation(chosen, on, sequence))
    if (code !== null) faults.push({ sequence, step, code })
    else {
      rules = chosen
      progress = take(progress, { step, on, party, by: objectorOf(party), reason }, rules, workdays)
    }
  }
  const { done, outcome, objections } = progress
  const now = situation(done.has('APPLY') || done.has('OBJECT') ? rules : law.choose(finding, today), today, null)
  const next = STEPS.flatMap(step => {
    const parties = partiesOf(step, now.procedure, progress.appliedBy).filter(party => whyNot(step, party, now) === null)
    return parties.length === 0 ? [] : [{ step, parties }]
  })
  const terms = progress.terms.map(term => judged(term, today))
  const coming = next.some(({ step, parties }) => (step === 'OBJECT' ? parties.includes('SUBJECT') : step !== 'NATURAL_REPAIR'))
  const owed = terms.some(term => term.sense === 'WITHIN' && term.doneOn === null && !term.void)
  return {
    rules: now.rules,
    stage: [...done.keys()].at(-1) ?? null,
    outcome,
    closed: outcome !== null && !coming && !owed,
    next,
    terms,
    objections,
    faults,
    waitsFor,
  }
}
