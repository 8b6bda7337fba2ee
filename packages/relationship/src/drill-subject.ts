import { jsonArray, jsonObject, type Json, readAsOf, type Selected, subjectIds } from '@delta/graph'
import { nameShown } from '@delta/access'
import { countedByClass } from '@delta/store'
import { type RawBuilder, sql } from 'kysely'
import { relationAsOf } from './as-of.ts'
import { type RelationScope, relationshipsJson } from './drill.ts'
import { relationJson } from './leaf.ts'
import { networkJson } from './network.ts'

const OWN: RelationScope['source'] = { rollup: sql`counted`, relations: sql`own` }

/** One subject's relationships: its rows are read once and counted in the rollup's shape, then drilled like the region's. */
const subjectRelationshipsJson = (field: Selected, scope: RelationScope): Json => {
  const end = field.args['as'] === 'PARTY' ? sql`r.party_id` : sql`r.subject_id`
  return sql`(
    with own as materialized (select r.* from relation r where ${end} = any(${subjectIds(sql`s.id`)}) and r.province = any(${scope.provinces}::text[]) and (r.party_province is null or r.party_province = any(${scope.provinces}::text[]))),
    counted as (select province, subject_province, dimension, party_kind, placement, party_province, unit, ${countedByClass('own')} from own group by 1, 2, 3, 4, 5, 6, 7)
    select ${relationshipsJson(field.children, { ...scope, source: OWN })})`
}

/** The relationships of several subjects: an array of Subject objects in the order of `ids`. */
export function subjectRelationsJson(selected: readonly Selected[], ids: readonly string[], scope: RelationScope, now: Date): Json {
  const then = ({ args }: Selected) => readAsOf(args['asOf'] as object | null | undefined, now)
  const named = (id: RawBuilder<unknown>, name: RawBuilder<unknown>, where: RawBuilder<unknown>): Json =>
    sql`(select ${nameShown(id, name, scope.clear)} from relation r where ${where} = s.id and ${name} is not null limit 1)`
  const subject = jsonObject(selected, {
    id: () => sql`s.id`,
    name: () =>
      sql`coalesce(${named(sql`r.subject_id`, sql`r.subject_name`, sql`r.subject_id`)}, ${named(sql`r.party_id`, sql`r.party_name`, sql`r.party_id`)})`,
    relationships: field => relationAsOf(subjectRelationshipsJson(field, scope), then(field)),
    network: field => relationAsOf(networkJson(field, scope), then(field)),
  })
  return jsonArray(subject, sql`unnest(${ids}::text[]) with ordinality as s(id, place)`, sql`s.place`)
}

/** One relation by its record id, or null; `own` holds it to one subject at either end. */
export function relationByIdJson(selected: readonly Selected[], id: string, scope: RelationScope, own: string | null): Json {
  return sql`(select ${relationJson(selected, [])} from relation r
    where r.record_id = ${id} and r.province = any(${scope.provinces}::text[]) and (r.party_province is null or r.party_province = any(${scope.provinces}::text[]))
    ${own === null ? sql`` : sql`and ${own} in (r.subject_id, r.party_id)`})`
}
