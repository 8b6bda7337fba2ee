import type { IncomingMessage, ServerResponse } from 'node:http'
import { createRequestMeter } from './observe.ts'
import { GRAPH_REFUSALS, type GraphRefusalCode, refuse, shownError } from './refusal.ts'

/** Answers one path that is served beside a graph; a refusal is thrown. */
export type PlainAnswer = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>

const REPORT_FORMATS = ['json', 'csv', 'html'] as const

/** A form in which a report is served. */
export type ReportFormat = (typeof REPORT_FORMATS)[number]

/** Reads the form that is asked for, JSON where none is. Throws BAD_ARGUMENT. */
export function reportFormat(asked: string | null | undefined): ReportFormat {
  const format = REPORT_FORMATS.find(one => one === (asked ?? 'json'))
  if (!format) throw refuse('BAD_ARGUMENT', `format is ${REPORT_FORMATS.join(', ')}.`)
  return format
}

/** Sends text with status 200, which nobody keeps or takes for anything else. */
export function sendText(response: ServerResponse, type: string, body: string, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers }).end(body)
}

/** Sends a report, made only in the form that is asked for; `name` is the CSV file's. */
export function sendReport(
  response: ServerResponse,
  format: ReportFormat,
  report: { name: string; json: () => unknown; csv: () => string; page: () => string },
): void {
  if (format === 'csv') return sendText(response, 'text/csv', report.csv(), { 'content-disposition': `attachment; filename="${report.name}.csv"` })
  if (format === 'html') return sendText(response, 'text/html', report.page(), { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" })
  sendText(response, 'application/json', `${JSON.stringify(report.json())}\n`)
}

const problem = (response: ServerResponse, code: GraphRefusalCode, detail: string): void => {
  const status = GRAPH_REFUSALS[code]
  const headers = { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}) }
  response.writeHead(status, headers).end(`${JSON.stringify({ type: 'about:blank', status, title: 'Refused', code, detail })}\n`)
}

/** Serves paths beside a graph: what is refused is told as problem+json with the graph's codes, what is inside is masked and told to `onError`, how long it takes is measured by path; other paths are left alone (false). */
export function createPlainHttp(
  answers: Readonly<Record<string, PlainAnswer>>,
  onError: (error: unknown) => void,
): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const measure = createRequestMeter()
  return async (request, response) => {
    const url = URL.parse(request.url ?? '', 'http://beside')
    const answer = url && Object.hasOwn(answers, url.pathname) ? answers[url.pathname]! : null
    if (!answer) return false
    measure(request, response, url!.pathname)
    try {
      await answer(request, response, url!)
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
