import { jsonArray, type Json, jsonObject, type Selected } from '@delta/graph'
import { sql } from 'kysely'
import { orderJson, type WorkScope } from './order-query.ts'

const column = (index: number): string => `orders_${index}`

/** The measures that stand against or for subjects now: of their open orders, one item for each measure of each entry in each province. An array of Subject objects in the order of `ids`. */
export function subjectMeasuresJson(selected: readonly Selected[], ids: readonly string[], scope: WorkScope): Json {
  const ofSubject = sql`o.subject_id = any(array[s.id, case when length(s.id) = 18 then 'ORG:' || substr(s.id, 9, 9) else s.id end]) and o.lifted_at is null
    and o.province = any(${scope.provinces}::text[]) and o.domain = any(${scope.domains}::text[])`
  const measures = ({ children }: Selected): Json => {
    const lists = children.filter(child => child.name === 'orders')
    const grouped = sql`(select o.entry_id, o.measure, o.province, min(o.domain) as domain, min(o.source_province) as source_province, min(o.n) as n
      ${sql.join(
        lists.map((list, index) => sql`, json_agg(${orderJson(list.children)} order by o.n) as ${sql.ref(column(index))}`),
        sql``,
      )}
      from work_order o where ${ofSubject} group by o.entry_id, o.measure, o.province) m`
    return jsonArray(
      jsonObject(children, {
        measure: () => sql`m.measure`,
        province: () => sql`m.province`,
        source: () => sql`m.source_province`,
        domain: () => sql`m.domain`,
        entry: () => sql`m.entry_id`,
        orders: list => sql.ref(`m.${column(lists.indexOf(list))}`),
      }),
      grouped,
      sql`m.n`,
    )
  }
  return jsonArray(jsonObject(selected, { id: () => sql`s.id`, measures }), sql`unnest(${ids}::text[]) with ordinality as s(id, place)`, sql`s.place`)
}
