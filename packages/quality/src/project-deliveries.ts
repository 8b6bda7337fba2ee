import { isProvince, type Province, type Receipt, registeredIn } from '@delta/model'
import { createStatement, jsonRows, recordset } from '@delta/store'
import { type Kysely, type RawBuilder, sql } from 'kysely'

/** A published version of a record that others may have to answer; nothing is said of an erased one but its version and when it was erased. */
export interface SentVersion {
  readonly recordId: string
  readonly version: number
  readonly subject: string | null
  readonly division: string | null
  readonly recordedAt: string
}

interface Owed {
  readonly record_id: string
  readonly version: number
  readonly sent_at: string
  readonly waits_since: string
  readonly [column: string]: unknown
}

/** One version of a receipt. */
export interface ReceiptVersion {
  readonly recordId: string
  readonly version: number
  readonly record: Receipt | null
}

const SENT = {
  province: 'text',
  kind: 'text',
  record_id: 'text',
  participant: 'text',
  answers: 'text',
  version: 'bigint',
  sent_at: 'timestamptz',
  waits_since: 'timestamptz',
} as const
const OTHERS = { record_id: 'text', version: 'bigint', sent_at: 'timestamptz', waits_since: 'timestamptz' } as const
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

/** A version that is owed an answer. What was owed before is owed since then still; what was not, since now. */
const owes = (by: string): RawBuilder<unknown> => {
  const said = (name: string) => sql.ref(`${by}.${name}`)
  return sql`version = ${said('version')}, sent_at = ${said('sent_at')}, claimed = false,
    waits_since = case when stored.state = 'WAITING' then least(stored.waits_since, ${said('waits_since')}) else ${said('waits_since')} end`
}

const expectAnswers = createStatement<{ rows: string }>(
  ({
    rows,
  }) => sql`insert into delivery as stored (${names(SENT)}) select ${names(SENT)} from ${recordset(rows, SENT, 'sent')} order by record_id, participant, answers
    on conflict (record_id, participant, answers) do update set ${owes('excluded')} where stored.claimed or excluded.version > stored.version`,
)
// One record at a time, and mostly nobody has answered it. Joined, PostgreSQL takes it for a hundred records and may read all deliveries for them.
const findAnswered = createStatement<{ ids: readonly string[] }, { record_id: string }>(
  ({ ids }) => sql`select sent.record_id from unnest(${ids}::text[]) as sent (record_id)
    where exists (select from delivery where record_id = sent.record_id and answers = 'DELIVERED' offset 0)`,
)
const expectOfAnswered = createStatement<{ rows: string }>(
  ({ rows }) => sql`update delivery as stored set ${owes('sent')} from ${recordset(rows, OTHERS, 'sent')}
    where stored.record_id = sent.record_id and stored.answers = 'DELIVERED' and (stored.claimed or stored.version < sent.version)`,
)

/** Notes that a participant must answer versions of records: an organisation's registrar's province, and whoever has answered an earlier version. */
export async function projectSent<DB>(trx: Kysely<DB>, kind: Receipt['about']['record'], province: Province, versions: readonly SentVersion[]): Promise<void> {
  const expected = new Map<string, Owed>()
  const others = new Map<string, Owed>()
  for (const one of versions) {
    const { recordId, version, recordedAt } = one
    const participant = participantOf(one, province)
    const owed = (before?: Owed): Owed => ({ record_id: recordId, version, sent_at: recordedAt, waits_since: before?.waits_since ?? recordedAt })
    if (participant) expected.set(recordId, { ...owed(expected.get(recordId)), province, kind, participant, answers: 'DELIVERED' })
    else others.set(recordId, owed(others.get(recordId)))
  }
  if (expected.size > 0) await expectAnswers(trx, { rows: jsonRows([...expected.values()]) })
  const answered = others.size === 0 ? [] : await findAnswered(trx, { ids: [...others.keys()] })
  if (answered.length > 0) await expectOfAnswered(trx, { rows: jsonRows(answered.map(({ record_id }) => others.get(record_id)!)) })
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
    waits_since: recordedAt,
    answered_version: about.version,
    result,
    code,
    answered_at: at,
  }))
  await sql`insert into delivery as stored (${names(GIVEN)}) select ${names(GIVEN)} from ${recordset(rows, GIVEN, 'sent')} order by record_id, participant, answers
    on conflict (record_id, participant, answers) do update set
      version = case when stored.claimed then excluded.version else stored.version end, answered_version = excluded.answered_version, result = excluded.result, code = excluded.code, answered_at = excluded.answered_at,
      waits_since = case when excluded.answered_version < stored.version then stored.sent_at else stored.waits_since end
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
    select province, participant, count(*) as count, min(waits_since) as since from delivery where state = 'WAITING' group by province, participant`.execute(db)
  return rows
}

/** How many records a participant could not take, from one publisher, for one reason. */
export interface RejectedReceipts {
  readonly province: Province
  readonly participant: string
  readonly code: string
  readonly count: number
}

/** What was rejected in its newest version, by publisher, participant and reason. */
export async function rejectedReceipts<DB>(db: Kysely<DB>): Promise<RejectedReceipts[]> {
  const { rows } = await sql<RejectedReceipts>`
    select province, participant, code, count(*) as count from delivery where state = 'REJECTED' group by province, participant, code order by province, participant, code`.execute(
    db,
  )
  return rows
}
