import { hash } from 'node:crypto'
import { type Viewer, withoutNumbers } from '@delta/access'
import { isDay, shanghaiDay } from '@delta/model'
import { sql } from 'kysely'
import { createSamplingMessages } from './messages.ts'
import type { SamplingParts } from './parts.ts'
import type { SamplingMemberTable, SamplingPlanTable, SamplingResultTable } from './tables.ts'

/** What an inspection found. */
export interface ResultGiven {
  readonly plan: string
  readonly subject: string
  readonly inspectedOn: string
  readonly finding: SamplingResultTable['finding']
  readonly note?: string | null | undefined
}

/** Why a result is not taken. */
export interface ResultError {
  readonly code: 'PLAN_UNKNOWN' | 'NOT_DEPARTMENT' | 'NOT_DRAWN' | 'INSPECTED_ON' | 'NOTE_LENGTH'
  readonly field: keyof ResultGiven
  readonly message: string
}

const MOST_NOTE = 500

const refusal = (code: ResultError['code'], field: ResultError['field'], message: string): { error: ResultError } => ({ error: { code, field, message } })

/** Keeps what was found at a drawn subject, to the subject; a second result of the same subject corrects the first. It is on its way to the province in the same transaction. */
export function createResultBook(
  parts: SamplingParts,
): (viewer: Viewer, given: ResultGiven) => Promise<{ readonly id: string } | { readonly error: ResultError }> {
  const { db, outbox, wake, now } = parts
  const messages = createSamplingMessages(parts.topics)
  return async (viewer, { plan: id, subject, inspectedOn, finding, note }) => {
    const at = now()
    const said = note?.trim() ?? ''
    if ([...said].length > MOST_NOTE) return refusal('NOTE_LENGTH', 'note', `note has at most ${MOST_NOTE} characters.`)
    const kept = await db.transaction().execute(async trx => {
      const { rows: plans } = await sql<SamplingPlanTable>`select * from sampling_plan where id = ${id}`.execute(trx)
      const [plan] = plans
      if (!plan || !viewer.agreement.provinces.includes(plan.province)) return refusal('PLAN_UNKNOWN', 'plan', 'There is no such plan under your agreement.')
      const { kind, scope } = viewer.principal.role
      if (kind !== 'unit' || scope !== plan.department)
        return refusal('NOT_DEPARTMENT', 'plan', `Only ${plan.department} records results of this plan, in the role unit:${plan.department}.`)
      if (!isDay(inspectedOn) || inspectedOn > shanghaiDay(at) || inspectedOn < shanghaiDay(new Date(plan.at)))
        return refusal('INSPECTED_ON', 'inspectedOn', 'inspectedOn is a day from the plan’s on, not after today.')
      const { rows: members } = await sql<SamplingMemberTable>`
        select * from sampling_member where plan = ${id} and subject_id = ${subject} and place is not null for update`.execute(trx)
      const [member] = members
      if (!member) return refusal('NOT_DRAWN', 'subject', 'The subject was not drawn by this plan.')
      const { rows: last } = await sql<{ version: number }>`
        select coalesce(max(version), 0) as version from sampling_result where plan = ${id} and subject_id = ${subject}`.execute(trx)
      const row: SamplingResultTable = {
        id: hash('sha256', ['sampling-result', id, subject].join('\u001f'), 'base64url'),
        plan: id,
        subject_id: subject,
        version: last[0]!.version + 1,
        inspected_on: inspectedOn,
        finding,
        note: said === '' ? null : withoutNumbers(said),
        actor: withoutNumbers(viewer.principal.id),
        at: at.toISOString(),
      }
      await trx.insertInto('sampling_result').values(row).execute()
      await outbox.append(trx, [messages.result(row, plan, member.inspectors)])
      return { id: row.id }
    })
    if ('id' in kept) wake()
    return kept
  }
}
