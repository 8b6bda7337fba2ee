import { MEASURE_LEVELS, type Measure } from '@delta/model'
import type { GraphBuilder } from './builder.ts'
import { addTerm, type Term, type TermRef } from './catalogue-types.ts'

/** Adds the enum MeasurePolarity. */
export const addMeasurePolarity = (builder: GraphBuilder) =>
  builder.enumType('MeasurePolarity', { values: { INCENTIVE: { description: '守信激励' }, PUNISH: { description: '失信惩戒' } } as const })

/** Adds the enum PowerLevel. */
export const addPowerLevel = (builder: GraphBuilder) =>
  builder.enumType('PowerLevel', { description: 'Where a power item lies: 省本级, 设区市 (none in Shanghai), 县(市、区).', values: MEASURE_LEVELS })

/** Adds Measure (联合奖惩措施). */
export const addMeasure = (builder: GraphBuilder, polarity: ReturnType<typeof addMeasurePolarity>): TermRef<Measure> => {
  const measure = addTerm<Measure>(builder, 'Measure', 'A joint measure (联合奖惩措施).')
  builder.objectFields(measure, t => ({
    polarity: t.field({ type: polarity, resolve: one => one.polarity }),
    domains: t.idList({ description: 'Codes of the domains whose entries call for it.', resolve: one => one.domains }),
  }))
  return measure
}

/** Adds PowerCategory (行政权力类别). */
export const addPowerCategory = (builder: GraphBuilder): TermRef =>
  addTerm<Term>(builder, 'PowerCategory', 'A category of administrative power (行政权力类别).')
