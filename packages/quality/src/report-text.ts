import { csvText, type ReportCell, reportDocument, shareText } from '@delta/model'
import type { QualityLine, QualityReport } from './quality-report.ts'

type Column = readonly [name: string, title: string, read: (line: QualityLine) => number | null, share?: true]

const COLUMNS: readonly Column[] = [
  ['records', '记录 Records', line => line.records],
  ['open', '拒收 Refused', line => line.open],
  ['resolved', '已改正 Mended', line => line.resolved],
  ['completeness', '完整性 Completeness', line => line.completeness, true],
  ['decisions', '双公示 Decisions', line => line.decisions],
  ['received', '注明收到 Received', line => line.received],
  ['received_in_time', '按时收到 Received in time', line => line.receivedInTime],
  ['published_in_time', '按时公示 Published in time', line => line.publishedInTime],
  ['provisional', '期限待定 Provisional', line => line.provisional],
  ['timeliness', '及时性 Timeliness', line => line.timeliness, true],
  ['organisations', '法人记录 Of organisations', line => line.organisations],
  ['coded', '有代码 Coded', line => line.coded],
  ['coverage', '代码覆盖率 Coverage', line => line.coverage, true],
  ['conflicts', '冲突 Conflicts', line => line.conflicts],
  ['duplicates', '重复 Duplicates', line => line.duplicates],
]

const groupsOf = (report: QualityReport): readonly (readonly [kind: string, caption: string, lines: readonly QualityLine[]])[] => [
  ['total', '合计 Total', [report.total]],
  ['province', '省域 Provinces', report.provinces],
  ['unit', '数源责任单位 Units', report.units],
]

const monthOf = (report: QualityReport): string => report.month ?? 'all'

/** The report as CSV: a line for the total, each province and unit; then, with a head of their own, the refusals by code and field. */
export function qualityCsv(report: QualityReport): string {
  const head = ['month', 'kind', 'province', 'unit', 'name', ...COLUMNS.map(([name]) => name)]
  const lines = groupsOf(report).flatMap(([kind, , group]) =>
    group.map((line): ReportCell[] => [monthOf(report), kind, line.province, line.unit, line.name, ...COLUMNS.map(([, , read]) => read(line))]),
  )
  const refusals = report.refusals.map(one => [
    one.month,
    'refusal',
    one.province,
    one.unit,
    one.product,
    one.subjectKind,
    one.code,
    one.field,
    one.open,
    one.resolved,
  ])
  const refusalHead = ['month', 'kind', 'province', 'unit', 'product', 'subject_kind', 'code', 'field', 'open', 'resolved']
  return csvText([head, ...lines]) + csvText([refusalHead, ...refusals])
}

/** The report as a page to print. */
export function qualityPage(report: QualityReport): string {
  const cells = (line: QualityLine): ReportCell[] => [line.name, ...COLUMNS.map(([, , read, share]) => (share ? shareText(read(line)) : read(line)))]
  const head = ['名称 Name', ...COLUMNS.map(([, title]) => title)]
  const refusals = report.refusals.map((one): ReportCell[] => [one.code, one.field, one.province, one.unit, one.product, one.open, one.resolved])
  return reportDocument({
    title: `数据质量报告 Data quality ${monthOf(report)}`,
    note: report.month === null || report.complete ? '' : '（未满月 month not over）',
    madeAt: report.madeAt,
    tables: [
      ...groupsOf(report).map(([, caption, lines]) => ({ caption, head, lines: lines.map(cells) })),
      {
        caption: '拒收原因 Refusals',
        head: ['代码 Code', '字段 Field', '省域 Province', '单位 Unit', '产品 Product', '未改正 Open', '已改正 Mended'],
        lines: refusals,
      },
    ],
  })
}
