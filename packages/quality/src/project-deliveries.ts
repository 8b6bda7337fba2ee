import { isProvince, type Province, type Receipt, registeredIn } from '@delta/model'
import { recordset } from '@delta/store'
import { type Kysely, type RawBuilder, sql } from 'kysely'

/** A published version of a record that others may have to answer; nothing is said of an erased one but its version and when it was erased. */
export interface SentVersion {
  readonly recordId: string
  readonly version: number
  readonly subject: string | null
  readonly division: string | null
  readonly recordedAt: string
}

/** One version of a receipt. */
export interface ReceiptVersion {
  readonly recordId: string
  readonly version: number
  readonly record: Receipt | null
}

const SENT = { province: 'text', kind: 'text', record_id: 'text', participant: 'text', answers: 'text', version: 'bigint', sent_at: 'timestamptz' } as const
const GIVEN = {
  ...SENT,
  claimed: 'boolean',
  answered_version: 'bigint',
  result: 'text',
  code: 'text',
  answered_at: 'timestamptz',
} as const
const names = (columns: object): RawBuilder<unknown> => sql.join(Object.keys(columns).map(name => sql.ref(name)))

/** The other province of the region in which an organisation is registered by its own number; null where none. */
const participantOf = ({ subject, division }: SentVersion, publisher: Province): Province | null => {
  const home = subject === null ? null : registeredIn(subject, division)
  return isProvince(home) && home !== publisher ? home : null
}

/** Notes that a participant must answer versions of records: an organisation's registrar's province, and whoever has answered an earlier version. */
export async function projectSent<DB>(trx: Kysely<DB>, kind: Receipt['about']['record'], province: Province, versions: readonly SentVersion[]): Promise<void> {
  const expected = new Map<string, object>()
  const others = new Map<string, { record_id: string; version: number; sent_at: string }>()
  for (const one of versions) {
    const { recordId, version, recordedAt } = one
    const participant = participantOf(one, province)
    if (participant) expected.set(recordId, { province, kind, record_id: recordId, participant, answers: 'DELIVERED', version, sent_at: recordedAt })
    else others.set(recordId, { record_id: recordId, version, sent_at: recordedAt })
  }
  if (expected.size > 0)
    await sql`insert into delivery as stored (${names(SENT)}) select ${names(SENT)} from ${recordset([...expected.values()], SENT, 'sent')} order by record_id, participant, answers
      on conflict (record_id, participant, answers) do update set version = excluded.version, sent_at = excluded.sent_at, claimed = false
      where stored.claimed or excluded.version > stored.version`.execute(trx)
  if (others.size === 0) return
  await sql`update delivery set version = sent.version, sent_at = sent.sent_at, claimed = false
    from ${recordset([...others.values()], { record_id: 'text', version: 'bigint', sent_at: 'timestamptz' }, 'sent')}
    where delivery.record_id = sent.record_id and delivery.answers = 'DELIVERED' and (delivery.claimed or delivery.version < sent.version)`.execute(trx)
}

/** Applies receipts; of all on one record by one participant the one on the newest version holds, whatever the order of their arrival. One that is ahead of what was published is kept until that comes, and the next replaces it. */
export async function projectReceipts<DB>(trx: Kysely<DB>, versions: readonly ReceiptVersion[]): Promise<void> {
  const newest = new Map<string, Receipt>()
  for (const { record } of versions) {
    if (record === null) continue
    const key = `${record.about.recordId} ${record.participant} ${record.answers}`
    if ((newest.get(key)?.about.version ?? 0) <= record.about.version) newest.set(key, record)
  }
  if (newest.size === 0) return
  const rows = [...newest.values()].map(({ about, participant, answers, result, code, at, recordedAt }) => ({
    province: about.province,
    kind: about.record,
    record_id: about.recordId,
    participant,
    answers,
    version: about.version,
    claimed: true,
    sent_at: recordedAt,
    answered_version: about.version,
    result,
    code,
    answered_at: at,
  }))
  await sql`insert into delivery as stored (${names(GIVEN)}) select ${names(GIVEN)} from ${recordset(rows, GIVEN, 'sent')} order by record_id, participant, answers
    on conflict (record_id, participant, answers) do update set
      version = case when stored.claimed then excluded.version else stored.version end, answered_version = excluded.answered_version, result = excluded.result, code = excluded.code, answered_at = excluded.answered_at
    where coalesce(stored.answered_version, 0) <= excluded.answered_version or (stored.answered_version > stored.version and not stored.claimed)`.execute(trx)
}

/** How much a participant owes an answer for, to one publisher, and since when (UTC). */
export interface WaitingReceipts {
  readonly province: Province
  readonly participant: string
  readonly count: number
  readonly since: string
}

/** What is not answered, by publisher and participant. */
export async function waitingReceipts<DB>(db: Kysely<DB>): Promise<WaitingReceipts[]> {
  const { rows } = await sql<WaitingReceipts>`
    select province, participant, count(*) as count, min(sent_at) as since from delivery where state = 'WAITING' group by province, participant`.execute(db)
  return rows
}
