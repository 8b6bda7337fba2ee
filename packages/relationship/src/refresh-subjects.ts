import { createStatement, jsonRows, recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { moveRelationCount, type RelationEffects } from './effects.ts'
import type { RelationSubject } from './project.ts'
import type { RelationTable } from './tables.ts'

type Refreshed = RelationTable & { province_before: string | null }

const SUBJECT = { id: 'text', name: 'text', province: 'text' } as const

const refreshRelations = createStatement<{ subjects: string }, Refreshed>(
  ({ subjects }) => sql`with changed as materialized (select * from ${recordset(subjects, SUBJECT, 's')}), stale as materialized (
      select r.province, r.record_id, r.subject_province as province_before from relation r where (r.province, r.record_id) in (
        select r.province, r.record_id from changed s join relation r on r.subject_id = s.id where (r.subject_name, r.subject_province) is distinct from (s.name, s.province)
        union
        select r.province, r.record_id from changed s join relation r on r.party_id = s.id where r.party_name is distinct from s.name)
      order by r.province, r.record_id for no key update of r
    )
    update relation r set
      subject_name = case when subject.id is null then r.subject_name else subject.name end,
      subject_province = case when subject.id is null then r.subject_province else subject.province end,
      party_name = case when party.id is null then r.party_name else party.name end
    from stale, relation own left join changed subject on subject.id = own.subject_id left join changed party on party.id = own.party_id
    where own.province = stale.province and own.record_id = stale.record_id and r.province = stale.province and r.record_id = stale.record_id
    returning r.*, stale.province_before`,
  { plan: 'fresh' },
)

/** Brings the names and provinces of changed subjects, whose rows the transaction has locked, into all relations in which they stand, as subject or as party; counts follow the subject's province. */
export async function refreshRelationSubjects<DB>(trx: Kysely<DB>, subjects: readonly RelationSubject[], effects: RelationEffects): Promise<void> {
  if (subjects.length === 0) return
  const rows = await refreshRelations(trx, { subjects: jsonRows(subjects) })
  for (const row of rows) moveRelationCount(effects, { ...row, subject_province: row.province_before }, row)
}
