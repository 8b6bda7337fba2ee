import { createHash } from 'node:crypto'
import { isPerson, maskName } from '@delta/access'
import { addDays, canonicalJson, type Day, isCounted, isInForce, type ListEntry, repairTold } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import { bodyIn, type AuditedEvents } from './audit-events.ts'
import type { NoteFault } from './audit-fault.ts'
import type { ListLogEntryTable } from './log-tables.ts'
import { toldRepair } from './log-event.ts'
import { rowOf } from './project.ts'
import type { ListEntryTable } from './tables.ts'

const PAGE = 1_000
const same = (a: unknown, b: unknown): boolean => canonicalJson(a) === canonicalJson(b)

/** Holds list_log_entry against where the log's events lead. */
export async function auditStanding<DB>(db: Kysely<DB>, { standing }: AuditedEvents, note: NoteFault): Promise<void> {
  const seen = new Set<string>()
  for (let after = ''; ;) {
    const { rows } = await sql<ListLogEntryTable>`select * from list_log_entry where record_id > ${after} order by record_id limit ${PAGE}`.execute(db)
    for (const { hash, ...is } of rows) {
      seen.add(is.record_id)
      const was = standing.get(is.record_id)
      const of = { entry: is.record_id, event: was?.seq ?? is.seq }
      if (!was) note('STANDING', of, 'the log does not know it')
      else if (!hash.equals(was.hash) || !same(is, { ...was, hash: undefined })) note('STANDING', of, 'it does not stand as the log says')
    }
    if (rows.length < PAGE) break
    after = rows.at(-1)!.record_id
  }
  for (const [entry, { seq }] of standing) if (!seen.has(entry)) note('STANDING', { entry, event: seq }, 'it is missing')
}

interface Beside {
  value: string | null
  record_hash: string | null
  /** The newest change that waits to be taken into the log, and the newest that it has. */
  waiting: number | null
  text: string | null
}

/** Holds the read model's entries against the newest that the log says of each, and against the sealed records that they were made of. */
export async function auditReadModel<DB>(db: Kysely<DB>, { standing, versions }: AuditedEvents, today: Day, note: NoteFault): Promise<number> {
  const seen = new Set<string>()
  for (let after = ['', '']; ;) {
    const { rows } = await sql<ListEntryTable & Beside>`select e.*, v.value, v.record_hash,
      (select max(c.seq) from list_change c where c.record_id = e.record_id) as waiting,
      (select l.text from list_log_entry s join list_log l on l.seq = s.seq where s.record_id = e.record_id) as text
      from list_entry e left join list_evidence v on v.province = e.province and v.record_id = e.record_id
      where (e.province, e.record_id) > (${after[0]}, ${after[1]}) order by e.province, e.record_id limit ${PAGE}`.execute(db)
    for (const row of rows) {
      seen.add(row.record_id)
      const last = standing.get(row.record_id)
      const of = { entry: row.record_id, event: last?.seq ?? null }
      const wrong = row.waiting === null ? againstLog(row, last, versions.get(row.record_id)) : null
      if (wrong !== null) note('READ_MODEL', of, wrong)
      const unsealed = row.value === null ? null : againstEvidence(row, row.value, today)
      if (unsealed !== null) note('EVIDENCE', of, unsealed)
    }
    if (rows.length < PAGE) break
    after = [rows.at(-1)!.province, rows.at(-1)!.record_id]
  }
  for (const [entry, { seq }] of standing) {
    if (!seen.has(entry) && !(await waits(db, entry))) note('READ_MODEL', { entry, event: seq }, 'the log knows it, the read model does not')
  }
  return seen.size
}

const waits = async <DB>(db: Kysely<DB>, entry: string): Promise<boolean> =>
  (await sql`select from list_change where record_id = ${entry} limit 1`.execute(db)).rows.length > 0

/** Which of an entry's columns is not what the log said last; null where all are. */
function againstLog(row: ListEntryTable & Beside, last: ListLogEntryTable | undefined, version: number | undefined): string | null {
  const deleted = !isCounted(row.status_class)
  if (!last) return deleted ? null : 'the log has never told of it'
  if (isInForce(row.status) !== last.listed) return `its status is ${row.status}, but for the log it is ${last.listed ? '' : 'not '}in force`
  // What is deleted is not told of any more.
  if (deleted) return null
  if (row.version !== version) return `it is version ${row.version}, for the log ${version}`
  const said = row.text === null ? null : bodyIn(row.text)?.entry
  if (!said || !('subject' in said)) return null
  const shown = isPerson(row.subject_id) && row.subject_name !== null ? maskName(row.subject_name) : row.subject_name
  const is = {
    polarity: row.polarity,
    domain: { code: row.domain },
    province: { code: row.province },
    unit: { code: row.unit },
    subject: { id: row.subject_id, kind: row.subject_kind, name: shown, division: row.subject_division },
    caseNo: row.case_no,
    basis: row.basis,
    from: row.valid_from,
    to: row.valid_to,
    removedOn: row.removed_on,
    removalReason: row.removal_reason,
    status: row.status,
    repair: toldRepair(repairTold(row, row.status_class)),
    finder: row.finder_name === null ? null : { name: row.finder_name, level: row.finder_level },
    warnings: row.warnings,
  }
  const wrong = Object.entries(is).find(([name, value]) => !same(value, (said as Record<string, unknown>)[name]))
  return wrong ? `its ${wrong[0]} is not what the log says` : null
}

/** Columns that are not the record's own: its subject's, which others state, when the region came to know it, and on which day its status was last found. */
const FOREIGN = new Set(['subject_name', 'subject_division', 'known_from', 'known_at', 'rests_on'])

/** Which of an entry's columns is not what its sealed record says; null where all are. */
function againstEvidence(row: ListEntryTable & Beside, value: string, today: Day): string | null {
  if (createHash('sha256').update(value).digest('base64url') !== row.record_hash) return 'its sealed record does not fit its hash'
  const record = JSON.parse(value) as ListEntry
  // The status as of the day before it changes again; of an entry that does not change any more, as of today.
  const day = row.changes_on === null ? today : addDays(row.changes_on, -1)
  const was = { ...rowOf(record, { day, subject: undefined, knownFrom: row.known_from, knownAt: row.known_at, remedies: row }) } as unknown as Record<
    string,
    unknown
  >
  const is = row as unknown as Record<string, unknown>
  const wrong = Object.keys(was).find(name => !FOREIGN.has(name) && !same(instant(is[name]), instant(was[name])))
  return wrong ? `its ${wrong} is not what its sealed record says` : null
}

/** Instants are the same however many digits they are written with. */
const instant = (value: unknown): unknown => (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : (value ?? null))
