import type { ServerResponse } from 'node:http'

/** Why the feed refuses, and the HTTP status that goes with it (schema/graph/ERRORS.md). */
export const FEED_PROBLEMS = {
  CURSOR_MALFORMED: { status: 400, title: 'Not a cursor' },
  CURSOR_FUTURE: { status: 400, title: 'Cursor from the future' },
  CURSOR_EPOCH: { status: 409, title: 'Cursor of another log' },
  CURSOR_GONE: { status: 410, title: 'Cursor too old' },
  BAD_ARGUMENT: { status: 400, title: 'Bad argument' },
  NOT_FOUND: { status: 404, title: 'Not Found' },
  METHOD: { status: 405, title: 'Method Not Allowed' },
  BUSY: { status: 503, title: 'Busy' },
  INTERNAL: { status: 500, title: 'Internal Server Error' },
} as const

/** Code of a refusal. */
export type FeedProblemCode = keyof typeof FEED_PROBLEMS

/** A refusal as problem+json (RFC 9457). */
export interface Problem {
  readonly type: 'about:blank'
  readonly status: number
  readonly title: string
  readonly code: string
  readonly detail: string
  readonly [member: string]: unknown
}

/** Makes a refusal. The detail is safe to show: it never repeats what was sent. */
export const problem = (code: FeedProblemCode, detail: string, more: Readonly<Record<string, unknown>> = {}): Problem => ({
  type: 'about:blank',
  ...FEED_PROBLEMS[code],
  code,
  detail,
  ...more,
})

/** Answers with a refusal. */
export function sendProblem(response: ServerResponse, refused: Problem): void {
  const headers: Record<string, string> = { 'content-type': 'application/problem+json', 'cache-control': 'no-store' }
  if (refused.status === 401) headers['www-authenticate'] = 'Bearer'
  response.writeHead(refused.status, headers).end(`${JSON.stringify(refused)}\n`)
}
