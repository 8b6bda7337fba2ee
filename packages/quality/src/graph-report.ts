import type { addSubjectKind, GraphBuilder, TermRef } from '@delta/graph'
import type { Catalogue, Unit } from '@delta/model'
import type { addProduct } from './graph-agreements.ts'
import type { QualityLine, QualityRefusals, QualityReport } from './quality-report.ts'

/** A unit's report: its line of the region's, summed over the provinces that it serves. */
export interface UnitReport {
  readonly unit: Unit
  readonly line: QualityLine
  readonly rows: readonly QualityRefusals[]
}

/** A unit's report out of a report that was asked for it alone. */
export const unitReport = (unit: Unit, { total, refusals }: QualityReport): UnitReport => ({ unit, line: total, rows: refusals })

/** Adds QualityReport. */
export function addReport(
  builder: GraphBuilder,
  catalogue: Catalogue,
  {
    province,
    unit,
    kind,
    product,
  }: { province: TermRef; unit: TermRef<Unit>; kind: ReturnType<typeof addSubjectKind>; product: ReturnType<typeof addProduct> },
) {
  const row = builder.objectRef<QualityRefusals>('QualityRow').implement({
    fields: t => ({
      month: t.exposeString('month', { description: 'Of the first refusal: 2026-11.' }),
      province: t.field({ type: province, resolve: one => catalogue.province(one.province)! }),
      product: t.field({ type: product, resolve: one => one.product as 'ARCHIVE' }),
      subjectKind: t.field({ type: kind, nullable: true, resolve: one => one.subjectKind }),
      code: t.exposeString('code'),
      field: t.exposeString('field', { description: 'The source’s own column; FILE for a whole file.' }),
      open: t.exposeInt('open'),
      resolved: t.exposeInt('resolved'),
    }),
  })
  const count = (name: keyof QualityLine) => (one: UnitReport) => one.line[name] as number
  const share = (name: keyof QualityLine) => (one: UnitReport) => one.line[name] as number | null
  return builder.objectRef<UnitReport>('QualityReport').implement({
    description: 'The quality of what a unit states. GET /reports/quality gives all units as JSON, CSV and a page to print.',
    fields: t => ({
      unit: t.field({ type: unit, resolve: one => one.unit }),
      records: t.int({ description: 'Published records, by the month in which each was first published.', resolve: count('records') }),
      open: t.int({ description: 'Source rows refused and not mended.', resolve: count('open') }),
      resolved: t.int({ description: 'Source rows refused and mended since.', resolve: count('resolved') }),
      completeness: t.float({
        nullable: true,
        description: '完整性: of what a licence or penalty should state, what is stated.',
        resolve: share('completeness'),
      }),
      decisions: t.int({ description: 'Licences and penalties (双公示).', resolve: count('decisions') }),
      received: t.int({ description: 'Those of which the source says when it had them.', resolve: count('received') }),
      receivedInTime: t.int({ description: 'Of these, those that it had within the term.', resolve: count('receivedInTime') }),
      publishedInTime: t.int({ description: 'Decisions published within 7 working days.', resolve: count('publishedInTime') }),
      provisional: t.int({ description: 'Decisions whose term ends in a year that the calendar does not hold.', resolve: count('provisional') }),
      timeliness: t.float({ nullable: true, description: '及时性: publishedInTime / decisions.', resolve: share('timeliness') }),
      organisations: t.int({ description: 'Records about organisations.', resolve: count('organisations') }),
      coded: t.int({ description: 'Of them those under a 统一社会信用代码.', resolve: count('coded') }),
      coverage: t.float({ nullable: true, description: 'coded / organisations; the rule is 100 %.', resolve: share('coverage') }),
      conflicts: t.int({ description: 'Values of which another unit states another.', resolve: count('conflicts') }),
      duplicates: t.int({ description: 'Values that another unit states too.', resolve: count('duplicates') }),
      rows: t.field({ type: [row], description: 'Refusals by month, product, code and field.', resolve: one => [...one.rows] }),
    }),
  })
}
