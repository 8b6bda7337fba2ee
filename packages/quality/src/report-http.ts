import type { IncomingMessage, ServerResponse } from 'node:http'
import { agreedProvinces, type Gate, requireSubject } from '@delta/access'
import { GRAPH_REFUSALS, type GraphRefusalCode, headerOf, refuse, shownError } from '@delta/graph'
import type { Catalogue } from '@delta/model'
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
const FORMATS = ['json', 'csv', 'html'] as const

/** Refuses what is no month. */
export function checkMonth(month: string | null | undefined): void {
  if (month && !/^\d{4}-(0[1-9]|1[0-2])$/.test(month)) throw refuse('BAD_ARGUMENT', 'month is like 2026-11.')
}

const askedIn = (query: URLSearchParams, catalogue: Catalogue): QualityAsked & { format: string } => {
  if ([...query.keys()].some(name => !NAMES.includes(name as 'month'))) throw refuse('BAD_ARGUMENT', `The address knows ${NAMES.join(', ')}.`)
  const [month, province, unit, format] = NAMES.map(name => query.get(name))
  checkMonth(month)
  if (province != null && !catalogue.province(province)) throw refuse('BAD_ARGUMENT', 'A province here is 310000, 320000, 330000 or 340000.')
  if (unit != null && !catalogue.unit(unit)) throw refuse('BAD_ARGUMENT', 'unit is the code of a data-source unit.')
  if (!FORMATS.includes((format ?? 'json') as 'json')) throw refuse('BAD_ARGUMENT', `format is ${FORMATS.join(', ')}.`)
  return { month: month ?? null, province, unit, format: format ?? 'json' }
}

const problem = (response: ServerResponse, code: GraphRefusalCode, detail: string): void => {
  const status = GRAPH_REFUSALS[code]
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}) }
  response.writeHead(status, headers).end(`${JSON.stringify({ type: 'about:blank', status, title: 'Refused', code, detail })}\n`)
}

/** Serves GET /reports/quality?month=&province=&unit=&format=json|csv|html; other paths are left alone (false). */
export function createQualityHttp({
  gate,
  catalogue,
  reports,
  onError,
}: QualityHttpParts): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const answer = async (request: IncomingMessage, response: ServerResponse, query: URLSearchParams): Promise<void> => {
    if (request.method !== 'GET') throw refuse('METHOD', 'GET.')
    const header = headerOf(request)
    const viewer = gate.admit(await gate.identify(header), header)
    requireSubject(viewer, null)
    const { format, ...asked } = askedIn(query, catalogue)
    const scope = { provinces: agreedProvinces(viewer, asked.province ? [asked.province] : null), products: viewer.agreement.products }
    const report = await reports.report(scope, asked)
    const send = (type: string, body: string, headers: Record<string, string> = {}): void => {
      response
        .writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers })
        .end(body)
    }
    if (format === 'csv') return send('text/csv', qualityCsv(report), { 'content-disposition': `attachment; filename="quality-${report.month ?? 'all'}.csv"` })
    if (format === 'html') return send('text/html', qualityPage(report), { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" })
    send('application/json', `${JSON.stringify(report)}\n`)
  }
  return async (request, response) => {
    const url = URL.parse(request.url ?? '', 'http://quality')
    if (url?.pathname !== '/reports/quality') return false
    try {
      await answer(request, response, url.searchParams)
    } catch (error) {
      if (response.headersSent) response.destroy()
      else {
        const shown = shownError(error, onError)
        problem(response, shown.extensions['code'] as GraphRefusalCode, shown.message)
      }
    }
    return true
  }
}
