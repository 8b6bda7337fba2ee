import { createStatement, jsonRows, recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { moveRelationCount, type RelationEffects } from './effects.ts'
import type { RelationSubject } from './project.ts'
import type { RelationTable } from './tables.ts'

type Refreshed = RelationTable & { province_before: string | null }

const SUBJECT = { id: 'text', name: 'text', province: 'text' } as const
const PLACE = { province: 'text', record_id: 'text' } as const

// One subject at a time: as a plain join it would, until the tables have been analysed, read them whole for one subject.
const findStale = createStatement<{ subjects: string }, Pick<RelationTable, 'province' | 'record_id'>>(
  ({ subjects }) => sql`with changed as materialized (select * from ${recordset(subjects, SUBJECT, 's')})
    select r.province, r.record_id from changed s cross join lateral (
      select province, record_id from relation where subject_id = s.id and (subject_name, subject_province) is distinct from (s.name, s.province) offset 0) r
    union
    select r.province, r.record_id from changed s cross join lateral (
      select province, record_id from relation where party_id = s.id and party_name is distinct from s.name offset 0) r`,
)
const refreshRelations = createStatement<{ subjects: string; stale: string; at: string }, Refreshed>(
  ({ subjects, stale, at }) => sql`with changed as materialized (select * from ${recordset(subjects, SUBJECT, 's')}), stale as materialized (
      select r.* from (select province, record_id from ${recordset(stale, PLACE, 'p')} order by province, record_id) p cross join lateral (
        select province, record_id, subject_id, party_id, subject_province as province_before from relation
        where province = p.province and record_id = p.record_id for no key update) r
    )
    update relation r set
      subject_name = case when subject.id is null then r.subject_name else subject.name end,
      subject_province = case when subject.id is null then r.subject_province else subject.province end,
      party_name = case when party.id is null then r.party_name else party.name end,
      known_at = ${at}::timestamptz
    from stale left join changed subject on subject.id = stale.subject_id left join changed party on party.id = stale.party_id
    where r.province = stale.province and r.record_id = stale.record_id
    returning r.*, stale.province_before`,
  { plan: 'fresh' },
)

/** Brings the names and provinces of changed subjects, whose rows the transaction has locked, into all relations in which they stand, as subject or as party; counts follow the subject's province. */
export async function refreshRelationSubjects<DB>(trx: Kysely<DB>, subjects: readonly RelationSubject[], effects: RelationEffects): Promise<void> {
  if (subjects.length === 0) return
  const stale = await findStale(trx, { subjects: jsonRows(subjects) })
  if (stale.length === 0) return
  const rows = await refreshRelations(trx, { subjects: jsonRows(subjects), stale: jsonRows(stale), at: effects.at })
  for (const row of rows) moveRelationCount(effects, { ...row, subject_province: row.province_before }, row)
}
