import type { Day } from './day.ts'
import type { ListEntry, Province, Relationship, SubjectKind } from './generated/records.ts'
import type { ProvinceShort } from './province.ts'

/** A thing that has a Chinese name and, where known, an English one. */
export interface Named {
  readonly name: string
  readonly nameEn: string | null
}

/** The name of a thing in a language; the Chinese one where no English one is known. */
export const nameOf = (thing: Named, language: 'zh' | 'en'): string => (language === 'en' ? (thing.nameEn ?? thing.name) : thing.name)

/** One of the four provinces (省域). */
export interface ProvinceTerm extends Named {
  readonly code: Province
  readonly short: ProvinceShort
  readonly abbr: string
}

/** A 设区市, or Shanghai as province and city. */
export interface City extends Named {
  readonly code: string
  readonly province: Province
}

/** A county-level division (县、市、区). */
export interface County extends Named {
  readonly code: string
  readonly city: string
  readonly province: Province
}

/** A field (领域) whose black, red and watch lists belong together. */
export interface Area extends Named {
  readonly code: string
}

/** A list domain (名单领域) with its one polarity (红名单 黑名单 关注名单). */
export interface Domain extends Named {
  readonly code: string
  readonly polarity: ListEntry['polarity']
  readonly area: string
  readonly function: string
  /** A list of serious dishonesty (严重失信主体名单). */
  readonly serious: boolean
  /** The list is kept today. */
  readonly now: boolean
  readonly leadProvince: Province | null
}

/** An archive indicator (信用档案指标). Polarity: adverse, neutral or positive. */
export interface Indicator extends Named {
  readonly code: string
  readonly kind: SubjectKind
  readonly category: string
  readonly valueType: string
  readonly polarity: 'A' | 'N' | 'P'
  readonly function: string
}

/** An information category (信息类别) of the national catalogue. */
export interface Category extends Named {
  readonly code: string
}

/** A relation dimension (关系维度) with the parties it may have, and the function whose unit answers for each. */
export interface Dimension extends Named {
  readonly code: Relationship['dimension']
  readonly parties: readonly { readonly partyKind: Relationship['partyKind']; readonly function: string }[]
}

/** A government function (职能) by which competence is assigned. */
export interface GovernmentFunction extends Named {
  readonly code: string
}

/** A value of a code list. `meaning` is what the model makes of it (`REPAIRED`), null where the name says it all. */
export interface CodeTerm {
  readonly list: string
  readonly code: string
  readonly name: string
  readonly meaning: string | null
}

/** A data-source unit (数源责任单位). The code stands for the unit through its changes of name; it ends at `validTo`, where `successor` takes over. */
export interface Unit extends Named {
  readonly code: string
  readonly function: string
  readonly provinces: readonly Province[]
  /** The city whose own unit this is (计划单列市), null for units of a whole province or more. */
  readonly city: string | null
  readonly uscc: string | null
  /** The first day of its present name, null where that is not known. */
  readonly nameFrom: Day | null
  readonly validFrom: Day | null
  readonly validTo: Day | null
  readonly successor: string | null
  readonly earlierNames: readonly { readonly name: string; readonly validFrom: Day | null; readonly validTo: Day | null }[]
}
