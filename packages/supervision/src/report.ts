import { type Catalogue, type MeasureLevel, type MeasureMissing, monthBounds, type Province, shanghaiDay } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import type { WorkScope } from './order-query.ts'
import type { SupervisionTables } from './tables.ts'

/** What a report is about: a month (2026-11, in Asia/Shanghai), and perhaps one province, city or unit. */
export interface ReportAsked {
  readonly month: string
  readonly province?: string | null | undefined
  readonly city?: string | null | undefined
  /** A department's code, or a data-source unit's: then of all its departments. */
  readonly unit?: string | null | undefined
}

/** The figures of one place or unit in the month. */
export interface ReportLine {
  readonly province: Province | null
  /** Of cities' lines; null for what lies at the province. */
  readonly city: string | null
  readonly unit: string | null
  readonly name: string
  /** Measures for which orders stood open at some time in the month. */
  readonly measures: number
  /** Those orders; of them raised in the month, and lifted. */
  readonly orders: number
  readonly raised: number
  readonly lifted: number
  /** Listings behind them. */
  readonly cases: number
  /** Listed subjects, and of them those dealt with by the end of the month: a department has said so of at least one order. */
  readonly subjects: number
  readonly dealtWith: number
  /** 治理覆盖率: dealtWith / subjects, rounded to four places; null where there are no subjects. */
  readonly coverage: number | null
  /** Listings that ended by repair in the month. */
  readonly repairs: number
}

/** How many of the month's listings call for something at a level that ends in no department. */
export interface ReportGap {
  readonly province: Province
  readonly level: MeasureLevel
  readonly missing: MeasureMissing
  readonly count: number
}

/** The monthly report of joint supervision. */
export interface SupervisionReport {
  readonly month: string
  readonly madeAt: string
  /** The month is over: the figures stand. */
  readonly complete: boolean
  readonly total: ReportLine
  readonly provinces: readonly ReportLine[]
  readonly cities: readonly ReportLine[]
  readonly units: readonly ReportLine[]
  readonly gaps: readonly ReportGap[]
}

/** Makes reports. */
export interface Reports {
  report(scope: WorkScope, asked: ReportAsked): Promise<SupervisionReport>
}

interface Counted extends Omit<ReportLine, 'coverage' | 'name'> {
  readonly grouped: number
}

/** GROUPING(province, city, unit): the columns that a line sums over. */
const LINES = { total: 0b111, province: 0b011, city: 0b001, unit: 0b010 } as const

/** Makes the reports of a database. */
export function createReports({ db, catalogue, now }: { db: Kysely<SupervisionTables>; catalogue: Catalogue; now: () => Date }): Reports {
  const nameOf = ({ province, city, unit, grouped }: Counted): string => {
    const place = province === null ? null : (catalogue.province(province)?.name ?? province)
    if (grouped === LINES.unit) return catalogue.unit(unit ?? '')?.name ?? unit ?? ''
    if (grouped === LINES.city) return city === null ? `${place}（省本级）` : (catalogue.city(city)?.name ?? city)
    return place ?? '长三角区域'
  }
  const lineOf = (counted: Counted): ReportLine => {
    const { grouped: _, ...line } = counted
    const coverage = line.subjects === 0 ? null : Math.round((line.dealtWith / line.subjects) * 10_000) / 10_000
    return { ...line, name: nameOf(counted), coverage }
  }

  const count = async ({ provinces, domains }: WorkScope, { month, province, city, unit }: ReportAsked): Promise<Counted[]> => {
    const { from, to } = monthBounds(month)
    const within = (column: string) => sql`${sql.ref(column)} >= ${from}::timestamptz and ${sql.ref(column)} < ${to}::timestamptz`
    const { rows } = await sql<Counted>`
      select grouping(province, city, unit) as grouped, province, city, unit,
        count(distinct measure) as measures, count(*) as orders,
        count(*) filter (where ${within('opened_at')}) as raised, count(*) filter (where ${within('lifted_at')}) as lifted,
        count(distinct (entry_id, listing_seq)) as cases, count(distinct subject_id) as subjects,
        count(distinct subject_id) filter (where dealt_at < ${to}::timestamptz) as "dealtWith",
        count(distinct (entry_id, listing_seq)) filter (where reason = 'REPAIRED' and ${within('lifted_at')}) as repairs
      from work_order
      where opened_at < ${to}::timestamptz and (lifted_at is null or lifted_at >= ${from}::timestamptz)
        and province = any(${provinces}::text[]) and domain = any(${domains}::text[])
        ${province == null ? sql`` : sql`and province = ${province}`}
        ${city == null ? sql`` : sql`and city = ${city}`}
        ${unit == null ? sql`` : sql`and (department = ${unit} or (department >= ${`${unit}-`} and department < ${`${unit}.`}))`}
      group by grouping sets ((), (province), (province, city), (province, unit)) order by province, city nulls first, unit`.execute(db)
    return rows
  }

  const gapsOf = async ({ provinces, domains }: WorkScope, { month, province }: ReportAsked): Promise<ReportGap[]> => {
    const { from, to } = monthBounds(month)
    const { rows } = await sql<ReportGap>`
      select gap ->> 'province' as province, gap ->> 'level' as level, gap ->> 'missing' as missing, count(*) as count
      from work_listing l, json_array_elements(l.gaps) gap
      where l.listed_at < ${to}::timestamptz and (l.ended_at is null or l.ended_at >= ${from}::timestamptz)
        and gap ->> 'province' = any(${provinces}::text[]) and l.domain = any(${domains}::text[])
        ${province == null ? sql`` : sql`and gap ->> 'province' = ${province}`}
      group by 1, 2, 3 order by 1, 2, 3`.execute(db)
    return rows
  }

  return {
    report: async (scope, asked) => {
      const instant = now()
      const [counted, gaps] = await Promise.all([count(scope, asked), gapsOf(scope, asked)])
      const lines = (grouped: number): ReportLine[] => counted.filter(one => one.grouped === grouped).map(lineOf)
      return {
        month: asked.month,
        madeAt: instant.toISOString(),
        complete: asked.month < shanghaiDay(instant).slice(0, 7),
        total: lines(LINES.total)[0]!,
        provinces: lines(LINES.province),
        cities: lines(LINES.city),
        units: lines(LINES.unit),
        gaps,
      }
    },
  }
}
