import { nameShown } from '@delta/access'
import { jsonArray, jsonObject, type Json, refuse, type Selected, subjectIds } from '@delta/graph'
import { inEffect } from '@delta/store'
import { type RawBuilder, sql } from 'kysely'
import type { RelationScope } from './drill.ts'

const DEEPEST = 3
const MOST_NODES = 100
const MOST_LINKS = 200
/** Rows read for one step: a hub may have very many neighbours, of which only the first can be shown. */
const MOST_ROWS = 5_000

const near = (level: number, scope: RelationScope): RawBuilder<unknown> => {
  const before = sql.table(`l${level - 1}`)
  const end = (from: string, to: string) => sql`(select ${sql.ref(`r.${to}`)} as id from relation r
    where ${sql.ref(`r.${from}`)} in (select b.id from ${before} b) and ${inEffect('r')} and r.province = any(${scope.provinces}::text[])
      and (r.party_province is null or r.party_province = any(${scope.provinces}::text[])) limit ${MOST_ROWS})`
  return sql`(${end('subject_id', 'party_id')} union ${end('party_id', 'subject_id')})`
}

/**
 * The network around a subject (row `s`): who is reached over relations in force in at most `depth` steps, in either direction, and the links among them.
 * `limit` holds the nodes, the nearest first, then by id; what was left out is said by `truncated`.
 */
export function networkJson(field: Selected, scope: RelationScope): Json {
  const { depth, limit } = field.args as { depth: number; limit: number }
  if (depth < 1 || depth > DEEPEST) throw refuse('BAD_ARGUMENT', `depth is 1 to ${DEEPEST}.`, { limit: DEEPEST })
  if (scope.own && depth > 1) throw refuse('NOT_AGREED', 'Of a network, the agreement holds the subject’s own relations: depth is 1.', { limit: 1 })
  if (limit < 1 || limit > MOST_NODES) throw refuse('PAGE_TOO_LARGE', `limit is 1 to ${MOST_NODES}.`, { limit: MOST_NODES })
  const seen = (level: number) =>
    sql.join(
      Array.from({ length: level }, (_, before) => sql`select id from ${sql.table(`l${before}`)}`),
      sql` union all `,
    )
  const levels = Array.from({ length: depth }, (_, index) => index + 1).map(
    level =>
      sql`${sql.table(`l${level}`)} as materialized (select n.id, ${level}::int as distance from ${near(level, scope)} n where n.id not in (${seen(level)}) order by n.id limit ${limit + 1})`,
  )
  const reached = sql.join(
    Array.from({ length: depth + 1 }, (_, level) => sql`select id, distance from ${sql.table(`l${level}`)}`),
    sql` union all `,
  )
  const self = (id: string) => sql`case when ${sql.ref(id)} in (select id from l0) then s.id else ${sql.ref(id)} end`
  const within = (id: string) => sql`${sql.ref(id)} in (select id from shown union select id from l0)`
  return sql`(
    with l0 as materialized (select distinct unnest(${subjectIds(sql`s.id`)}) as id, 0 as distance),
    ${sql.join(levels)},
    reached as materialized (select id, min(distance) as distance from (${reached}) a where distance > 0 or id = s.id group by id),
    shown as materialized (select id, distance from reached order by distance, id limit ${limit}),
    links as materialized (select r.record_id, r.dimension, r.share, ${self('r.subject_id')} as subject_id, r.subject_name, ${self('r.party_id')} as party_id, r.party_name from relation r
      where ${within('r.subject_id')} and ${within('r.party_id')} ${scope.own ? sql`and (r.subject_id in (select id from l0) or r.party_id in (select id from l0))` : sql``} and ${inEffect('r')} and r.province = any(${scope.provinces}::text[])
        and (r.party_province is null or r.party_province = any(${scope.provinces}::text[])) order by r.record_id limit ${MOST_LINKS + 1}),
    names as materialized (select distinct on (id) id, name from (
      select subject_id as id, subject_name as name from links union all select party_id, party_name from links) a order by id, name nulls last)
    select ${jsonObject(field.children, {
      truncated: () => sql`((select count(*) from reached) > ${limit} or (select count(*) from links) > ${MOST_LINKS})`,
      nodes: ({ children }) =>
        jsonArray(
          jsonObject(children, {
            distance: () => sql`n.distance`,
            subject: inner => jsonObject(inner.children, { id: () => sql`n.id`, name: () => nameShown(sql`n.id`, sql`names.name`, scope.clear) }),
          }),
          sql`shown n left join names on names.id = n.id`,
          sql`n.distance, n.id`,
        ),
      links: ({ children }) =>
        jsonArray(
          jsonObject(children, {
            id: () => sql`r.record_id`,
            dimension: () => sql`r.dimension`,
            from: () => sql`r.subject_id`,
            to: () => sql`r.party_id`,
            share: () => sql`r.share::text`,
          }),
          sql`(select * from links order by record_id limit ${MOST_LINKS}) r`,
          sql`r.record_id`,
        ),
    })})`
}
