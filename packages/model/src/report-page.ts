import { csvCell } from './csv-cell.ts'

/** A cell of a report: text, a number, or nothing. */
export type ReportCell = string | number | null

/** A table of a report, as people read it: a caption, the headings, the lines. */
export interface ReportTable {
  readonly caption: string
  readonly head: readonly string[]
  readonly lines: readonly (readonly ReportCell[])[]
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
const escape = (text: string): string => text.replaceAll(/[&<>"']/g, sign => ESCAPES[sign]!)

const STYLE =
  'body{font:14px/1.5 system-ui,sans-serif;margin:2rem;color:#111}table{border-collapse:collapse;margin:0 0 2rem}caption{text-align:left;font-weight:600;padding:.25rem 0}th,td{border:1px solid #999;padding:.2rem .5rem;text-align:right}th:first-child,td:first-child{text-align:left}@media print{body{margin:0}tr{break-inside:avoid}}'

const tableOf = ({ caption, head, lines }: ReportTable): string => {
  const rows = lines.map(line => `<tr>${line.map(cell => `<td>${escape(String(cell ?? ''))}</td>`).join('')}</tr>`)
  const headings = head.map(heading => `<th scope="col">${escape(heading)}</th>`).join('')
  return `<table><caption>${escape(caption)}</caption><thead><tr>${headings}</tr></thead><tbody>${rows.join('')}</tbody></table>`
}

/** A share as a report shows it; a dash where there is nothing to share. */
export const shareText = (share: number | null): string => (share === null ? '–' : `${(share * 100).toFixed(2)} %`)

/** A report as a page to print; it runs no script and fetches nothing, and what it is told is text. */
export function reportDocument({ title, note, madeAt, tables }: { title: string; note: string; madeAt: string; tables: readonly ReportTable[] }): string {
  return `<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8"><title>${escape(title)}</title><style>${STYLE}</style></head>
<body><h1>${escape(title)}${escape(note)}</h1><p>${escape(madeAt)}</p>
${tables.map(tableOf).join('\n')}
</body></html>
`
}

/** Lines as CSV (RFC 4180); no cell can be a formula. */
export function csvText(lines: readonly (readonly ReportCell[])[]): string {
  return lines.map(line => `${line.map(cell => csvCell(cell === null ? null : String(cell))).join()}\r\n`).join('')
}
