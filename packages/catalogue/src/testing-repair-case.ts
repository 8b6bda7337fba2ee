import { type CaseParts, type Finding, type RepairEvent, type RepairParty, type RepairStep, repairCase } from '@delta/model'
import { loadCatalogue } from './load-catalogue.ts'
import { loadRepairLaw, loadWorkdays } from './load-repair-law.ts'

const catalogue = loadCatalogue()
const law = loadRepairLaw(catalogue)
const workdays = loadWorkdays(catalogue)
/** A finding of 2021 in Zhejiang. */
export const inZhejiang: Finding = {
  province: '330000',
  system: 'ECO',
  level: 'CITY',
  kind: 'PENALTY',
  domain: null,
  sectors: [],
  severity: null,
  foundOn: '2021-06-01',
}
/** What a case of that finding is judged by, on a day after it was published. */
export const parts = (change: Partial<CaseParts> = {}): CaseParts => ({
  finding: inZhejiang,
  law,
  workdays,
  today: '2022-09-30',
  seriousListed: () => false,
  ...change,
})

/** A reason for each step that needs one. */
export const REASONS: Partial<Record<RepairStep, RepairEvent['reason']>> = {
  ASK_SUPPLEMENT: 'MATERIAL_INCOMPLETE',
  DECLINE: 'NOT_COMPETENT',
  REFUSE: 'NOT_FULFILLED',
  UPHOLD_OBJECTION: 'OBJECTION_FOUNDED',
  DISMISS_OBJECTION: 'OBJECTION_UNFOUNDED',
}
/** A step, as whom it is taken, and the day. */
export type Move = readonly [RepairStep, RepairParty, string]
/** Events at ten in the morning in Shanghai, objections counted as they come. */
export function walk(moves: readonly Move[]): RepairEvent[] {
  let objections = 0
  return moves.map(([step, party, day], index) => {
    if (step === 'OBJECT') objections += 1
    const objection = step === 'OBJECT' || step.endsWith('_OBJECTION') ? objections : null
    return { sequence: index + 1, step, party, at: `${day}T02:00:00Z`, objection, reason: REASONS[step] ?? null }
  })
}
/** The case after such moves, on the day of the last. */
export const after = (moves: readonly Move[], change: Partial<CaseParts> = {}) =>
  repairCase(walk(moves), parts({ today: moves.at(-1)?.[2] ?? '2022-09-15', ...change }))
/** What may come next. */
export const nextOf = (moves: readonly Move[], change?: Partial<CaseParts>) => after(moves, change).next.map(({ step }) => step)
/** What was not allowed, and why. */
export const faultsOf = (moves: readonly Move[], change?: Partial<CaseParts>) => after(moves, change).faults.map(({ step, code }) => [step, code])

/** A finding of 2023 in Jiangsu. */
export const jiangsu: Finding = { ...inZhejiang, province: '320000', foundOn: '2023-06-01' }

/** A whole case under zj-2019. */
export const ZJ: readonly Move[] = [
  ['APPLY', 'SUBJECT', '2022-09-15'],
  ['ASK_SUPPLEMENT', 'FINDER', '2022-09-16'],
  ['SUPPLEMENT', 'SUBJECT', '2022-09-19'],
  ['COMPLETE', 'FINDER', '2022-09-20'],
  ['APPROVE', 'FINDER', '2022-09-26'],
  ['PUBLICISE', 'FINDER', '2022-09-27'],
  ['CONFIRM', 'FINDER', '2022-10-10'],
  ['NOTIFY', 'FINDER', '2022-10-11'],
  ['ANNOTATE', 'CREDIT_BODY', '2022-10-13'],
]

/** One that was refused. */
export const REFUSED: readonly Move[] = [...ZJ.slice(0, 4), ['REFUSE', 'FINDER', '2022-09-27']]
