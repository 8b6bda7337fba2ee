import type { RepairFault } from '@delta/model'

/** Why a step was not taken, beside what the law says (RepairFault). */
const DESK_FAULTS = {
  CASE_UNKNOWN: 'There is no such case.',
  CASE_OPEN: 'Another case of the item is open.',
  ITEM_UNKNOWN: 'There is no such adverse item.',
  ITEM_NOT_EFFECTIVE: 'The item is not in force: there is nothing to repair.',
  NOT_COMPETENT:
    'This role has no part in the step: only the unit that made the finding decides, the subject or somebody on its behalf applies, and the credit body of the province annotates.',
  VERSION_STALE: 'The case has changed since that version.',
  DAY_INVALID: 'The day on which something was done earlier is told by a unit or a province, is not in the future, and not before the finding.',
  DOCUMENT_INVALID: 'A document is told by its kind and its SHA-256 in 64 hex digits; at most 20.',
  PARTICIPANT_NOT_NAMED: 'This participant has nothing to answer in the case.',
  ALREADY_ANSWERED: 'This participant has answered, or the repair was taken back.',
} as const

/** The law's reasons in words. */
const LAW_FAULTS: Readonly<Record<RepairFault, string>> = {
  STEP_NOT_ALLOWED: 'The step may not be taken where the case stands now; `next` tells which may.',
  PARTY_NOT_ALLOWED: 'The rules give this step to another party.',
  TOO_EARLY: 'The day from which this may be done has not come.',
  TOO_LATE: 'The term has passed.',
  SERIOUS_LIST: 'The subject is on a list of serious dishonesty.',
  OBJECTION_PENDING: 'An objection waits for its decision.',
  OBJECTION_UNKNOWN: 'There is no such objection to decide.',
  REASON_REQUIRED: 'A reason is needed.',
  RULE_UNKNOWN: 'No rule set is known that speaks on this.',
  TIME_REVERSED: 'The step lies before the last one of the case.',
  TIME_INVALID: 'The time is none.',
  CALENDAR_UNKNOWN: 'The term runs into a year whose working days are not known yet.',
}

/** The code of a step that was not taken. */
export type StepCode = keyof typeof DESK_FAULTS | RepairFault

/** All codes, for schemas and documents. */
export const STEP_CODES = [...Object.keys(DESK_FAULTS), ...Object.keys(LAW_FAULTS)] as readonly StepCode[]

/** Why a step was not taken. `field` is the argument that is meant, where one is. */
export interface StepError {
  readonly code: StepCode
  readonly field: string | null
  readonly message: string
}

/** What came of a step: the id of the case, or why not. */
export type StepOutcome = { readonly caseId: string } | { readonly errors: readonly StepError[] }

/** A refusal of one reason. */
export const refused = (code: StepCode, field: string | null = null): { readonly errors: readonly StepError[] } => ({
  errors: [{ code, field, message: ({ ...DESK_FAULTS, ...LAW_FAULTS } as Record<StepCode, string>)[code] }],
})
