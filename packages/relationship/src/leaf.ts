import { nameShown } from '@delta/access'
import { type Fields, jsonObject, jsonProof, jsonProvenance, type Json, type Selected } from '@delta/graph'
import { type RawBuilder, sql } from 'kysely'

const place = { table: 'relation_evidence', row: 'r' } as const

/** One end of a relation as a Subject with its id and name. */
const endFields = (end: 'subject' | 'party', clear: readonly string[]): Fields => {
  const id = sql.ref(`r.${end}_id`)
  return { id: () => id, name: () => nameShown(id, sql.ref(`r.${end}_name`), clear) }
}

const isHidden = (end: 'subject' | 'party', clear: readonly string[]): RawBuilder<boolean> => {
  const id = sql.ref(`r.${end}_id`)
  return sql`(${id} like 'NP:%' and not ${id} = any(${clear}::text[]))`
}

/** A relation (row `r` of relation) as JSON. Names of persons are masked but for the ids in `clear`. */
export function relationJson(selected: readonly Selected[], clear: readonly string[]): Json {
  return jsonObject(selected, {
    id: () => sql`r.record_id`,
    dimension: () => sql`r.dimension`,
    province: () => sql`r.province`,
    subject: ({ children }) => jsonObject(children, endFields('subject', clear)),
    partyKind: () => sql`r.party_kind`,
    party: ({ children }) => jsonObject(children, endFields('party', clear)),
    share: () => sql`r.share::text`,
    validFrom: () => sql`r.valid_from`,
    validTo: () => sql`r.valid_to`,
    status: () => sql`r.status`,
    placement: () => sql`r.placement`,
    partyProvince: () => sql`r.party_province`,
    hukouProvince: () => sql`r.hukou_province`,
    unit: () => sql`r.unit`,
    reportedBy: () => sql`r.reported_by`,
    warnings: () => sql`to_json(r.warnings)`,
    provenance: ({ children }) =>
      jsonProvenance(children, place, { authority: () => sql`null::text`, document: () => sql`null::text`, decidedAt: () => sql`r.valid_from` }),
    proof: () => jsonProof(place, sql<boolean>`(${isHidden('subject', clear)} or ${isHidden('party', clear)})`),
  })
}
