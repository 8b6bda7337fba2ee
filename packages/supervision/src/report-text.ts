import { csvCell } from '@delta/model'
import type { ReportLine, SupervisionReport } from './report.ts'

type Column = readonly [name: string, title: string, read: (line: ReportLine) => string | number | null]

const percent = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(2)} %`)

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
  return [head, ...lines].map(line => `${line.map(value => csvCell(value === null ? null : String(value))).join()}\r\n`).join('')
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, sign => ESCAPES[sign]!)

const STYLE =
  'body{font:14px/1.5 system-ui,sans-serif;margin:2rem;color:#111}table{border-collapse:collapse;margin:0 0 2rem}caption{text-align:left;font-weight:600;padding:.25rem 0}th,td{border:1px solid #999;padding:.2rem .5rem;text-align:right}th:first-child,td:first-child{text-align:left}@media print{body{margin:0}tr{break-inside:avoid}}'

const tableOf = (title: string, lines: readonly ReportLine[]): string => {
  const shown = (name: string, value: string | number | null): string => (name === 'coverage' ? percent(value as number | null) : String(value ?? ''))
  const rows = lines.map(line => `<tr>${COLUMNS.map(([name, , read]) => `<td>${escape(shown(name, read(line)))}</td>`).join('')}</tr>`)
  const head = COLUMNS.map(([, heading]) => `<th scope="col">${escape(heading)}</th>`).join('')
  return `<table><caption>${escape(title)}</caption><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

/** The report as a page to print; it runs no script and fetches nothing. */
export function reportPage(report: SupervisionReport): string {
  const title = `联合监管月报 Joint supervision ${report.month}`
  const state = report.complete ? '' : '（未满月 month not over）'
  const tables = groupsOf(report).map(([, heading, lines]) => tableOf(heading, lines))
  return `<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><h1>${escape(title)}${state}</h1><p>${escape(report.madeAt)}</p>
${tables.join('\n')}
</body></html>
`
}
