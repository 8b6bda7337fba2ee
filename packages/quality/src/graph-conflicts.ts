import { agreedProvinces, requireProduct, requireSubject } from '@delta/access'
import {
  addConnection,
  type addPageInfo,
  type Answers,
  byKey,
  createTerms,
  type GraphBuilder,
  type Json,
  jsonArray,
  jsonConnection,
  jsonInstant,
  jsonObject,
  PAGE,
  pageOf,
  type Row,
  type Selected,
  selectionOf,
  type TermRef,
} from '@delta/graph'
import { type Catalogue, type Day, shanghaiDay, type Unit, type Workdays } from '@delta/model'
import { inEffect } from '@delta/store'
import { sql } from 'kysely'
import { statedBySeveral } from './quality-counts.ts'

const ORDER = 'quality.conflict'

interface ConflictScope {
  readonly provinces: readonly string[]
  readonly unit: string | null
}

/** What holds of a subject once and is stated by a unit: record r of conflict x. Persons' are counted in reports, but not told. */
const own = sql`r.subject_id = x.subject_id and r.indicator = x.indicator and r.business_no is null and r.licence is null and r.penalty is null and r.value is not null and ${inEffect('r')}`

function conflictsJson(field: Selected, { provinces, unit }: ConflictScope): Json {
  const page = pageOf(field, ORDER, 2)
  const among = sql`(${statedBySeveral(provinces)}) x where x.differs and x.subject_id not like 'NP:%'
    ${unit === null ? sql`` : sql`and exists (select from archive_item r where ${own} and r.reported_by = ${unit})`}`
  const after = page.after ? sql`and (x.subject_id, x.indicator) > (${page.after[0]}, ${page.after[1]})` : sql``
  return jsonConnection({
    selected: field,
    page,
    row: 'x',
    rows: limit => sql`select x.*, array[x.subject_id, x.indicator] as _key from ${among} ${after} order by x.subject_id, x.indicator limit ${limit}`,
    node: selected =>
      jsonObject(selected, {
        subject: () => sql`x.subject_id`,
        indicator: () => sql`x.indicator`,
        since: () => jsonInstant(sql`x.since`),
        due: () => jsonInstant(sql`x.since`),
        provisional: () => jsonInstant(sql`x.since`),
        overdue: () => jsonInstant(sql`x.since`),
        statements: ({ children }) =>
          jsonArray(
            jsonObject(children, {
              record: () => sql`r.record_id`,
              province: () => sql`r.province`,
              unit: () => sql`r.reported_by`,
              at: () => jsonInstant(sql`r.known_from`),
            }),
            sql`archive_item r where ${own} and r.province = any(${provinces}::text[])`,
            sql`r.province, r.reported_by, r.record_id`,
          ),
      }),
    totalCount: sql`(select count(*) from ${among})`,
  })
}

/** Adds `conflicts`: indicators of a subject of which two units state different values. Both see it, with the day until which they are to answer (quality-terms.csv); the values themselves stand at the records. */
export function addConflicts(
  builder: GraphBuilder,
  catalogue: Catalogue,
  {
    province,
    unit,
    answers,
    pageInfo,
    workdays,
    today,
  }: {
    province: TermRef
    unit: TermRef<Unit>
    answers: Answers
    pageInfo: ReturnType<typeof addPageInfo>
    workdays: Workdays
    today: () => Day
  },
): void {
  const terms = createTerms(catalogue)
  const days = Number(catalogue.rows('quality-terms').find(row => row['term'] === 'CONFLICT')!['workdays'])
  const deadline = (since: unknown) => workdays.afterWorkdays(shanghaiDay(String(since)), days)
  const statement = builder.objectRef<Row>('ConflictingStatement').implement({
    fields: t => ({
      record: t.id({ description: 'The archive item.', resolve: byKey }),
      province: t.field({ type: province, resolve: terms.province }),
      unit: t.field({ type: unit, description: 'Who states it.', resolve: terms.unit }),
      at: t.field({ type: 'DateTime', description: 'When it was first published.', resolve: byKey }),
    }),
  })
  const conflict = builder.objectRef<Row>('Conflict').implement({
    description: 'What holds of a subject once, and of which two units state different values.',
    fields: t => ({
      subject: t.id({ resolve: byKey }),
      indicator: t.id({ resolve: byKey }),
      since: t.field({ type: 'DateTime', description: 'When the newest of the statements was first published.', resolve: byKey }),
      due: t.field({ type: 'Date', description: 'The last day for both to answer: working days from then.', resolve: one => deadline(one['due']).day }),
      provisional: t.boolean({ description: 'The calendar does not hold a year of the term.', resolve: one => deadline(one['provisional']).provisional }),
      overdue: t.boolean({ resolve: one => deadline(one['overdue']).day < today() }),
      statements: t.field({ type: [statement], resolve: byKey }),
    }),
  })
  const connection = addConnection(builder, pageInfo, { name: 'Conflict', node: conflict, order: ORDER, totalCount: 'Counted when asked for.' })
  builder.queryFields(t => ({
    conflicts: t.field({
      type: connection,
      description: 'Indicators of organisations of which two units state different values; of a unit, those that it has a part in.',
      args: { unit: t.arg.id(), first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() },
      resolve: async (_root, args, { viewer }, info) => {
        requireSubject(viewer, null)
        requireProduct(viewer, 'ARCHIVE')
        const field: Selected = { key: 'conflicts', name: 'conflicts', args, children: selectionOf(info) }
        return (await answers.one(conflictsJson(field, { provinces: agreedProvinces(viewer, null), unit: args.unit ?? null }))) as Row
      },
    }),
  }))
}
