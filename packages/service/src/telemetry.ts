import type { IncomingMessage, ServerResponse } from 'node:http'
import { NodeSDK } from '@opentelemetry/sdk-node'
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { BatchSpanProcessor, NoopSpanProcessor, ParentBasedSampler, TraceIdRatioBasedSampler } from '@opentelemetry/sdk-trace'

/** A service's telemetry: `/metrics` in Prometheus text, traces to an OTLP collector where one is set. */
export interface Telemetry {
  metrics(request: IncomingMessage, response: ServerResponse): void
  stop(): Promise<void>
}

/** What telemetry is started with. */
export interface TelemetryOptions {
  readonly name: string
  /** Base URL of an OTLP/HTTP collector; without it spans are made (the context travels on) but sent nowhere. */
  readonly endpoint?: string | undefined
  /** Share of new traces that are sampled, 0 to 1; a trace begun elsewhere keeps its own decision. */
  readonly sampleRatio: number
}

/** Starts OpenTelemetry for this process. Call it before the parts that make spans and instruments. */
export function startTelemetry({ name, endpoint, sampleRatio }: TelemetryOptions): Telemetry {
  const prometheus = new PrometheusExporter({ preventServerStart: true })
  const sdk = new NodeSDK({
    serviceName: name,
    autoDetectResources: false,
    metricReaders: [prometheus],
    instrumentations: [],
    logRecordProcessors: [],
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(sampleRatio) }),
    spanProcessors: [
      endpoint ? new BatchSpanProcessor({ exporter: new OTLPTraceExporter({ url: `${endpoint.replace(/\/$/, '')}/v1/traces` }) }) : new NoopSpanProcessor(),
    ],
  })
  sdk.start()
  return {
    metrics: (request, response) => prometheus.getMetricsRequestHandler(request, response),
    stop: () => sdk.shutdown().catch(() => undefined),
  }
}
