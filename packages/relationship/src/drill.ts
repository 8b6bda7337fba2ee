import { jsonArray, jsonConnection, jsonCounts, jsonObject, type Json, pageOf, type Selected } from '@delta/graph'
import { type RawBuilder, sql } from 'kysely'
import { relationJson } from './leaf.ts'

/** Order of relations within a unit, and in any list of relations: by the subject's province (unknown last), then record id. */
export const RELATION_ORDER = 'relation'

/** Where a drill takes its counts and its relations from: the whole region's tables, or one subject's rows in the same shape. */
export interface RelationSource {
  readonly rollup: RawBuilder<unknown>
  readonly relations: RawBuilder<unknown>
}

/** What an answer may show. */
export interface RelationScope {
  readonly source: RelationSource
  /** The catalogue's dimensions and the kinds of party of each, as parallel columns. */
  readonly dimensions: readonly string[]
  readonly partyKinds: readonly string[]
  readonly provinces: readonly string[]
  /** Only what is about the subject itself may be shown. */
  readonly own: boolean
  readonly subjectProvince: string | null
  /** Ids of persons whose names are shown clear. */
  readonly clear: readonly string[]
  narrowProvinces(codes: readonly string[] | null | undefined): readonly string[]
}

/** The region's own tables. */
export const REGION: RelationSource = { rollup: sql`relation_rollup`, relations: sql`relation` }

const codesOf = (selected: Selected) => selected.args['codes'] as readonly string[] | null | undefined
const among = (column: RawBuilder<unknown>, codes: readonly string[] | null | undefined): RawBuilder<unknown> =>
  codes ? sql`${column} = any(${codes}::text[])` : sql`true`
const allOf = (conditions: readonly RawBuilder<unknown>[]): RawBuilder<unknown> => sql.join(conditions, sql` and `)

/** What holds of every counted row: the province that published it is agreed, so is its party's (or it has none), and its subject is of the province asked for. */
const agreed = ({ provinces, subjectProvince }: RelationScope): RawBuilder<unknown>[] => [
  sql`c.province = any(${provinces}::text[])`,
  sql`(c.party_province is null or c.party_province = any(${provinces}::text[]))`,
  ...(subjectProvince === null ? [] : [sql`c.subject_province = ${subjectProvince}`]),
]

const rollup = (scope: RelationScope, ...where: RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql`${scope.source.rollup} c where ${allOf([...where, ...agreed(scope)])}`

/** The relationship drill-down as one JSON expression: dimensions, party kinds, provinces by placement, units, relations, and the flows between provinces, each with its counts. */
export function relationshipsJson(selected: readonly Selected[], scope: RelationScope): Json {
  return jsonObject(selected, {
    counts: ({ children }) => jsonCounts(children, rollup(scope)),
    dimensions: field =>
      jsonArray(
        dimensionJson(field.children, scope),
        sql`(select t.code, min(t.place) as place from unnest(${scope.dimensions}::text[]) with ordinality as t(code, place) where ${among(sql`t.code`, codesOf(field))} group by t.code) d`,
        sql`d.place`,
      ),
    flows: field =>
      jsonArray(
        flowJson(field.children),
        sql`(select c.subject_province, c.placement, c.party_province, c.dimension, sum(c.effective) as effective, sum(c.repaired) as repaired, sum(c.ended) as ended
        from ${rollup(scope, among(sql`c.dimension`, codesOf(field)))} group by 1, 2, 3, 4) f`,
        sql`f.subject_province, f.party_province, f.placement, f.dimension`,
      ),
  })
}

const flowJson = (selected: readonly Selected[]): Json =>
  jsonObject(selected, {
    from: () => sql`f.subject_province`,
    to: () => sql`f.party_province`,
    placement: () => sql`f.placement`,
    dimension: () => sql`f.dimension`,
    counts: ({ children }) => jsonCounts(children, sql`(select f.effective, f.repaired, f.ended) x`),
  })

const dimensionJson = (selected: readonly Selected[], scope: RelationScope): Json =>
  jsonObject(selected, {
    dimension: () => sql`d.code`,
    counts: ({ children }) => jsonCounts(children, rollup(scope, sql`c.dimension = d.code`)),
    parties: field => {
      const kinds = field.args['kinds'] as readonly string[] | null | undefined
      return jsonArray(
        partyJson(field.children, scope),
        sql`(select t.kind from unnest(${scope.dimensions}::text[], ${scope.partyKinds}::text[]) as t(code, kind) where t.code = d.code and ${among(sql`t.kind`, kinds)}
        union select c.party_kind from ${rollup(scope, sql`c.dimension = d.code`, among(sql`c.party_kind`, kinds))}) k`,
        sql`k.kind`,
      )
    },
  })

const partyJson = (selected: readonly Selected[], scope: RelationScope): Json =>
  jsonObject(selected, {
    partyKind: () => sql`k.kind`,
    counts: ({ children }) => jsonCounts(children, rollup(scope, sql`c.dimension = d.code`, sql`c.party_kind = k.kind`)),
    provinces: field => {
      const codes = codesOf(field)
      const inRegion = sql`select 'IN_REGION' as placement, t.code, t.place from unnest(${scope.narrowProvinces(codes)}::text[]) with ordinality as t(code, place)`
      const beyond = sql`union all values ('OUTSIDE_REGION', null, 1000), ('UNKNOWN', null, 1001)`
      return jsonArray(provinceJson(field.children, scope), sql`(${inRegion} ${codes ? sql`` : beyond}) p`, sql`p.place`)
    },
  })

const OF_PROVINCE = sql`c.dimension = d.code and c.party_kind = k.kind and c.placement = p.placement and c.party_province is not distinct from p.code`

const provinceJson = (selected: readonly Selected[], scope: RelationScope): Json =>
  jsonObject(selected, {
    placement: () => sql`p.placement`,
    province: () => sql`p.code`,
    counts: ({ children }) => jsonCounts(children, rollup(scope, OF_PROVINCE)),
    units: field =>
      jsonArray(
        unitJson(field.children, scope),
        sql`(select c.unit, sum(c.effective) as effective, sum(c.repaired) as repaired, sum(c.ended) as ended
      from ${rollup(scope, OF_PROVINCE, sql`c.unit is not null`, among(sql`c.unit`, codesOf(field)))} group by c.unit) u`,
        sql`u.unit`,
      ),
  })

const unitJson = (selected: readonly Selected[], scope: RelationScope): Json =>
  jsonObject(selected, {
    unit: () => sql`u.unit`,
    counts: ({ children }) => jsonCounts(children, sql`(select u.effective, u.repaired, u.ended) x`),
    relations: field =>
      relationsJson(field, scope, sql`u.effective + u.repaired + u.ended`, [
        sql`r.province = any(${scope.provinces}::text[])`,
        sql`r.dimension = d.code`,
        sql`r.party_kind = k.kind`,
        sql`r.placement = p.placement`,
        sql`r.party_province = p.code`,
        sql`r.unit = u.unit`,
        ...(scope.subjectProvince === null ? [] : [sql`r.subject_province = ${scope.subjectProvince}`]),
      ]),
  })

/** A page of relations. After a cursor it is read in up to three ranges of the index: the rest of the cursor's province, the provinces after it, the unknown one. */
const relationsJson = (field: Selected, { source, clear }: RelationScope, totalCount: Json, where: readonly RawBuilder<unknown>[]): Json => {
  const page = pageOf(field, RELATION_ORDER, 2)
  const range = (limit: RawBuilder<number>, ...more: RawBuilder<unknown>[]) =>
    sql`(select r.*, array[r.subject_province, r.record_id] as _key from ${source.relations} r where ${allOf([...where, ...more])} order by r.subject_province, r.record_id limit ${limit})`
  const ranges = (limit: RawBuilder<number>): RawBuilder<unknown>[] => {
    if (!page.after) return [range(limit)]
    const [province, id] = page.after
    if (province === null) return [range(limit, sql`r.subject_province is null`, sql`r.record_id > ${id}`)]
    return [
      range(limit, sql`r.subject_province = ${province}`, sql`r.record_id > ${id}`),
      range(limit, sql`r.subject_province > ${province}`),
      range(limit, sql`r.subject_province is null`),
    ]
  }
  return jsonConnection({
    selected: field,
    page,
    row: 'r',
    rows: limit => sql`select * from (${sql.join(ranges(limit), sql` union all `)}) q order by q.subject_province, q.record_id limit ${limit}`,
    node: inner => relationJson(inner, clear),
    totalCount,
  })
}
