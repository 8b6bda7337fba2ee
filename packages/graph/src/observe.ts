import type { IncomingMessage, ServerResponse } from 'node:http'
import { context, metrics, propagation, type Span, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api'
import { getOperationAST, type OperationDefinitionNode } from 'graphql'
import type { Plugin } from 'graphql-yoga'
import type { Caller } from './weigh.ts'

const HEADERS = ['traceparent', 'tracestate'] as const

/** The trace that a caller's headers continue. */
const contextOf = ({ header }: Caller) =>
  propagation.extract(
    context.active(),
    Object.fromEntries(
      HEADERS.flatMap(name => {
        const value = header(name)
        return value ? [[name, value]] : []
      }),
    ),
  )

/** Runs an operation in a span named by its type, with its name but neither its text nor its variables, which can hold identifiers. */
export function traced<T>(operation: OperationDefinitionNode | null | undefined, caller: Caller, run: (span: Span) => Promise<T>): Promise<T> {
  const type = operation?.operation ?? 'query'
  const name = operation?.name ? { 'graphql.operation.name': operation.name.value } : {}
  const options = { kind: SpanKind.SERVER, attributes: { 'graphql.operation.type': type, ...name } }
  return trace.getTracer('@delta/graph').startActiveSpan(type, options, contextOf(caller), async span => {
    try {
      return await run(span)
    } finally {
      span.end()
    }
  })
}

/** Traces each operation. */
export function observe(): Plugin<{ caller: Caller }> {
  return {
    onExecute: ({ args, executeFn, setExecuteFn }) => {
      const operation = getOperationAST(args.document, args.operationName)
      setExecuteFn((given: unknown) =>
        traced(operation, args.contextValue.caller, async span => {
          const result = (await executeFn(given as never)) as { errors?: readonly unknown[] }
          if (result.errors?.length) span.setStatus({ code: SpanStatusCode.ERROR })
          return result
        }),
      )
    },
  }
}

/** Headers that carry the active trace to the next service. */
export function traceHeaders(): Record<string, string> {
  const headers: Record<string, string> = {}
  propagation.inject(context.active(), headers)
  return headers
}

/** Measures each request, from when it is told of it until its response has closed, as the HTTP semantic conventions name it. */
export function createRequestMeter(): (request: IncomingMessage, response: ServerResponse, route: string) => void {
  const duration = metrics.getMeter('@delta/graph').createHistogram('http.server.request.duration', {
    unit: 's',
    advice: { explicitBucketBoundaries: [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10] },
  })
  return (request, response, route) => {
    const start = performance.now()
    response.once('close', () =>
      duration.record((performance.now() - start) / 1_000, {
        'http.request.method': request.method ?? '',
        'http.response.status_code': response.statusCode,
        'http.route': route,
      }),
    )
  }
}
