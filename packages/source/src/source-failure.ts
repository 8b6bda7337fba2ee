import { SourceError, type SourceErrorCode } from './source-error.ts'

const CODES: Readonly<Record<string, readonly [SourceErrorCode, boolean]>> = {
  '55P03': ['SOURCE_LOCKED', true],
  '57014': ['SOURCE_BUSY', true],
  '40P01': ['SOURCE_BUSY', true],
  '42P01': ['SOURCE_MISSING', true],
  '3F000': ['SOURCE_MISSING', true],
  '3D000': ['SOURCE_MISSING', true],
  ENOENT: ['SOURCE_MISSING', true],
  ENOTDIR: ['SOURCE_SHAPE', false],
  '42703': ['SOURCE_SHAPE', false],
  '42883': ['SOURCE_SHAPE', false],
  '42804': ['SOURCE_SHAPE', false],
  '42501': ['SOURCE_DENIED', false],
  '28000': ['SOURCE_DENIED', false],
  '28P01': ['SOURCE_DENIED', false],
  EACCES: ['SOURCE_DENIED', false],
  EPERM: ['SOURCE_DENIED', false],
}

const UNREACHABLE = /^(08|57P|ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|ENOTFOUND|EAI_)/
const LOST = /terminated|timeout|not queryable|connection error|ended unexpectedly/i

/** Names what went wrong with a source by PostgreSQL's or the operating system's own code, never by its message, which may quote values. */
export function sourceFailure(place: string, error: unknown): SourceError {
  if (error instanceof SourceError) return error
  const { code = '', message = '' } = error as { code?: string; message?: string }
  const known = CODES[code] ?? (code.startsWith('53') ? (['SOURCE_BUSY', true] as const) : undefined)
  if (known) return new SourceError(known[0], `${place}: ${code}`, { canRetry: known[1] })
  if (UNREACHABLE.test(code) || (!code && LOST.test(message)))
    return new SourceError('SOURCE_UNREACHABLE', `${place}: ${code || 'connection lost'}`, { canRetry: true })
  return new SourceError('SOURCE_FAILED', `${place}: ${code || 'unexpected'}`, { canRetry: false })
}
