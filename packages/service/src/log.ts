import { pino, type Logger } from 'pino'
import { trace } from '@opentelemetry/api'

/** A JSON log: one object a line on standard output, with the current trace's ids. */
export type Log = Logger

/** Errors as a log may show them: class, code and where they arose. Messages of the database and the broker can quote row values, so they stay out unless the error is this project's own (has a `safe` message). */
export function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { type: typeof error }
  const { code, safe } = error as Error & { code?: unknown; safe?: boolean }
  const frames = error.stack
    ?.split('\n')
    .filter(line => /^\s+at /.test(line))
    .slice(0, 8)
    .map(line => line.trim())
  return {
    type: error.constructor.name,
    ...(code === undefined ? {} : { code: String(code) }),
    ...(safe ? { message: error.message } : {}),
    at: frames,
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  }
}

/** Opens the log of a service. */
export function createLog(name: string, level = 'info'): Log {
  return pino({
    name,
    level,
    base: { service: name },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: label => ({ level: label }) },
    serializers: { err: describeError, error: describeError },
    mixin: () => {
      const span = trace.getActiveSpan()?.spanContext()
      return span ? { traceId: span.traceId, spanId: span.spanId } : {}
    },
  })
}
