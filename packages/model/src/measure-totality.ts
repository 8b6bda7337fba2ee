import type { DivisionRegister } from './division-register.ts'
import type { Province } from './generated/records.ts'
import type { MeasureMissing, MeasureStep } from './measure-ladder.ts'
import type { Measure, MeasureLevel, PowerItem } from './measure-terms.ts'
import { PROVINCES } from './province.ts'

/** Divisions of a province's level at which a measure does not end in one department. */
export interface MeasureGap {
  readonly province: Province
  readonly measure: string
  readonly level: MeasureLevel
  readonly missing: MeasureMissing
  readonly divisions: readonly string[]
}

/** A power item whose row contradicts itself. */
export interface ItemFault {
  readonly item: string
  readonly reason: string
}

/** What the check of the ladder found: places (measure × division), how many end in one department an item, the gaps of the others, and contradictions. */
export interface MeasureTotality {
  readonly places: number
  readonly ended: number
  readonly gaps: readonly MeasureGap[]
  readonly faults: readonly ItemFault[]
}

/** What the check walks over. */
export interface MeasureTotalityParts {
  readonly measures: readonly Measure[]
  readonly items: readonly PowerItem[]
  readonly register: DivisionRegister
  measureLevels(province: Province): readonly MeasureLevel[]
  divisionsAt(province: Province, level: MeasureLevel): readonly string[]
  stepsAt(measure: Measure, level: MeasureLevel, division: string): readonly MeasureStep[]
}

/** What a row says twice must agree: the code's parts with its columns, the level and the province with the division, the category with the measure. */
function contradiction({ measures, register }: MeasureTotalityParts, item: PowerItem): string | null {
  const { parts, text } = item.code
  const place = register.division(item.division)
  if (item.level !== place?.level) return 'its level is not its division’s'
  if (item.province !== place.province) return 'its division is not in its province'
  if (item.category !== measures.find(({ code }) => code === item.measure)?.category) return 'its category is not its measure’s'
  if (parts.division !== null && parts.division !== item.division) return 'its code names another division'
  if (parts.main !== null && !text.includes(item.basicCode)) return 'its code does not hold its basic code'
  if (parts.authority !== null && parts.authority !== { PROVINCE: '2', CITY: '3', COUNTY: '4' }[item.level]) return 'its code names another level'
  return null
}

/** Walks measure × province × level × division and names what does not end in one department an item. */
export function checkMeasures(parts: MeasureTotalityParts): MeasureTotality {
  const walked = PROVINCES.flatMap(province =>
    parts.measures.flatMap(measure =>
      parts.measureLevels(province).map(level => {
        const divisions = parts.divisionsAt(province, level)
        const missing = divisions.flatMap(division => {
          const gap = parts.stepsAt(measure, level, division).find(step => step.kind === 'UNRESOLVED')
          return gap ? [{ division, missing: gap.missing }] : []
        })
        const gaps = [...Map.groupBy(missing, gap => gap.missing)].map(([kind, at]): MeasureGap => ({
          province,
          measure: measure.code,
          level,
          missing: kind,
          divisions: at.map(({ division }) => division),
        }))
        return { places: divisions.length, ended: divisions.length - missing.length, gaps }
      }),
    ),
  )
  return {
    places: walked.reduce((sum, { places }) => sum + places, 0),
    ended: walked.reduce((sum, { ended }) => sum + ended, 0),
    gaps: walked.flatMap(({ gaps }) => gaps),
    faults: parts.items.flatMap(item => {
      const reason = contradiction(parts, item)
      return reason === null ? [] : [{ item: item.code.text, reason }]
    }),
  }
}
