import { jsonArray, jsonConnection, jsonCounts, jsonObject, jsonOwnCounts, type Json, pageOf, type Selected } from '@delta/graph'
import { isShown } from '@delta/store'
import { type RawBuilder, sql } from 'kysely'
import { divisionPrefix } from './division-prefix.ts'
import { entryJson, type EntryScope } from './leaf.ts'

/** Order of entries within a unit, and of one subject's entries. */
export const ENTRY_ORDER = 'list.entry'

/** What an answer may show: the domains and provinces of the agreement, in the catalogue's order, and how a level's `codes` narrow them (refusing what is not agreed). */
export interface ListScope {
  readonly domains: readonly string[]
  readonly provinces: readonly string[]
  narrowDomains(codes: readonly string[] | null | undefined): readonly string[]
  narrowProvinces(codes: readonly string[] | null | undefined): readonly string[]
  /** All that the agreement shows, whatever the question narrows. */
  readonly agreed: EntryScope['agreed']
}

const codesOf = (selected: Selected) => selected.args['codes'] as readonly string[] | null | undefined

/** The list drill-down as one JSON expression: domains, provinces, units, entries, each with its counts from the rollup. */
export function listsJson(selected: readonly Selected[], scope: ListScope): Json {
  const agreed = sql`r.domain = any(${scope.domains}::text[]) and r.province = any(${scope.provinces}::text[])`
  return jsonObject(selected, {
    counts: ({ children }) => jsonCounts(children, sql`list_rollup r where ${agreed}`),
    domains: field =>
      jsonArray(domainJson(field.children, scope), sql`unnest(${scope.narrowDomains(codesOf(field))}::text[]) with ordinality as d(code, place)`, sql`d.place`),
  })
}

const domainJson = (selected: readonly Selected[], scope: ListScope): Json =>
  jsonObject(selected, {
    domain: () => sql`d.code`,
    counts: ({ children }) => jsonCounts(children, sql`list_rollup r where r.domain = d.code and r.province = any(${scope.provinces}::text[])`),
    provinces: field =>
      jsonArray(
        provinceJson(field.children, scope),
        sql`unnest(${scope.narrowProvinces(codesOf(field))}::text[]) with ordinality as p(code, place)`,
        sql`p.place`,
      ),
  })

const provinceJson = (selected: readonly Selected[], scope: ListScope): Json =>
  jsonObject(selected, {
    province: () => sql`p.code`,
    counts: ({ children }) => jsonCounts(children, sql`list_rollup r where r.domain = d.code and r.province = p.code`),
    units: field => {
      const codes = codesOf(field)
      return jsonArray(
        unitJson(field.children, scope),
        sql`list_rollup u where u.domain = d.code and u.province = p.code ${codes ? sql`and u.unit = any(${codes}::text[])` : sql``}`,
        sql`u.unit`,
      )
    },
  })

const unitJson = (selected: readonly Selected[], { agreed }: ListScope): Json =>
  jsonObject(selected, {
    unit: () => sql`u.unit`,
    counts: ({ children }) => jsonOwnCounts(children, 'u'),
    entries: field => entriesJson(field, sql`e.domain = u.domain and e.unit = u.unit and e.province = u.province`, { counted: true, clear: [], agreed }),
  })

const OF_CLASS = { EFFECTIVE: sql`u.effective`, REPAIRED: sql`u.repaired` } as const
const ENDED = ['DELISTED', 'EXPIRED', 'WITHDRAWN'] as const

/** What the rollup knows of a filter on status: a sum of its classes, or null where the filter cuts through the class of ended entries. */
const countOf = (status: readonly string[] | null | undefined): Json | null => {
  if (!status) return sql`u.effective + u.repaired + u.ended`
  const parts = (['EFFECTIVE', 'REPAIRED'] as const).filter(name => status.includes(name)).map(name => OF_CLASS[name])
  const ended = ENDED.filter(name => status.includes(name))
  if (ended.length > 0 && ended.length < ENDED.length) return null
  return sql.join([sql`0`, ...parts, ...(ended.length > 0 ? [sql`u.ended`] : [])], sql` + `)
}

/** A page of entries that meet `where`, by record id. `counted`: a rollup row `u` tells how many, where no filter is given that it does not know. */
export function entriesJson(field: Selected, where: RawBuilder<unknown>, { counted = false, ...shown }: EntryScope & { counted?: boolean }): Json {
  const page = pageOf(field, ENTRY_ORDER)
  const { status, division } = field.args as { status?: readonly string[] | null; division?: string | null }
  const filters = [
    where,
    isShown('e'),
    ...(status ? [sql`e.status = any(${status}::text[])`] : []),
    ...(division ? [sql`e.subject_division like ${`${divisionPrefix(division)}%`}`] : []),
    ...(page.after ? [sql`e.record_id > ${page.after[0]}`] : []),
  ]
  return jsonConnection({
    selected: field,
    page,
    row: 'e',
    rows: limit => sql`select e.*, array[e.record_id] as _key from list_entry e where ${sql.join(filters, sql` and `)} order by e.record_id limit ${limit}`,
    node: inner => entryJson(inner, shown),
    totalCount: counted && !division ? countOf(status) : null,
  })
}
