import { nameShown } from '@delta/access'
import { type Fields, jsonObject, jsonProof, jsonProvenance, jsonRepair, type Json, type Selected, subjectIds } from '@delta/graph'
import { inEffect } from '@delta/store'
import { sql } from 'kysely'

const place = { table: 'list_evidence', row: 'e' } as const

/** What an entry is shown with: ids of persons whose names are clear, and the domains and provinces of the agreement, however far the answer narrows them. */
export interface EntryScope {
  readonly clear: readonly string[]
  readonly agreed: { readonly domains: readonly string[]; readonly provinces: readonly string[] }
}

/** Is there a black entry in force of the same subject that the agreement shows? */
const onBlack = ({ domains, provinces }: EntryScope['agreed']): Json => sql`exists (select from list_entry b
  where b.subject_id = any(${subjectIds(sql`e.subject_id`)}) and b.polarity = 'BLACK' and ${inEffect('b')}
  and b.province = any(${provinces}::text[]) and b.domain = any(${domains}::text[]))`

/** A list entry (row `e` of list_entry) as JSON. */
export function entryJson(selected: readonly Selected[], { clear, agreed }: EntryScope): Json {
  const person = sql<boolean>`e.subject_id like 'NP:%' and not e.subject_id = any(${clear}::text[])`
  const fields: Fields = {
    id: () => sql`e.record_id`,
    polarity: () => sql`e.polarity`,
    domain: () => sql`e.domain`,
    province: () => sql`e.province`,
    unit: () => sql`e.unit`,
    subject: ({ children }) => jsonObject(children, { id: () => sql`e.subject_id`, name: () => nameShown(sql`e.subject_id`, sql`e.subject_name`, clear) }),
    caseNo: () => sql`e.case_no`,
    basis: () => sql`e.basis`,
    from: () => sql`e.valid_from`,
    to: () => sql`e.valid_to`,
    removedOn: () => sql`e.removed_on`,
    term: () => sql`e.valid_from::text || '/' || coalesce(e.valid_to::text, '..')`,
    removalReason: () => sql`e.removal_reason`,
    status: () => sql`e.status`,
    finder: ({ children }) =>
      sql`case when e.finder_name is not null then ${jsonObject(children, { name: () => sql`e.finder_name`, level: () => sql`e.finder_level` })} end`,
    repair: ({ children }) => jsonRepair(children, 'e'),
    recognition: () => sql`e.domain || '/' || e.province`,
    flags: () => sql`case when e.polarity = 'RED' and ${inEffect('e')} and ${onBlack(agreed)} then '["RED_ON_BLACK"]'::json else '[]'::json end`,
    warnings: () => sql`to_json(e.warnings)`,
    provenance: ({ children }) =>
      jsonProvenance(children, place, { authority: () => sql`e.finder_name`, document: () => sql`e.case_no`, decidedAt: () => sql`e.valid_from` }),
    proof: () => jsonProof(place, person),
  }
  return jsonObject(selected, fields)
}
