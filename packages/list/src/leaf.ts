import { nameShown } from '@delta/access'
import { type Fields, jsonObject, jsonProof, jsonProvenance, jsonRepair, type Json, type Selected } from '@delta/graph'
import { sql } from 'kysely'

const place = { table: 'list_evidence', row: 'e' } as const

/** A list entry (row `e` of list_entry) as JSON. Names of persons are masked but for the ids in `clear`. */
export function entryJson(selected: readonly Selected[], clear: readonly string[]): Json {
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
    warnings: () => sql`to_json(e.warnings)`,
    provenance: ({ children }) =>
      jsonProvenance(children, place, { authority: () => sql`e.finder_name`, document: () => sql`e.case_no`, decidedAt: () => sql`e.valid_from` }),
    proof: () => jsonProof(place, person),
  }
  return jsonObject(selected, fields)
}
