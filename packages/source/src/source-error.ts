/** What can go wrong with a source as a whole; a bad cell or file is never one of these. */
export const SOURCE_ERRORS = ['SOURCE_UNREACHABLE', 'SOURCE_LOCKED', 'SOURCE_BUSY', 'SOURCE_DENIED', 'SOURCE_MISSING', 'SOURCE_SHAPE', 'SOURCE_FAILED'] as const

/** One of SOURCE_ERRORS. */
export type SourceErrorCode = (typeof SOURCE_ERRORS)[number]

/** A source that cannot be read now. Its message names the place, never a value; `canRetry` says whether waiting may help. */
export class SourceError extends Error {
  readonly code: SourceErrorCode
  readonly canRetry: boolean

  constructor(code: SourceErrorCode, message: string, parts: { canRetry: boolean; cause?: unknown }) {
    super(message, { cause: parts.cause })
    this.name = 'SourceError'
    this.code = code
    this.canRetry = parts.canRetry
  }
}
