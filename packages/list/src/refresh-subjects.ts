import type { ListEntry } from '@delta/model'
import { createStatement, jsonRows, recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { ListEffects } from './effects.ts'
import type { ListSubject } from './project.ts'
import { changeOfStep } from './stand.ts'
import type { ListEntryTable } from './tables.ts'

type Refreshed = Pick<
  ListEntryTable,
  | 'province'
  | 'record_id'
  | 'version'
  | 'domain'
  | 'polarity'
  | 'unit'
  | 'subject_id'
  | 'subject_name'
  | 'subject_division'
  | 'status'
  | 'status_class'
  | 'repair'
  | 'lapse'
> & { value: string | null }

const SUBJECT = { id: 'text', name: 'text', division: 'text' } as const
const PLACE = { province: 'text', record_id: 'text' } as const

// One subject at a time: as a plain join it would, until the tables have been analysed, read them whole for one subject.
const findStale = createStatement<{ subjects: string }, Pick<ListEntryTable, 'province' | 'record_id'>>(
  ({ subjects }) => sql`select e.province, e.record_id from ${recordset(subjects, SUBJECT, 's')} cross join lateral (
      select province, record_id from list_entry where subject_id = s.id and (subject_name, subject_division) is distinct from (s.name, s.division) offset 0) e`,
)
const refreshEntries = createStatement<{ subjects: string; stale: string; at: string }, Refreshed>(
  ({ subjects, stale, at }) => sql`with stale as materialized (
      select e.province, e.record_id, s.name, s.division
      from ${recordset(stale, PLACE, 'p')} join list_entry e on e.province = p.province and e.record_id = p.record_id
      join ${recordset(subjects, SUBJECT, 's')} on e.subject_id = s.id
      order by e.province, e.record_id for no key update of e
    )
    update list_entry e set subject_name = stale.name, subject_division = stale.division, known_at = ${at}::timestamptz
    from stale left join list_evidence v on v.province = stale.province and v.record_id = stale.record_id
    where e.province = stale.province and e.record_id = stale.record_id
    returning e.province, e.record_id, e.version, e.domain, e.polarity, e.unit, e.subject_id, e.subject_name, e.subject_division, e.status, e.status_class,
      e.repair, e.lapse, v.value`,
  { plan: 'fresh' },
)

/** Brings the names and divisions of changed subjects, whose rows the transaction has locked, into all their entries. Each becomes a change of the regional list. */
export async function refreshListSubjects<DB>(trx: Kysely<DB>, subjects: readonly ListSubject[], effects: ListEffects): Promise<void> {
  if (subjects.length === 0) return
  const stale = await findStale(trx, { subjects: jsonRows(subjects) })
  if (stale.length === 0) return
  const rows = await refreshEntries(trx, { subjects: jsonRows(subjects), stale: jsonRows(stale), at: effects.at })
  for (const { value, ...row } of rows.toSorted((a, b) => (a.province + a.record_id < b.province + b.record_id ? -1 : 1))) {
    effects.changes.push(...changeOfStep(row, row, 'SUBJECT', value === null ? {} : (JSON.parse(value) as ListEntry)))
  }
}
