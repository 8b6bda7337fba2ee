/** Why a call is refused: the code that clients may rely on (schema/graph/ERRORS.md) and the HTTP status that goes with it. */
export const REFUSALS = {
  UNAUTHENTICATED: 401,
  PURPOSE_REQUIRED: 400,
  PURPOSE_NOT_ALLOWED: 403,
  CASE_REQUIRED: 400,
  NOT_AGREED: 403,
} as const

/** Code of a refusal by access. */
export type RefusalCode = keyof typeof REFUSALS

/** An expected "no" to who asks, thrown so that nothing behind it runs. The message is safe to show: it never repeats what was sent. */
export class Refusal extends Error {
  readonly code: RefusalCode
  readonly status: number
  readonly safe = true

  constructor(code: RefusalCode, message: string) {
    super(message)
    this.code = code
    this.status = REFUSALS[code]
  }
}
