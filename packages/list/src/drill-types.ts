import { addCounts, byKey, type GraphBuilder, PAGE, type Row, type RowRef } from '@delta/graph'
import type { ListLeafTypes } from './leaf-types.ts'

/** Adds the levels of the list drill-down: ListProduct, ListDomain, ListProvince, ListUnit. */
export function addListDrill(builder: GraphBuilder, { connection, status, domain, province, unit, terms }: ListLeafTypes): RowRef {
  const counts = addCounts(builder)
  const unitNode = builder.objectRef<Row>('ListUnit').implement({
    description: '数源责任单位: where the drill ends.',
    fields: t => ({
      unit: t.field({ type: unit, resolve: terms.unit }),
      counts: t.field({ type: counts, resolve: byKey }),
      entries: t.field({
        type: connection,
        args: {
          first: t.arg.int({ defaultValue: PAGE.default }),
          after: t.arg.string(),
          status: t.arg({ type: [status] }),
          division: t.arg.id({ description: 'Of the subject: 2, 4 or 6 digits.' }),
        },
        resolve: byKey,
      }),
    }),
  })
  const provinceNode = builder.objectRef<Row>('ListProvince').implement({
    description: '省域',
    fields: t => ({
      province: t.field({ type: province, resolve: terms.province }),
      counts: t.field({ type: counts, resolve: byKey }),
      units: t.field({ type: [unitNode], args: { codes: t.arg.idList() }, resolve: byKey }),
    }),
  })
  const domainNode = builder.objectRef<Row>('ListDomain').implement({
    description: '领域',
    fields: t => ({
      domain: t.field({ type: domain, resolve: terms.domain }),
      counts: t.field({ type: counts, resolve: byKey }),
      provinces: t.field({ type: [provinceNode], args: { codes: t.arg.idList() }, resolve: byKey }),
    }),
  })
  return builder.objectRef<Row>('ListProduct').implement({
    description: 'The red, black and watch lists: 领域 → 省域 → 数源责任单位 → entries.',
    fields: t => ({
      counts: t.field({ type: counts, resolve: byKey }),
      domains: t.field({ type: [domainNode], args: { codes: t.arg.idList() }, resolve: byKey }),
    }),
  })
}
