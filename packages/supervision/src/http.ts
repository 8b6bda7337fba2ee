import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Gate, requireSubject } from '@delta/access'
import { createPlainHttp, headerOf, type PlainAnswer, readJsonBody, refuse, reportFormat, type ReportFormat, sendReport, sendText } from '@delta/graph'
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

const reportIn = (query: URLSearchParams): ReportAsked & { format: ReportFormat } => {
  const stray = [...query.keys()].some(name => !NAMES.includes(name as 'month'))
  if (stray) throw refuse('BAD_ARGUMENT', `The address knows ${NAMES.join(', ')}.`)
  const [month, province, city, unit, format] = NAMES.map(name => query.get(name))
  return { month: month ?? '', province, city, unit, format: reportFormat(format) }
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
  const answerChecks: PlainAnswer = async (request, response) => {
    if (request.method !== 'POST') throw refuse('METHOD', 'POST.')
    const viewer = await admit(request)
    const outcomes = await checks.check(viewer, checksIn(await readJsonBody(request, MOST_BYTES)))
    const told = outcomes.map(outcome => {
      if ('error' in outcome) return outcome
      const { text: _, ...answer } = outcome
      return answer
    })
    sendText(response, 'application/json', `${JSON.stringify({ checks: told })}\n`)
  }
  const answerReport: PlainAnswer = async (request, response, url) => {
    if (request.method !== 'GET') throw refuse('METHOD', 'GET.')
    const viewer = await admit(request)
    const { format, ...asked } = reportIn(url.searchParams)
    requireSubject(viewer, null)
    checkReport(catalogue, asked)
    const report = await reports.report(scopeOf(catalogue, viewer), asked)
    sendReport(response, format, { name: `supervision-${report.month}`, json: () => report, csv: () => reportCsv(report), page: () => reportPage(report) })
  }
  return createPlainHttp({ '/checks': answerChecks, '/reports/supervision': answerReport }, onError)
}
