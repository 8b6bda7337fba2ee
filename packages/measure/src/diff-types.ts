import type { GraphBuilder, NodeRef } from '@delta/graph'
import { DIFFERENCES, type DiffRow, type DiffSide, type LadderDiff } from './diff.ts'
import type { ItemTypes } from './item-types.ts'
import type { MeasureTerms } from './terms-types.ts'

/** Adds MeasureDiff: where two provinces' ladders part. */
export function addDiff(builder: GraphBuilder, terms: MeasureTerms, { item }: ItemTypes): NodeRef<LadderDiff> {
  const difference = builder.enumType('MeasureDifference', {
    description:
      'Only one province has items there; or basic codes, the departments’ functions, or the levels of the divisions whose departments they are, differ.',
    values: DIFFERENCES,
  })
  const side = builder.objectRef<DiffSide>('MeasureDiffSide').implement({
    fields: t => ({
      items: t.field({ type: [item], resolve: one => one.items }),
      basicCodes: t.stringList({ resolve: one => one.basicCodes }),
      functions: t.stringList({ description: 'Codes of the departments’ functions, where their names tell them.', resolve: one => one.functions }),
      departmentLevels: t.field({ type: [terms.level], resolve: one => one.departmentLevels }),
    }),
  })
  const row = builder.objectRef<DiffRow>('MeasureDiffRow').implement({
    fields: t => ({
      measure: t.field({ type: terms.measure, resolve: one => one.measure }),
      level: t.field({ type: terms.level, resolve: one => one.level }),
      differs: t.field({ type: [difference], resolve: one => one.differs }),
      a: t.field({ type: side, resolve: one => one.a }),
      b: t.field({ type: side, resolve: one => one.b }),
    }),
  })
  return builder.objectRef<LadderDiff>('MeasureDiff').implement({
    description: 'Two provinces’ ladders, measure by measure and level by level.',
    fields: t => ({
      a: t.field({ type: terms.province, resolve: diff => terms.provinceOf(diff.a) }),
      b: t.field({ type: terms.province, resolve: diff => terms.provinceOf(diff.b) }),
      same: t.exposeInt('same', { description: 'Measures × levels at which they agree.' }),
      rows: t.field({ type: [row], description: 'Those at which they part.', resolve: diff => diff.rows }),
    }),
  })
}
