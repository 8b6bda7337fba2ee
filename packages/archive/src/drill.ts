import { jsonArray, jsonConnection, jsonCounts, jsonObject, jsonOwnCounts, type Json, pageOf, type Selected } from '@delta/graph'
import { isShown } from '@delta/store'
import { type RawBuilder, sql } from 'kysely'
import { itemJson, type LeafScope } from './leaf.ts'

/** Order of items within a leaf of any archive drill. */
export const ITEM_ORDER = 'archive.item'

/** The catalogue's tree of kinds, categories and indicators as parallel columns, one row an indicator, in the catalogue's order. */
export interface ArchiveTree {
  readonly kinds: readonly string[]
  readonly categories: readonly string[]
  readonly indicators: readonly string[]
}

/** What an answer may show. */
export interface ArchiveScope extends LeafScope {
  readonly tree: ArchiveTree
  readonly provinces: readonly string[]
  /** Throws where the viewer may not know who has looked at a subject. */
  readonly requireAccesses: () => void
  narrowProvinces(codes: readonly string[] | null | undefined): readonly string[]
}

const codesOf = (selected: Selected) => selected.args['codes'] as readonly string[] | null | undefined
const among = (column: RawBuilder<unknown>, codes: readonly string[] | null | undefined): RawBuilder<unknown> =>
  codes ? sql`${column} = any(${codes}::text[])` : sql`true`

const tree = ({ tree: { kinds, categories, indicators } }: ArchiveScope): RawBuilder<unknown> =>
  sql`unnest(${kinds}::text[], ${categories}::text[], ${indicators}::text[]) with ordinality as t(kind, category, indicator, place)`

const rollup = (scope: ArchiveScope, ...where: RawBuilder<unknown>[]): RawBuilder<unknown> =>
  sql`archive_rollup r where ${sql.join([...where, sql`r.province = any(${scope.provinces}::text[])`], sql` and `)}`

/** The archive drill-down as one JSON expression: kinds, attributes, indicators, provinces, units, items, each with its counts from the rollup. */
export function archivesJson(selected: readonly Selected[], scope: ArchiveScope): Json {
  return jsonObject(selected, {
    counts: ({ children }) => jsonCounts(children, rollup(scope, sql`r.kind = any(${scope.tree.kinds}::text[])`)),
    kinds: field =>
      jsonArray(
        kindJson(field.children, scope),
        sql`(select t.kind, min(t.place) as place from ${tree(scope)} where ${among(sql`t.kind`, codesOf(field))} group by t.kind) k`,
        sql`k.place`,
      ),
  })
}

const kindJson = (selected: readonly Selected[], scope: ArchiveScope): Json =>
  jsonObject(selected, {
    kind: () => sql`k.kind`,
    counts: ({ children }) => jsonCounts(children, rollup(scope, sql`r.kind = k.kind`)),
    attributes: field =>
      jsonArray(
        attributeJson(field.children, scope),
        sql`(select t.category from ${tree(scope)} where t.kind = k.kind and ${among(sql`t.category`, codesOf(field))} group by t.category) a`,
        sql`a.category`,
      ),
  })

const attributeJson = (selected: readonly Selected[], scope: ArchiveScope): Json =>
  jsonObject(selected, {
    category: () => sql`a.category`,
    counts: ({ children }) => jsonCounts(children, rollup(scope, sql`r.kind = k.kind`, sql`r.category = a.category`)),
    indicators: field =>
      jsonArray(
        indicatorJson(field.children, scope),
        sql`(select t.indicator, t.place from ${tree(scope)} where t.kind = k.kind and t.category = a.category and ${among(sql`t.indicator`, codesOf(field))}) n`,
        sql`n.place`,
      ),
  })

const indicatorJson = (selected: readonly Selected[], scope: ArchiveScope): Json =>
  jsonObject(selected, {
    indicator: () => sql`n.indicator`,
    counts: ({ children }) => jsonCounts(children, rollup(scope, sql`r.kind = k.kind`, sql`r.category = a.category`, sql`r.indicator = n.indicator`)),
    provinces: field =>
      jsonArray(
        provinceJson(field.children, scope),
        sql`unnest(${scope.narrowProvinces(codesOf(field))}::text[]) with ordinality as p(code, place)`,
        sql`p.place`,
      ),
  })

const provinceJson = (selected: readonly Selected[], scope: ArchiveScope): Json => {
  const leaf = (alias: string): RawBuilder<unknown> => {
    const of = sql.ref(alias)
    return sql`${of}.kind = k.kind and ${of}.category = a.category and ${of}.indicator = n.indicator and ${of}.province = p.code`
  }
  return jsonObject(selected, {
    province: () => sql`p.code`,
    counts: ({ children }) => jsonCounts(children, sql`archive_rollup r where ${leaf('r')}`),
    units: field => jsonArray(unitJson(field.children, scope), sql`archive_rollup u where ${leaf('u')} and ${among(sql`u.unit`, codesOf(field))}`, sql`u.unit`),
  })
}

const unitJson = (selected: readonly Selected[], scope: ArchiveScope): Json =>
  jsonObject(selected, {
    unit: () => sql`u.unit`,
    counts: ({ children }) => jsonOwnCounts(children, 'u'),
    items: field =>
      itemsJson(field, {
        from: sql`archive_item`,
        where: sql`i.indicator = u.indicator and i.unit = u.unit and i.province = u.province`,
        totalCount: sql`u.effective + u.repaired + u.ended`,
        scope,
      }),
  })

/** A page of items of `from` (alias `i`) that meet `where`, by record id. */
export function itemsJson(
  field: Selected,
  { from, where, totalCount, scope }: { from: RawBuilder<unknown>; where: RawBuilder<unknown>; totalCount: Json; scope: LeafScope },
): Json {
  const page = pageOf(field, ITEM_ORDER)
  const after = page.after ? sql`and i.record_id > ${page.after[0]}` : sql``
  return jsonConnection({
    selected: field,
    page,
    row: 'i',
    rows: limit => sql`select i.*, array[i.record_id] as _key from ${from} i where ${where} and ${isShown('i')} ${after} order by i.record_id limit ${limit}`,
    node: inner => itemJson(inner, scope),
    totalCount,
  })
}
