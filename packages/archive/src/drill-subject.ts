import { type Fields, jsonArray, jsonObject, jsonOwnCounts, type Json, type Selected, subjectIds } from '@delta/graph'
import { countedByClass, isShown } from '@delta/store'
import { type RawBuilder, sql } from 'kysely'
import { accessesJson } from './accesses.ts'
import { type ArchiveScope, itemsJson } from './drill.ts'
import { subjectFields, successorOf } from './leaf.ts'
import { markLook } from './nested-look.ts'

const CLASSES = countedByClass('i')

const codesOf = (selected: Selected) => selected.args['codes'] as readonly string[] | null | undefined
const among = (column: RawBuilder<unknown>, codes: readonly string[] | null | undefined): RawBuilder<unknown> =>
  codes ? sql`${column} = any(${codes}::text[])` : sql`true`

/** One subject's archive: its items are read once, then grouped by category, indicator and unit. Counted by rows: no rollup is kept for a subject. */
const subjectArchiveJson = (selected: readonly Selected[], scope: ArchiveScope): Json => sql`(
  with own as materialized (select i.* from archive_item i where i.subject_id = any(${subjectIds(sql`s.id`)}) and i.province = any(${scope.provinces}::text[]) and ${isShown('i')})
  select ${jsonObject(selected, {
    counts: ({ children }) => sql`(select ${jsonOwnCounts(children, 'c')} from (select ${CLASSES} from own i) c)`,
    attributes: field =>
      jsonArray(
        attributeJson(field.children, scope),
        sql`(select i.category, ${CLASSES} from own i where ${among(sql`i.category`, codesOf(field))} group by i.category) a`,
        sql`a.category`,
      ),
  })})`

const attributeJson = (selected: readonly Selected[], scope: ArchiveScope): Json =>
  jsonObject(selected, {
    category: () => sql`a.category`,
    counts: ({ children }) => jsonOwnCounts(children, 'a'),
    indicators: field =>
      jsonArray(
        jsonObject(field.children, {
          indicator: () => sql`n.indicator`,
          unit: () => sql`n.unit`,
          counts: ({ children }) => jsonOwnCounts(children, 'n'),
          items: items =>
            itemsJson(items, {
              from: sql`own`,
              where: sql`i.indicator = n.indicator and i.unit = n.unit`,
              totalCount: sql`n.effective + n.repaired + n.ended`,
              scope,
            }),
        }),
        sql`(select i.indicator, i.unit, ${CLASSES} from own i where i.category = a.category and ${among(sql`i.indicator`, codesOf(field))} group by i.indicator, i.unit) n`,
        sql`n.indicator, n.unit`,
      ),
  })

const subjectJsonFields = (scope: ArchiveScope): Fields => ({
  ...subjectFields(scope.clear),
  archive: ({ children }) => subjectArchiveJson(children, scope),
  accesses: field => {
    scope.requireAccesses()
    return accessesJson(field)
  },
})

/** A subject (row `s` of subject) as JSON. */
export const subjectJson = (selected: readonly Selected[], scope: ArchiveScope): Json => jsonObject(selected, subjectJsonFields(scope))

/** The subject of an item, found by its id; an object with the id alone where the region knows no more. */
export function subjectOfJson(selected: readonly Selected[], id: RawBuilder<unknown>, scope: ArchiveScope): Json {
  if (selected.every(field => field.name === 'id')) return jsonObject(selected, { id: () => id })
  const marked = markLook(selected, subjectJsonFields(scope))
  return sql`(select ${jsonObject(marked.selected, marked.fields)} from subject s where s.id = ${id})`
}

/** The id under which a subject is answered: an organisation code that stands in a credit code leads to the subject of that code. */
const canonicalId = (id: string): RawBuilder<string> => (id.startsWith('ORG:') ? sql`coalesce(${successorOf(sql`${id.slice(4)}`)}, ${id})` : sql`${id}::text`)

/** One subject by its id, or null. */
export function subjectByIdJson(selected: readonly Selected[], id: string, scope: ArchiveScope): Json {
  return sql`(select ${subjectJson(selected, scope)} from subject s where s.id = ${canonicalId(id)})`
}

/** Several subjects: an array of objects in the order of `ids`. One that the region does not know keeps its id, with nothing else: a planner would lose what other subgraphs tell of it. */
export function subjectsByIdJson(selected: readonly Selected[], ids: readonly string[], scope: ArchiveScope): Json {
  return jsonArray(
    jsonObject(selected, { ...subjectJsonFields(scope), id: () => sql`w.id` }),
    sql`unnest(${ids}::text[]) with ordinality as w(id, place) left join subject s on s.id = w.id`,
    sql`w.place`,
  )
}
