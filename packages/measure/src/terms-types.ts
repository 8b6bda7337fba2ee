import { addDomain, addPolarity, addProvince, addSourceUnit, addTerm, type GraphBuilder, type Term, type TermRef } from '@delta/graph'
import { type Catalogue, type Domain, MEASURE_LEVELS, type Measure, type Unit } from '@delta/model'

/** The types that every part of this subgraph names things by. */
export interface MeasureTerms {
  readonly province: TermRef
  readonly domain: TermRef<Domain>
  readonly unit: TermRef<Unit>
  readonly category: TermRef
  readonly measure: TermRef<Measure>
  readonly polarity: ReturnType<typeof addMeasurePolarity>
  readonly level: ReturnType<typeof addLevel>
  /** The catalogue's province; a code that it lacks names itself. */
  provinceOf(code: string): Term
  domainOf(code: string): Domain
}

const addMeasurePolarity = (builder: GraphBuilder) =>
  builder.enumType('MeasurePolarity', { values: { INCENTIVE: { description: '守信激励' }, PUNISH: { description: '失信惩戒' } } as const })

const addLevel = (builder: GraphBuilder) =>
  builder.enumType('PowerLevel', { description: 'Where a power item lies: 省本级, 设区市 (none in Shanghai), 县(市、区).', values: MEASURE_LEVELS })

const addMeasure = (builder: GraphBuilder, polarity: ReturnType<typeof addMeasurePolarity>): TermRef<Measure> => {
  const measure = addTerm<Measure>(builder, 'Measure', 'A joint measure (联合奖惩措施).')
  builder.objectFields(measure, t => ({
    polarity: t.field({ type: polarity, resolve: one => one.polarity }),
    domains: t.idList({ description: 'Codes of the domains whose entries call for it.', resolve: one => one.domains }),
  }))
  return measure
}

/** Adds the entities that the catalogue subgraph owns, Measure, PowerCategory, and the enums of polarity and level. */
export function addMeasureTerms(builder: GraphBuilder, catalogue: Catalogue): MeasureTerms {
  const polarity = addMeasurePolarity(builder)
  return {
    province: addProvince(builder, { owner: false }),
    domain: addDomain(builder, addPolarity(builder), catalogue.area, { owner: false }),
    unit: addSourceUnit(builder, { owner: false }),
    category: addTerm<Term>(builder, 'PowerCategory', 'A category of administrative power (行政权力类别).'),
    measure: addMeasure(builder, polarity),
    polarity,
    level: addLevel(builder),
    provinceOf: code => catalogue.province(code) ?? { code, name: code, nameEn: null },
    domainOf: code => catalogue.domain(code)!,
  }
}
