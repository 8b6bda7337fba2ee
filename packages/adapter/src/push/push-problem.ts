import { Refusal } from '@delta/access'
import type { PushError } from '@delta/seal'
import { PushBusy } from './push-door.ts'
import type { BatchFault } from './read-batch.ts'

/** The most bytes that a pushed batch may have, signature and all. */
export const MOST_PUSH_BYTES = 4_194_304

/** Why a push is refused whole, and the HTTP status that goes with it. */
export const PUSH_REFUSALS = {
  METHOD: 405,
  MEDIA_TYPE: 415,
  BODY_TOO_LARGE: 413,
  TOO_MANY_ROWS: 413,
  PUSH_MALFORMED: 400,
  BATCH_MALFORMED: 400,
  BATCH_EMPTY: 400,
  SENT_AT: 400,
  DATASET_UNKNOWN: 422,
  COLUMN_UNKNOWN: 422,
  PUSH_KEY_UNKNOWN: 403,
  PUSH_KEY_VALIDITY: 403,
  PUSH_KEY_PARTICIPANT: 403,
  PUSH_SIGNATURE: 403,
  IDEMPOTENCY_CONFLICT: 409,
  DIRECTORY_EXPIRED: 503,
} as const satisfies Record<PushError | BatchFault['code'], number> & Record<string, number>

/** A refusal of a whole batch. The message is safe to show: it never repeats what was sent. */
export class PushRefusal extends Error {
  readonly code: keyof typeof PUSH_REFUSALS
  readonly safe = true
  readonly more: { readonly row?: number | undefined; readonly limit?: number | undefined }
  constructor(code: keyof typeof PUSH_REFUSALS, detail: string, more: PushRefusal['more'] = {}) {
    super(detail)
    this.code = code
    this.more = more
  }
}

interface PushProblem {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** problem+json (RFC 9457). */
  readonly body: string
  /** It is a refusal, not a fault of ours. */
  readonly expected: boolean
}

const tell = (status: number, code: string, detail: string, { more = {}, headers = {}, expected = true } = {}): PushProblem => ({
  status,
  headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store', ...headers },
  body: `${JSON.stringify({ type: 'about:blank', status, title: 'Refused', code, detail, ...more })}\n`,
  expected,
})

/** What a client is told of an error: a refusal as it is, anything else as INTERNAL. */
export function problemOf(error: unknown): PushProblem {
  if (error instanceof PushRefusal)
    return tell(PUSH_REFUSALS[error.code], error.code, error.message, { more: error.more, headers: error.code === 'METHOD' ? { allow: 'POST' } : {} })
  if (error instanceof Refusal) return tell(error.status, error.code, error.message, { headers: error.status === 401 ? { 'www-authenticate': 'Bearer' } : {} })
  if (error instanceof PushBusy) return tell(503, 'BUSY', 'The batch may or may not have been taken: push the same again.', { headers: { 'retry-after': '2' } })
  return tell(500, 'INTERNAL', 'Something went wrong here; it has been logged.', { expected: false })
}
