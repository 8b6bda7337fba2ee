import { csvText, reportDocument, shareText } from '@delta/model'
import type { ReportLine, SupervisionReport } from './report.ts'

type Column = readonly [name: string, title: string, read: (line: ReportLine) => string | number | null]

const COLUMNS: readonly Column[] = [
  ['name', '名称 Name', line => line.name],
  ['measures', '措施 Measures', line => line.measures],
  ['orders', '任务 Orders', line => line.orders],
  ['raised', '新增 Raised', line => line.raised],
  ['lifted', '解除 Lifted', line => line.lifted],
  ['cases', '案件 Cases', line => line.cases],
  ['subjects', '主体 Subjects', line => line.subjects],
  ['dealt_with', '已治理 Dealt with', line => line.dealtWith],
  ['coverage', '治理覆盖率 Coverage', line => line.coverage],
  ['repairs', '修复 Repairs', line => line.repairs],
]

const groupsOf = (report: SupervisionReport): readonly (readonly [kind: string, title: string, lines: readonly ReportLine[]])[] => [
  ['total', '合计 Total', [report.total]],
  ['province', '省域 Provinces', report.provinces],
  ['city', '城市 Cities', report.cities],
  ['unit', '部门 Units', report.units],
]

/** The report as CSV: a line for the total, each province, city and unit. */
export function reportCsv(report: SupervisionReport): string {
  const head = ['month', 'kind', 'province', 'city', 'unit', ...COLUMNS.map(([name]) => name)]
  const lines = groupsOf(report).flatMap(([kind, , group]) =>
    group.map(line => [report.month, kind, line.province, line.city, line.unit, ...COLUMNS.map(([, , read]) => read(line))]),
  )
  return csvText([head, ...lines])
}

/** The report as a page to print; it runs no script and fetches nothing. */
export function reportPage(report: SupervisionReport): string {
  const cells = (line: ReportLine) => COLUMNS.map(([name, , read]) => (name === 'coverage' ? shareText(line.coverage) : read(line)))
  return reportDocument({
    title: `联合监管月报 Joint supervision ${report.month}`,
    note: report.complete ? '' : '（未满月 month not over）',
    madeAt: report.madeAt,
    tables: groupsOf(report).map(([, caption, lines]) => ({ caption, head: COLUMNS.map(([, title]) => title), lines: lines.map(cells) })),
  })
}
