import { ROOT_CONTEXT, SpanKind, trace, TraceFlags } from '@opentelemetry/api'
import type { Applied } from './apply-batch.ts'
import type { ProjectedTopic } from '@delta/wire'

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

/** Ends a sampled record's way with a span `project` under the trace that its header carries (W3C Trace Context). Nothing of the record itself is told. */
export function traceProjected(topic: ProjectedTopic, { accepted }: Applied, begun: Date, ended: Date): void {
  for (const { message } of accepted) {
    const [, traceId, spanId, flags] = TRACEPARENT.exec(message.headers.traceparent ?? '') ?? []
    if (!traceId || !spanId || (Number.parseInt(flags!, 16) & TraceFlags.SAMPLED) === 0) continue
    const parent = trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: TraceFlags.SAMPLED, isRemote: true })
    trace
      .getTracer('@delta/projection')
      .startSpan(
        'project',
        {
          kind: SpanKind.CONSUMER,
          startTime: begun,
          attributes: {
            'messaging.system': 'kafka',
            'messaging.operation.type': 'process',
            'messaging.destination.name': topic.name,
            'messaging.destination.partition.id': String(message.partition),
            'messaging.kafka.offset': Number(message.offset),
          },
        },
        parent,
      )
      .end(ended)
  }
}
