import { addCounts, type GraphBuilder, type NodeRef, type Row, selectionOf } from '@delta/graph'
import type { Catalogue, MeasureGap } from '@delta/model'
import type { GraphQLResolveInfo } from 'graphql'
import type { ItemTypes } from './item-types.ts'
import type { Ladder, LadderCategory, LadderLevel, LadderProvince } from './ladder.ts'
import type { MeasureTerms } from './terms-types.ts'

/** Items are law in force: all count as effective. */
const countsOf = ({ items }: { readonly items: readonly unknown[] }, _args: unknown, _context: unknown, info: GraphQLResolveInfo): Row =>
  Object.fromEntries(selectionOf(info).map(({ key, name }) => [key, name === 'total' || name === 'effective' ? items.length : 0]))

/** Adds the levels of the ladder: MeasureProduct, MeasureProvince, MeasureCategory, MeasureLevel, and MeasureGap. */
export function addLadder(builder: GraphBuilder, catalogue: Catalogue, terms: MeasureTerms, { item, missing }: ItemTypes): NodeRef<Ladder> {
  const counts = addCounts(builder)
  const level = builder.objectRef<LadderLevel>('MeasureLevel').implement({
    description: '层级',
    fields: t => ({
      level: t.field({ type: terms.level, resolve: node => node.level }),
      counts: t.field({ type: counts, resolve: countsOf }),
      items: t.field({ type: [item], resolve: node => node.items }),
    }),
  })
  const category = builder.objectRef<LadderCategory>('MeasureCategory').implement({
    description: '权力事项类别',
    fields: t => ({
      category: t.field({ type: terms.category, resolve: node => catalogue.powerCategory(node.category)! }),
      counts: t.field({ type: counts, resolve: countsOf }),
      levels: t.field({ type: [level], resolve: node => node.levels }),
    }),
  })
  const gap = builder.objectRef<MeasureGap>('MeasureGap').implement({
    description: 'Divisions of a level at which a measure does not end in one department.',
    fields: t => ({
      measure: t.field({ type: terms.measure, resolve: one => catalogue.measure(one.measure)! }),
      level: t.field({ type: terms.level, resolve: one => one.level }),
      missing: t.field({ type: missing, resolve: one => one.missing }),
      divisions: t.idList({ resolve: one => one.divisions }),
    }),
  })
  const province = builder.objectRef<LadderProvince>('MeasureProvince').implement({
    description: '省域',
    fields: t => ({
      province: t.field({ type: terms.province, resolve: node => terms.provinceOf(node.province) }),
      counts: t.field({ type: counts, resolve: countsOf }),
      categories: t.field({ type: [category], resolve: node => node.categories }),
      gaps: t.field({ type: [gap], description: 'What this ladder lacks.', resolve: node => node.gaps }),
    }),
  })
  return builder.objectRef<Ladder>('MeasureProduct').implement({
    description:
      'Joint measures (联合奖惩): 激励 or 惩戒 → 省域 → 权力事项类别 → 层级 → item and code → one department. Counts are numbers of items; all of them are effective.',
    fields: t => ({
      polarity: t.field({ type: terms.polarity, resolve: node => node.polarity }),
      counts: t.field({ type: counts, resolve: countsOf }),
      provinces: t.field({
        type: [province],
        args: { codes: t.arg.idList() },
        resolve: (node, { codes }) => node.provinces.filter(one => !codes || codes.includes(one.province)),
      }),
    }),
  })
}
