import {
  addDomain,
  addMeasure,
  addMeasurePolarity,
  addPolarity,
  addPowerCategory,
  addPowerLevel,
  addProvince,
  addSourceUnit,
  type GraphBuilder,
  type Term,
  type TermRef,
} from '@delta/graph'
import type { Catalogue, Domain, Measure, Unit } from '@delta/model'

/** The types that every part of this subgraph names things by. */
export interface MeasureTerms {
  readonly province: TermRef
  readonly domain: TermRef<Domain>
  readonly unit: TermRef<Unit>
  readonly category: TermRef
  readonly measure: TermRef<Measure>
  readonly polarity: ReturnType<typeof addMeasurePolarity>
  readonly level: ReturnType<typeof addPowerLevel>
  /** The catalogue's province; a code that it lacks names itself. */
  provinceOf(code: string): Term
  domainOf(code: string): Domain
}

/** Adds the entities that the catalogue subgraph owns, Measure, PowerCategory, and the enums of polarity and level. */
export function addMeasureTerms(builder: GraphBuilder, catalogue: Catalogue): MeasureTerms {
  const polarity = addMeasurePolarity(builder)
  return {
    province: addProvince(builder, { owner: false }),
    domain: addDomain(builder, addPolarity(builder), catalogue.area, { owner: false }),
    unit: addSourceUnit(builder, { owner: false }),
    category: addPowerCategory(builder),
    measure: addMeasure(builder, polarity),
    polarity,
    level: addPowerLevel(builder),
    provinceOf: code => catalogue.province(code) ?? { code, name: code, nameEn: null },
    domainOf: code => catalogue.domain(code)!,
  }
}
