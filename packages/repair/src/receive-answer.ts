import type { Role } from '@delta/access'
import { type Catalogue, isProvince, type Province, type Receipt, shanghaiDay } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import type { AppendParts } from './append-event.ts'
import { refused, type StepOutcome } from './outcome.ts'
import type { RepairEventTable, RepairParticipantTable } from './tables.ts'

/** What a participant answers: that it has stopped sharing and using the item, or why it has not. */
export type Answered = { readonly stopped: true } | { readonly stopped: false; readonly code: string }

/** The participant that a role stands for; null where it is none. */
const participantOf = (role: Role): string | null =>
  role.kind === 'province' || role.kind === 'partner' ? role.scope : role.kind === 'national' ? 'national' : null

/** The province on whose topic a participant's receipts stand: its own, or that of the province which is answered. */
const topicOf = (catalogue: Catalogue, participant: string, answered: Province): Province =>
  isProvince(participant) ? participant : (catalogue.city(participant)?.province ?? answered)

/** Writes a participant's answer down with its receipt, in the transaction of whoever has locked the case. A rejection may be followed by the answer that it has stopped. */
export async function answerFor<DB>(trx: Kysely<DB>, parts: AppendParts, role: Role, caseId: string, answer: Answered): Promise<StepOutcome> {
  const participant = participantOf(role)
  const { rows } = await sql<RepairParticipantTable>`select * from repair_participant
    where case_id = ${caseId} and participant = ${participant} order by sequence desc limit 1`.execute(trx)
  const [row] = rows
  if (participant === null || !row) return refused('PARTICIPANT_NOT_NAMED')
  if (row.state !== 'PENDING' && row.state !== 'REJECTED') return refused('ALREADY_ANSWERED')
  const at = parts.now().toISOString()
  const { rows: events } = await sql<RepairEventTable>`select * from repair_event where case_id = ${caseId} and sequence = ${row.sequence}`.execute(trx)
  const { notice } = events[0]!
  const province = topicOf(parts.catalogue, participant, notice.province)
  const code = answer.stopped ? null : answer.code
  const said = {
    province,
    version: row.answers + 1,
    reportedBy: parts.catalogue.unitOfFunction('XYZX', province, null, shanghaiDay(at)) ?? notice.reportedBy,
    recordedAt: at,
    participant,
    about: { record: 'repair-notice', province: notice.province, recordId: notice.recordId, version: notice.version },
    answers: 'STOPPED',
    result: answer.stopped ? 'ACCEPTED' : 'REJECTED',
    code,
    at,
  } satisfies Omit<Receipt, 'recordId' | 'evidence'>
  await sql`update repair_participant set state = ${answer.stopped ? 'STOPPED' : 'REJECTED'}, answered_at = ${at}::timestamptz, code = ${code}, answers = answers + 1
    where case_id = ${caseId} and sequence = ${row.sequence} and participant = ${participant}`.execute(trx)
  await parts.outbox.append(trx, [parts.messages.receiptMessage(parts.messages.receipt(said))])
  return { caseId }
}
