import { jsonConnection, jsonObject, type Json, pageOf, type Selected } from '@delta/graph'
import { type Day, type Finding, findingOfEntry, type ListEntry, type RepairLaw, type Standing, whatIf } from '@delta/model'
import { inEffect, recordset } from '@delta/store'
import { type RawBuilder, sql } from 'kysely'
import type { ListScope } from './drill.ts'
import { entryJson } from './leaf.ts'

/** Order of the entries that another rule set would change. */
export const WHAT_IF_ORDER = 'list.what-if'

/** What is supposed: one rule set alone holds, and repair is applied for on a day. */
export interface Supposed {
  readonly ruleSet: string
  readonly appliedOn: Day
}

/** Entries that the law cannot tell apart, and how many there are. */
export interface EntryClass {
  readonly province: ListEntry['province']
  readonly unit: string
  readonly domain: string
  readonly polarity: ListEntry['polarity']
  readonly level: Finding['level']
  readonly from: Day
  readonly count: number
}

/** What is said of an entry now and under the other rule set. */
export interface WhatIfTold {
  readonly now: Standing
  readonly instead: Standing
  readonly differs: readonly (keyof Standing)[]
}

const CLASS = { province: 'text', unit: 'text', level: 'text', from: 'date' } as const
const POINTS = ['publicity', 'naturalRepair', 'mayApplyFrom'] as const satisfies readonly (keyof Standing)[]

const adverse = (domain: string, provinces: readonly string[]): RawBuilder<unknown> =>
  sql`e.domain = ${domain} and e.province = any(${provinces}::text[]) and ${inEffect('e')}`

/** The adverse entries in force of a list, by what the law may treat differently, with their number: an array of EntryClass. */
export function entryClassesJson(domain: string, provinces: readonly string[]): Json {
  return sql`(select coalesce(json_agg(json_build_object('province', c.province, 'unit', c.unit, 'domain', c.domain, 'polarity', c.polarity, 'level', c.finder_level,
      'from', c.valid_from, 'count', c.count)), '[]'::json)
    from (select e.province, e.unit, e.domain, e.polarity, e.finder_level, e.valid_from, count(*) as count from list_entry e
      where ${adverse(domain, provinces)} group by 1, 2, 3, 4, 5, 6) c)`
}

/** Makes the comparison: what the law says of a class now and under the other rule set; null where that is the same, or where the entry is not adverse. */
export const createComparison = (law: RepairLaw, functionOf: (unit: string) => string | null) => {
  return (one: Omit<EntryClass, 'count'>, { ruleSet, appliedOn }: Supposed): WhatIfTold | null => {
    const finding = findingOfEntry({ ...one, finder: one.level && { name: '', level: one.level } }, functionOf)
    return (finding && whatIf(law, ruleSet, [finding], appliedOn)?.[0]) ?? null
  }
}

/** How many entries of the classes there are, how many would change, and in what. */
export const countWhatIf = (classes: readonly EntryClass[], told: (one: EntryClass) => WhatIfTold | null) => {
  const changed = classes.flatMap(one => {
    const found = told(one)
    return found ? [{ one, differs: found.differs }] : []
  })
  const sum = (counts: readonly number[]): number => counts.reduce((all, count) => all + count, 0)
  return {
    changed: changed.map(({ one }) => one),
    counts: {
      entries: sum(classes.map(one => one.count)),
      changed: sum(changed.map(({ one }) => one.count)),
      ...Object.fromEntries(POINTS.map(point => [point, sum(changed.map(({ one, differs }) => (differs.includes(point) ? one.count : 0)))])),
    },
  }
}

/** A page of the entries of the changed classes, by record id. A node tells its class and what is supposed, from which the rest follows. */
export function changedEntriesJson(
  field: Selected,
  changed: readonly EntryClass[],
  { domain, provinces, supposed, scope }: { domain: string; provinces: readonly string[]; supposed: Supposed; scope: ListScope },
): Json {
  const page = pageOf(field, WHAT_IF_ORDER)
  const after = page.after ? sql`and e.record_id > ${page.after[0]}` : sql``
  const asked = () => sql`json_build_object('province', e.province, 'unit', e.unit, 'domain', e.domain, 'polarity', e.polarity, 'level', e.finder_level,
    'from', e.valid_from, 'ruleSet', ${supposed.ruleSet}::text, 'appliedOn', ${supposed.appliedOn}::text)`
  return jsonConnection({
    selected: field,
    page,
    row: 'e',
    rows: limit => sql`select e.*, array[e.record_id] as _key from list_entry e
      where ${adverse(domain, provinces)} ${after} and (e.province, e.unit, coalesce(e.finder_level, ''), e.valid_from) in (
        select c.province, c.unit, coalesce(c.level, ''), c.from from ${recordset(changed, CLASS, 'c')}) order by e.record_id limit ${limit}`,
    node: inner =>
      jsonObject(inner, {
        entry: ({ children }) => entryJson(children, { clear: [], agreed: scope.agreed }),
        differs: asked,
        now: asked,
        instead: asked,
      }),
    totalCount: sql`${changed.reduce((all, one) => all + one.count, 0)}::int`,
  })
}
