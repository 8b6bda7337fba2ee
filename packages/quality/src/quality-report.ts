import { type Catalogue, type Province, shanghaiDay, type SubjectKind, type Workdays } from '@delta/model'
import type { Kysely } from 'kysely'
import { countConflicts, countRecords, countRefused, type Figures, pairDays, type Refused } from './quality-counts.ts'
import type { QualityTables } from './tables.ts'

/** What a report is about: a month (2026-11, Asia/Shanghai) in which records were first published and rows first refused, or all; perhaps one province or unit. */
export interface QualityAsked {
  readonly month: string | null
  readonly province?: string | null | undefined
  readonly unit?: string | null | undefined
}

/** What an asker may see. */
export interface QualityScope {
  readonly provinces: readonly string[]
  readonly products: readonly string[]
}

/** The figures of the region, of a province, or of a unit as a province's source names it. Shares are rounded to four places; null where there is nothing to share. */
export interface QualityLine extends Figures {
  readonly province: Province | null
  readonly unit: string | null
  readonly name: string
  /** 完整性: of the members that a licence or penalty should state (quality-fields.csv), those that are stated. */
  readonly completeness: number | null
  /** Licences and penalties (双公示). */
  readonly decisions: number
  /** Those of which the source says when it had them, and of these those that it had within the term. */
  readonly received: number
  readonly receivedInTime: number
  /** Those published within the term: 7 working days from the decision (quality-terms.csv). */
  readonly publishedInTime: number
  /** Those whose term ends in a year that the calendar does not hold: Monday to Friday were counted. */
  readonly provisional: number
  /** 及时性: publishedInTime / decisions. */
  readonly timeliness: number | null
  /** 统一社会信用代码覆盖率: coded / organisations; the rule is 100 %. */
  readonly coverage: number | null
  /** Source rows refused and not mended, and mended. */
  readonly open: number
  readonly resolved: number
}

/** Rows refused with one code at one field. */
export interface QualityRefusals {
  readonly month: string
  readonly province: Province
  readonly unit: string | null
  readonly product: string
  readonly subjectKind: SubjectKind | null
  readonly code: string
  readonly field: string
  readonly open: number
  readonly resolved: number
}

/** The quality report. */
export interface QualityReport {
  readonly month: string | null
  readonly madeAt: string
  /** The month is over. */
  readonly complete: boolean
  readonly total: QualityLine
  readonly provinces: readonly QualityLine[]
  readonly units: readonly QualityLine[]
  readonly refusals: readonly QualityRefusals[]
}

/** Makes quality reports. */
export interface QualityReports {
  report(scope: QualityScope, asked: QualityAsked): Promise<QualityReport>
}

interface Sum {
  readonly figures: Record<keyof Figures | 'decisions' | 'received' | 'receivedInTime' | 'publishedInTime' | 'provisional' | 'open' | 'resolved', number>
}

const NOTHING: Sum['figures'] = {
  records: 0,
  organisations: 0,
  coded: 0,
  fields: 0,
  filled: 0,
  conflicts: 0,
  duplicates: 0,
  decisions: 0,
  received: 0,
  receivedInTime: 0,
  publishedInTime: 0,
  provisional: 0,
  open: 0,
  resolved: 0,
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : Math.round((part / whole) * 10_000) / 10_000)

/** Makes the quality reports of a read model. Figures are counted when asked for. */
export function createQualityReports({
  db,
  catalogue,
  workdays,
  now,
}: {
  db: Kysely<QualityTables>
  catalogue: Catalogue
  workdays: Workdays
  now: () => Date
}): QualityReports {
  const term = Number(catalogue.rows('quality-terms').find(row => row['term'] === 'DOUBLE_PUBLIC')!['workdays'])
  const members = catalogue.rows('quality-fields').map(row => [row['shape']!, row['member']!] as const)
  const nameOf = (province: string | null, unit: string | null): string => {
    if (unit !== null) return catalogue.unit(unit)?.name ?? unit
    return province === null ? '长三角区域' : (catalogue.province(province)?.name ?? province)
  }
  const deadlines = new Map<string, ReturnType<Workdays['afterWorkdays']>>()
  const deadlineOf = (decided: string) => {
    const known = deadlines.get(decided) ?? workdays.afterWorkdays(decided, term)
    deadlines.set(decided, known)
    return known
  }

  const lineOf = (province: Province | null, unit: string | null, { figures }: Sum): QualityLine => ({
    province,
    unit,
    name: nameOf(province, unit),
    ...figures,
    completeness: share(figures.filled, figures.fields),
    timeliness: share(figures.publishedInTime, figures.decisions),
    coverage: share(figures.coded, figures.organisations),
  })

  return {
    report: async (scope, asked) => {
      const [records, conflicts, pairs, refused] = await Promise.all([
        countRecords(db, scope, asked, members),
        countConflicts(db, scope, asked),
        pairDays(db, scope, asked),
        countRefused(db, scope, asked),
      ])
      const sums = new Map<string, Sum>()
      const add = (province: string, unit: string | null, counts: Partial<Sum['figures']>): void => {
        for (const key of ['', province, ...(unit === null ? [] : [`${province} ${unit}`])]) {
          const sum = sums.get(key) ?? { figures: { ...NOTHING } }
          sums.set(key, sum)
          for (const [name, count] of Object.entries(counts)) sum.figures[name as 'records'] += count
        }
      }
      for (const { province, unit, ...counts } of [...records, ...conflicts]) add(province, unit, counts)
      for (const { province, unit, decided, received, published, count } of pairs) {
        const { day, provisional } = deadlineOf(decided)
        add(province, unit, {
          decisions: count,
          received: received === null ? 0 : count,
          receivedInTime: received !== null && received <= day ? count : 0,
          publishedInTime: published <= day ? count : 0,
          provisional: provisional ? count : 0,
        })
      }
      for (const { province, unit, open, resolved } of refused) add(province, unit, { open, resolved })
      const keys = [...sums.keys()].toSorted()
      const lines = (spaces: number) => keys.filter(key => key !== '' && key.split(' ').length === spaces)
      const instant = now()
      return {
        month: asked.month,
        madeAt: instant.toISOString(),
        complete: asked.month !== null && asked.month < shanghaiDay(instant).slice(0, 7),
        total: lineOf(null, null, sums.get('') ?? { figures: { ...NOTHING } }),
        provinces: lines(1).map(key => lineOf(key as Province, null, sums.get(key)!)),
        units: lines(2).map(key => lineOf(key.split(' ')[0] as Province, key.split(' ')[1]!, sums.get(key)!)),
        refusals: refused as readonly Refused[],
      }
    },
  }
}
