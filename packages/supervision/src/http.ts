import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Gate, requireSubject } from '@delta/access'
import { GRAPH_REFUSALS, type GraphRefusalCode, headerOf, readJsonBody, refuse, shownError } from '@delta/graph'
import type { Catalogue } from '@delta/model'
import { type CreditChecks, MOST_CHECKS } from './credit-check.ts'
import type { CheckAsked } from './matter.ts'
import type { ReportAsked, Reports } from './report.ts'
import { checkReport } from './report-graph.ts'
import { reportCsv, reportPage } from './report-text.ts'
import { scopeOf } from './scope.ts'

/** What is served beside the graph. */
export interface SupervisionHttpParts {
  readonly gate: Gate
  readonly catalogue: Catalogue
  readonly checks: CreditChecks
  readonly reports: Reports
  /** Told of what clients are not shown. */
  readonly onError: (error: unknown) => void
}

const MOST_BYTES = 1_048_576
const FIELDS = ['subject', 'matter', 'level', 'division'] as const

const send = (response: ServerResponse, type: string, body: string, headers: Record<string, string> = {}): void => {
  response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', ...headers }).end(body)
}

const problem = (response: ServerResponse, code: GraphRefusalCode, detail: string): void => {
  const status = GRAPH_REFUSALS[code]
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  if (status === 401) headers['www-authenticate'] = 'Bearer'
  response.writeHead(status, headers).end(`${JSON.stringify({ type: 'about:blank', status, title: 'Refused', code, detail })}\n`)
}

/** Reads the body of POST /checks: `{"checks": [{"subject", "matter", "level", "division"}]}`. */
function checksIn(body: unknown): CheckAsked[] {
  const { checks } = (body ?? {}) as { checks?: unknown }
  if (!Array.isArray(checks) || checks.length === 0 || checks.length > MOST_CHECKS)
    throw refuse('BAD_ARGUMENT', `The body is {"checks": […]} with 1 to ${MOST_CHECKS} of them.`, { limit: MOST_CHECKS })
  for (const [index, one] of checks.entries()) {
    const fields = one !== null && typeof one === 'object' && !Array.isArray(one) ? (one as Record<string, unknown>) : {}
    const fit = FIELDS.every(name => typeof fields[name] === 'string' || ((name === 'level' || name === 'division') && fields[name] == null))
    if (!fit || Object.keys(fields).some(name => !FIELDS.includes(name as 'subject')))
      throw refuse('BAD_ARGUMENT', `checks[${index}] is {"subject", "matter"} and perhaps "level" and "division", each text.`)
  }
  return checks as CheckAsked[]
}

const NAMES = ['month', 'province', 'city', 'unit', 'format'] as const

const reportIn = (query: URLSearchParams): ReportAsked & { format: string } => {
  const stray = [...query.keys()].some(name => !NAMES.includes(name as 'month'))
  if (stray) throw refuse('BAD_ARGUMENT', `The address knows ${NAMES.join(', ')}.`)
  const [month, province, city, unit, format] = NAMES.map(name => query.get(name))
  return { month: month ?? '', province, city, unit, format: format ?? 'json' }
}

/** Serves POST /checks and GET /reports/supervision; other paths are left alone (false). */
export function createSupervisionHttp({
  gate,
  catalogue,
  checks,
  reports,
  onError,
}: SupervisionHttpParts): (request: IncomingMessage, response: ServerResponse) => Promise<boolean> {
  const admit = async (request: IncomingMessage) => {
    const header = headerOf(request)
    return gate.admit(await gate.identify(header), header)
  }
  const answerChecks = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (request.method !== 'POST') throw refuse('METHOD', 'POST.')
    const viewer = await admit(request)
    const outcomes = await checks.check(viewer, checksIn(await readJsonBody(request, MOST_BYTES)))
    const told = outcomes.map(outcome => {
      if ('error' in outcome) return outcome
      const { text: _, ...answer } = outcome
      return answer
    })
    send(response, 'application/json; charset=utf-8', `${JSON.stringify({ checks: told })}\n`)
  }
  const answerReport = async (request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> => {
    if (request.method !== 'GET') throw refuse('METHOD', 'GET.')
    const viewer = await admit(request)
    const { format, ...asked } = reportIn(url.searchParams)
    if (!['json', 'csv', 'html'].includes(format)) throw refuse('BAD_ARGUMENT', 'format is json, csv or html.')
    requireSubject(viewer, null)
    checkReport(catalogue, asked)
    const report = await reports.report(scopeOf(catalogue, viewer), asked)
    const name = `supervision-${report.month}`
    if (format === 'csv') return send(response, 'text/csv; charset=utf-8', reportCsv(report), { 'content-disposition': `attachment; filename="${name}.csv"` })
    if (format === 'html')
      return send(response, 'text/html; charset=utf-8', reportPage(report), { 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'" })
    send(response, 'application/json; charset=utf-8', `${JSON.stringify(report)}\n`)
  }
  return async (request, response) => {
    const url = URL.parse(request.url ?? '', 'http://supervision')
    const route = url?.pathname === '/checks' ? answerChecks : url?.pathname === '/reports/supervision' ? answerReport : null
    if (!route) return false
    try {
      await route(request, response, url!)
    } catch (error) {
      if (response.headersSent) {
        response.destroy()
        return true
      }
      const shown = shownError(error, onError)
      problem(response, shown.extensions['code'] as GraphRefusalCode, shown.message)
    }
    return true
  }
}
