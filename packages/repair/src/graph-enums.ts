import type { GraphBuilder } from '@delta/graph'
import type { AnswerState } from './tables.ts'
import { CASE_STATES } from './find-cases.ts'
import { STEP_CODES } from './outcome.ts'

const REASONS = [
  'NOT_FULFILLED',
  'TOO_EARLY',
  'NEW_RECORD',
  'SERIOUS_LIST',
  'MATERIAL_INCOMPLETE',
  'NOT_COMPETENT',
  'NOT_REPAIRABLE',
  'PERIOD_ENDED',
  'OBJECTION_FOUNDED',
  'OBJECTION_UNFOUNDED',
  'OTHER',
] as const

const DOCUMENTS = ['APPLICATION', 'COMMITMENT', 'PROOF', 'REFUSAL', 'CONFIRMATION', 'OBJECTION', 'DECISION', 'OTHER'] as const

const ANSWER_STATES: readonly AnswerState[] = ['PENDING', 'STOPPED', 'REJECTED', 'VOID']

/** Adds the enums of repair. */
export function addRepairEnums(builder: GraphBuilder) {
  return {
    state: builder.enumType('RepairState', {
      description:
        'Where a case stands: open, or how it ended. REVOKED: repaired, and taken back on an objection. DELETED: repaired by the lapse of time. FINDING_FELL, FINDING_STANDS: decided on an objection against the finding itself.',
      values: CASE_STATES,
    }),
    code: builder.enumType('RepairErrorCode', { description: 'Why a step was not taken: schema/graph/ERRORS.md.', values: STEP_CODES }),
    reason: builder.enumType('RepairReason', { description: 'Why something is asked for, declined, refused or decided.', values: REASONS }),
    document: builder.enumType('RepairDocumentKind', { values: DOCUMENTS }),
    objector: builder.enumType('RepairObjector', {
      description: 'For whom a unit or province objects; a subject objects for itself.',
      values: ['SUBJECT', 'THIRD_PARTY'] as const,
    }),
    product: builder.enumType('RepairProduct', {
      values: { LIST: { description: 'A black or watch list’s entry.' }, ARCHIVE: { description: 'A penalty of the archive.' } } as const,
    }),
    answer: builder.enumType('RepairAnswerState', {
      description: 'STOPPED: no longer shared and used. REJECTED: the participant says why not (`code`). VOID: the repair was taken back before it answered.',
      values: ANSWER_STATES,
    }),
  }
}

/** The enums of repair. */
export type RepairEnums = ReturnType<typeof addRepairEnums>
