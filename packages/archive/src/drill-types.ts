import { byKey, type GraphBuilder, PAGE, type Row, type RowRef } from '@delta/graph'
import type { ArchiveLeafTypes } from './leaf-types.ts'

/** Adds the levels of the archive drill-down: ArchiveProduct, ArchiveKind, ArchiveAttribute, ArchiveIndicator, ArchiveProvince, ArchiveUnit. */
export function addArchiveDrill(builder: GraphBuilder, { connection, counts, kind, province, unit, category, indicator, terms }: ArchiveLeafTypes): RowRef {
  const unitNode = builder.objectRef<Row>('ArchiveUnit').implement({
    description: '数源责任单位: where the drill ends.',
    fields: t => ({
      unit: t.field({ type: unit, resolve: terms.unit }),
      counts: t.field({ type: counts, resolve: byKey }),
      items: t.field({ type: connection, args: { first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() }, resolve: byKey }),
    }),
  })
  const provinceNode = builder.objectRef<Row>('ArchiveProvince').implement({
    description: '省域',
    fields: t => ({
      province: t.field({ type: province, resolve: terms.province }),
      counts: t.field({ type: counts, resolve: byKey }),
      units: t.field({ type: [unitNode], args: { codes: t.arg.idList() }, resolve: byKey }),
    }),
  })
  const indicatorNode = builder.objectRef<Row>('ArchiveIndicator').implement({
    description: '指标',
    fields: t => ({
      indicator: t.field({ type: indicator, resolve: terms.indicator }),
      counts: t.field({ type: counts, resolve: byKey }),
      provinces: t.field({ type: [provinceNode], args: { codes: t.arg.idList() }, resolve: byKey }),
    }),
  })
  const attributeNode = builder.objectRef<Row>('ArchiveAttribute').implement({
    description: '属性: an information category.',
    fields: t => ({
      category: t.field({ type: category, resolve: terms.category }),
      counts: t.field({ type: counts, resolve: byKey }),
      indicators: t.field({ type: [indicatorNode], args: { codes: t.arg.idList() }, resolve: byKey }),
    }),
  })
  const kindNode = builder.objectRef<Row>('ArchiveKind').implement({
    description: '主体类型: one of the five kinds.',
    fields: t => ({
      kind: t.field({ type: kind, resolve: byKey }),
      counts: t.field({ type: counts, resolve: byKey }),
      attributes: t.field({ type: [attributeNode], args: { codes: t.arg.idList() }, resolve: byKey }),
    }),
  })
  return builder.objectRef<Row>('ArchiveProduct').implement({
    description: 'The credit archives: 主体类型 → 属性 → 指标 → 省域 → 数源责任单位 → items.',
    fields: t => ({
      counts: t.field({ type: counts, resolve: byKey }),
      kinds: t.field({ type: [kindNode], args: { codes: t.arg({ type: [kind] }) }, resolve: byKey }),
    }),
  })
}

/** Adds the archive of one subject: SubjectArchive, SubjectAttribute, SubjectIndicator (one node per indicator and unit). */
export function addSubjectArchive(builder: GraphBuilder, { connection, counts, unit, category, indicator, terms }: ArchiveLeafTypes): RowRef {
  const indicatorNode = builder.objectRef<Row>('SubjectIndicator').implement({
    description: 'An indicator of one subject at one unit.',
    fields: t => ({
      indicator: t.field({ type: indicator, resolve: terms.indicator }),
      unit: t.field({ type: unit, resolve: terms.unit }),
      counts: t.field({ type: counts, resolve: byKey }),
      items: t.field({ type: connection, args: { first: t.arg.int({ defaultValue: PAGE.default }), after: t.arg.string() }, resolve: byKey }),
    }),
  })
  const attributeNode = builder.objectRef<Row>('SubjectAttribute').implement({
    fields: t => ({
      category: t.field({ type: category, resolve: terms.category }),
      counts: t.field({ type: counts, resolve: byKey }),
      indicators: t.field({ type: [indicatorNode], args: { codes: t.arg.idList() }, resolve: byKey }),
    }),
  })
  return builder.objectRef<Row>('SubjectArchive').implement({
    description: 'One subject’s archive.',
    fields: t => ({
      counts: t.field({ type: counts, resolve: byKey }),
      attributes: t.field({ type: [attributeNode], args: { codes: t.arg.idList() }, resolve: byKey }),
    }),
  })
}
