import { type Span, SpanKind, type SpanContext, trace, TraceFlags } from '@opentelemetry/api'
import type { Statement } from './statement.ts'

const tracer = trace.getTracer('@delta/adapter')

const traceparent = ({ traceId, spanId, traceFlags }: SpanContext): string => `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`

/** The traces of whatever batch is under way. */
export interface Tracing {
  /** The `traceparent` of a record's own trace; null where it is not sampled, or no batch is under way. */
  readonly of: (statement: Statement) => string | null
  /** Traces a batch while `work` is under way. */
  during<T>(reader: string, rows: number, work: () => Promise<T>): Promise<T>
}

/** The traces of one batch: a span over the batch, and for each sampled record a root span of its own, linked to it, whose context travels in the record's headers. */
interface BatchTrace {
  /** The `traceparent` of a record's own trace; null where it is not sampled. */
  of(statement: Statement): string | null
  end(error?: unknown): void
}

/** Begins the traces of a batch. They name reader, product and record id (an HMAC), never what a row holds. */
function traceBatch(reader: string, rows: number): BatchTrace {
  const batch = tracer.startSpan('adapter batch', { attributes: { 'delta.reader': reader, 'delta.rows': rows } })
  const records: Span[] = []
  return {
    of: statement => {
      const { product, recordId } = statement.kind === 'record' ? { product: statement.product, recordId: statement.record.recordId } : statement.rejection
      const span = tracer.startSpan('adapter record', {
        root: true,
        kind: SpanKind.PRODUCER,
        links: [{ context: batch.spanContext() }],
        attributes: { 'delta.product': product, 'delta.record': recordId, 'delta.statement': statement.kind },
      })
      const context = span.spanContext()
      if ((context.traceFlags & TraceFlags.SAMPLED) === 0) return null
      records.push(span)
      return traceparent(context)
    },
    end: error => {
      if (error !== undefined) batch.setStatus({ code: 2 })
      for (const span of records) span.end()
      batch.end()
    },
  }
}

/** Makes the traces of an adapter, whose batches are one after another. */
export function createTracing(): Tracing {
  let batch: BatchTrace | undefined
  return {
    of: statement => batch?.of(statement) ?? null,
    during: async (reader, rows, work) => {
      batch = traceBatch(reader, rows)
      try {
        const result = await work()
        batch.end()
        return result
      } catch (error) {
        batch.end(error)
        throw error
      } finally {
        batch = undefined
      }
    },
  }
}
