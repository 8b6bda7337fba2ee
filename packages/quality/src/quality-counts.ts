import { monthBounds, type Province } from '@delta/model'
import { inEffect, isShown } from '@delta/store'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { QualityAsked, QualityRefusals, QualityScope } from './quality-report.ts'
import type { QualityTables } from './tables.ts'

/** What is counted of records. */
export interface Figures {
  /** Published records. */
  readonly records: number
  /** Those about organisations, and of them those under a 统一社会信用代码. */
  readonly organisations: number
  readonly coded: number
  /** Members that its licences and penalties should state, and those that they do. */
  readonly fields: number
  readonly filled: number
  /** Values in effect of which another unit states another, and of which another states the same. */
  readonly conflicts: number
  readonly duplicates: number
}

type Of<T> = T & { readonly province: Province; readonly unit: string }

/** A day of decision, of the source's knowing and of publication, and how many decisions share the three. */
export interface DayPair {
  readonly decided: string
  readonly received: string | null
  readonly published: string
  readonly count: number
}

/** Refused rows as they are counted. */
export type Refused = QualityRefusals

const TABLES = { ARCHIVE: 'archive_item', LIST: 'list_entry', RELATIONSHIP: 'relation' } as const

const meets = (
  row: string,
  { provinces }: QualityScope,
  { month, province, unit }: QualityAsked,
  { at = 'known_from', by = 'reported_by' } = {},
): RawBuilder<unknown> => {
  const column = (name: string) => sql.ref(`${row}.${name}`)
  const bounds = month === null ? null : monthBounds(month)
  return sql.join(
    [
      sql`${column('province')} = any(${provinces}::text[])`,
      ...(province == null ? [] : [sql`${column('province')} = ${province}`]),
      ...(unit == null ? [] : [sql`${column(by)} = ${unit}`]),
      ...(bounds === null ? [] : [sql`${column(at)} >= ${bounds.from}::timestamptz and ${column(at)} < ${bounds.to}::timestamptz`]),
    ],
    sql` and `,
  )
}

/** How many members a row should state, or how many it does. */
const members = (all: readonly (readonly [shape: string, member: string])[], stated: boolean): RawBuilder<unknown> =>
  sql.join(
    ['licence', 'penalty'].map(shape => {
      const own = all.filter(one => one[0] === shape).map(one => one[1])
      if (!stated) return sql`(case when r.${sql.ref(shape)} is null then 0 else ${own.length}::int end)`
      const counted = own.map(member => sql`(coalesce(r.${sql.ref(shape)} ->> ${member}::text, '') not in ('', '[]'))::int`)
      return sql`(case when r.${sql.ref(shape)} is null then 0 else ${sql.join(counted, sql` + `)} end)`
    }),
    sql` + `,
  )

/** Counts the published records of each unit. */
export async function countRecords(
  db: Kysely<QualityTables>,
  scope: QualityScope,
  asked: QualityAsked,
  fields: readonly (readonly [string, string])[],
): Promise<Of<Partial<Figures>>[]> {
  const found = await Promise.all(
    Object.entries(TABLES)
      .filter(([product]) => scope.products.includes(product))
      .map(([product, table]) =>
        sql<Of<Partial<Figures>>>`
          select r.province, r.reported_by as unit, count(*) as records,
            count(*) filter (where r.subject_kind <> 'NAT') as organisations,
            count(*) filter (where r.subject_kind <> 'NAT' and r.subject_id ~ '^[0-9A-Z]{18}$') as coded
            ${product === 'ARCHIVE' ? sql`, coalesce(sum(${members(fields, false)}), 0) as fields, coalesce(sum(${members(fields, true)}), 0) as filled` : sql``}
          from ${sql.table(table)} r where ${isShown('r')} and ${meets('r', scope, asked)} group by 1, 2`.execute(db),
      ),
  )
  return found.flatMap(({ rows }) => rows)
}

/** Pairs the days of each unit's decisions. */
export async function pairDays(db: Kysely<QualityTables>, scope: QualityScope, asked: QualityAsked): Promise<Of<DayPair>[]> {
  if (!scope.products.includes('ARCHIVE')) return []
  const day = (column: string) => sql`to_char(${sql.ref(column)} at time zone 'Asia/Shanghai', 'YYYY-MM-DD')`
  const { rows } = await sql<Of<DayPair>>`
    select r.province, r.reported_by as unit, to_char(r.decided_on, 'YYYY-MM-DD') as decided, ${day('r.source_updated_at')} as received, ${day('r.known_from')} as published,
      count(*) as count
    from archive_item r where r.decided_on is not null and ${isShown('r')} and ${meets('r', scope, asked)} group by 1, 2, 3, 4, 5`.execute(db)
  return rows
}

/** What holds of a subject once: an indicator without a business number. Values of one subject and indicator that several units state. */
export const statedBySeveral = (provinces: readonly string[]): RawBuilder<unknown> => sql`
  select subject_id, indicator, count(distinct value) > 1 as differs, max(known_from) as since
  from archive_item i
  where i.business_no is null and i.licence is null and i.penalty is null and i.value is not null and ${inEffect('i')} and i.province = any(${provinces}::text[])
  group by subject_id, indicator having count(distinct reported_by) > 1`

/** Counts each unit's values that another unit states too: otherwise (conflicts), or the same (duplicates). */
export async function countConflicts(db: Kysely<QualityTables>, scope: QualityScope, asked: QualityAsked): Promise<Of<Partial<Figures>>[]> {
  if (!scope.products.includes('ARCHIVE')) return []
  const { rows } = await sql<Of<Partial<Figures>>>`
    with several as (${statedBySeveral(scope.provinces)})
    select r.province, r.reported_by as unit, count(*) filter (where s.differs) as conflicts, count(*) filter (where not s.differs) as duplicates
    from several s join archive_item r using (subject_id, indicator)
    where r.business_no is null and r.licence is null and r.penalty is null and r.value is not null and ${inEffect('r')} and ${meets('r', scope, asked)}
    group by 1, 2`.execute(db)
  return rows
}

/** Counts refused rows by code and field. */
export async function countRefused(db: Kysely<QualityTables>, scope: QualityScope, asked: QualityAsked): Promise<Refused[]> {
  const { rows } = await sql<Refused>`
    select to_char(r.at at time zone 'Asia/Shanghai', 'YYYY-MM') as month, r.province, r.unit, r.product, r.subject_kind as "subjectKind", r.code, r.field,
      count(*) filter (where r.state = 'REJECTED') as open, count(*) filter (where r.state = 'RESOLVED') as resolved
    from rejection r where r.product = any(${scope.products}::text[]) and ${meets('r', scope, asked, { at: 'at', by: 'unit' })}
    group by 1, 2, 3, 4, 5, 6, 7 order by 1, 2, 4, 5, 6, 7, 3`.execute(db)
  return rows
}
