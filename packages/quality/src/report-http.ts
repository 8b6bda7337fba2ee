import type { IncomingMessage, ServerResponse } from 'node:http'
import { agreedProvinces, type Gate, requireSubject } from '@delta/access'
import { createPlainHttp, headerOf, type PlainAnswer, refuse, reportFormat, type ReportFormat, sendReport } from '@delta/graph'
import { type Catalogue, isMonth } from '@delta/model'
import type { QualityAsked, QualityReports } from './quality-report.ts'
import { qualityCsv, qualityPage } from './report-text.ts'

/** What the quality report is served with. */
export interface QualityHttpParts {
  readonly gate: Gate
  readonly catalogue: Catalogue
  readonly reports: QualityReports
  /** Told of what clients are not shown. */
  readonly onError: (error: unknown) => void
}

const NAMES = ['month', 'province', 'unit', 'format'] as const

/** Refuses what is no month. */
export function checkMonth(month: string | null | undefined): void {
  if (month && !isMonth(month)) throw refuse('BAD_ARGUMENT', 'month is like 2026-11.')
}

const askedIn = (query: URLSearchParams, catalogue: Catalogue): QualityAsked & { format: ReportFormat } => {
  if ([...query.keys()].some(name => !NAMES.includes(name as 'month'))) throw refuse('BAD_ARGUMENT', `The address knows ${NAMES.join(', ')}.`)
  const [month, province, unit, format] = NAMES.map(name => query.get(name))
  checkMonth(month)
  if (province != null && !catalogue.province(province)) throw refuse('BAD_ARGUMENT', 'A province here is 310000, 320000, 330000 or 340000.')
  if (unit != null && !catalogue.unit(unit)) throw refuse('BAD_ARGUMENT', 'unit is the code of a data-source unit.')
  return { month: month ?? null, province, unit, format: reportFormat(format) }
}

/** Serves GET /reports/quality?month=&province=&unit=&format=json|csv|html; other paths are left alone (false). */
export function createQualityHttp({
  gate,
  catalogue,
  reports,
  onError,
}: QualityHttpParts): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const answer: PlainAnswer = async (request, response, { searchParams }) => {
    if (request.method !== 'GET') throw refuse('METHOD', 'GET.')
    const header = headerOf(request)
    const viewer = gate.admit(await gate.identify(header), header)
    requireSubject(viewer, null)
    const { format, ...asked } = askedIn(searchParams, catalogue)
    if (asked.province) agreedProvinces(viewer, [asked.province])
    // What a province's units state is held against what all others state that may be seen, also where it alone is asked for.
    const scope = { provinces: agreedProvinces(viewer, null), products: viewer.agreement.products }
    const report = await reports.report(scope, asked)
    const name = `quality-${report.month ?? 'all'}`
    sendReport(response, format, { name, json: () => report, csv: () => qualityCsv(report), page: () => qualityPage(report) })
  }
  return createPlainHttp({ '/reports/quality': answer }, onError)
}
