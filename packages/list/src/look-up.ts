import { nameShown } from '@delta/access'
import { jsonArray, jsonObject, type Json, readAsOf, type Selected, subjectIds } from '@delta/graph'
import { isShown } from '@delta/store'
import { sql } from 'kysely'
import { listAsOf } from './as-of.ts'
import { entriesJson, type ListScope } from './drill.ts'
import { entryJson } from './leaf.ts'

/** One entry by its record id, or null; `own` holds it to one subject. */
export function entryByIdJson(selected: readonly Selected[], id: string, scope: ListScope, own: string | null): Json {
  return sql`(select ${entryJson(selected, { clear: [], agreed: scope.agreed })} from list_entry e
    where e.record_id = ${id} and ${isShown('e')} and e.province = any(${scope.provinces}::text[]) and e.domain = any(${scope.domains}::text[])
    ${own === null ? sql`` : sql`and e.subject_id = any(${subjectIds(sql`${own}::text`)})`})`
}

/** The entries of several subjects: an array of Subject objects in the order of `ids`. */
export function subjectEntriesJson(selected: readonly Selected[], ids: readonly string[], scope: ListScope, now: Date, clear: readonly string[]): Json {
  const ofSubject = sql`e.subject_id = any(${subjectIds(sql`s.id`)})`
  const agreed = sql`${ofSubject} and e.province = any(${scope.provinces}::text[]) and e.domain = any(${scope.domains}::text[])`
  const subject = jsonObject(selected, {
    id: () => sql`s.id`,
    name: () =>
      sql`(select ${nameShown(sql`e.subject_id`, sql`e.subject_name`, clear)} from list_entry e where ${ofSubject} and ${isShown('e')} and e.subject_name is not null limit 1)`,
    listEntries: field => listAsOf(entriesJson(field, agreed, { clear, agreed: scope.agreed }), readAsOf(field.args['asOf'] as object | null | undefined, now)),
  })
  return jsonArray(subject, sql`unnest(${ids}::text[]) with ordinality as s(id, place)`, sql`s.place`)
}
