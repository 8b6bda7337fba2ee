import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import { metrics } from '@opentelemetry/api'
import type { Log } from './log.ts'
import { startTelemetry } from './telemetry.ts'

/** Answers one HTTP request, or returns false to leave it to the next handler. */
export type HttpHandler = (request: IncomingMessage, response: ServerResponse) => boolean | void | Promise<boolean | void>

/** Takes over a connection that asks to become a WebSocket, or returns false to leave it to the next handler. Whoever takes it also closes it when the service stops. */
export type UpgradeHandler = (request: IncomingMessage, socket: Duplex, head: Buffer) => boolean | void

/** What a service may do while it starts. */
export interface ServiceScope {
  readonly log: Log
  /** Names one condition of readiness. It resolves to nothing when well and to a short reason (no values) when not; it is asked at each `/health/ready`. */
  check(name: string, ask: () => Promise<string | void> | string | void): void
  /** Undone in reverse order when the service stops. */
  onStop(undo: () => Promise<void> | void): void
  /** Serves more on the service's own port. Handlers are asked in order. */
  http(handler: HttpHandler): void
  /** Takes WebSockets on the service's own port. Handlers are asked in order; what none takes is answered with 404. */
  upgrade(handler: UpgradeHandler): void
  /** Stops the process with a non-zero code: for a part that has broken for good. */
  fail(error: unknown): void
}

/** A service's name, place and telemetry, and the function that makes its parts. */
export interface ServiceOptions {
  readonly name: string
  readonly log: Log
  readonly config: {
    readonly DELTA_HOST: string
    readonly DELTA_PORT: number
    readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined
    readonly OTEL_TRACES_SAMPLER_ARG: number
  }
  start(service: ServiceScope): Promise<void>
}

const STOP_WITHIN = 10_000
const CHECK_WITHIN = 2_000

const answer = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(`${JSON.stringify(body)}\n`)
}

/**
 * Runs a service until it is told to stop (SIGTERM, SIGINT) or one of its parts fails for good: `/health/live`, `/health/ready` (503 naming each
 * condition that does not hold) and `/metrics` on its port, then what the parts add. It listens before the parts are made, so a long start is seen as alive, not ready.
 */
export async function runService({ name, log, config, start }: ServiceOptions): Promise<void> {
  const telemetry = startTelemetry({ name, endpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT, sampleRatio: config.OTEL_TRACES_SAMPLER_ARG })
  const checks = new Map<string, () => Promise<string | void> | string | void>()
  const undos: (() => Promise<void> | void)[] = []
  const handlers: HttpHandler[] = []
  const upgrades: UpgradeHandler[] = []
  let phase: 'starting' | 'running' | 'stopping' = 'starting'

  const unmet = async (): Promise<Record<string, string>> => {
    const failing: Record<string, string> = phase === 'running' ? {} : { phase }
    await Promise.all(
      [...checks].map(async ([condition, ask]) => {
        const late = new Promise<string>(resolve => setTimeout(resolve, CHECK_WITHIN, 'did not answer in time').unref())
        const reason = await Promise.race([Promise.resolve().then(ask), late]).catch((error: unknown) => String((error as { code?: string }).code ?? 'failed'))
        if (reason) failing[condition] = reason
      }),
    )
    return failing
  }
  const ready = async (response: ServerResponse): Promise<void> => {
    const failing = await unmet()
    const well = Object.keys(failing).length === 0
    answer(response, well ? 200 : 503, { status: well ? 'ready' : 'not ready', ...(well ? {} : { failing }) })
  }

  metrics
    .getMeter('@delta/service')
    .createObservableGauge('delta.service.ready', { description: 'Whether all conditions of readiness hold: 1 or 0' })
    .addCallback(async result => result.observe(Object.keys(await unmet()).length === 0 ? 1 : 0))

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = request.url?.split('?')[0]
    if (path === '/health/live') return answer(response, 200, { status: 'live' })
    if (path === '/health/ready') return ready(response)
    if (path === '/metrics') return telemetry.metrics(request, response)
    for (const handler of handlers) if ((await handler(request, response)) !== false) return
    answer(response, 404, { type: 'about:blank', status: 404, title: 'Not Found' })
  }
  // Only WebSockets are handed over: a client that offers HTTP/2 (Upgrade: h2c) is answered as if it had not.
  const shouldUpgradeCallback = ({ headers }: IncomingMessage): boolean => headers.upgrade?.toLowerCase() === 'websocket'
  const server: Server = createServer({ shouldUpgradeCallback }, (request, response) => {
    handle(request, response).catch((error: unknown) => {
      log.error({ error }, 'a request failed')
      if (!response.headersSent) answer(response, 500, { type: 'about:blank', status: 500, title: 'Internal Server Error' })
      else response.destroy()
    })
  })

  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy())
    try {
      if (upgrades.some(handler => handler(request, socket, head) !== false)) return
    } catch (error) {
      log.error({ error }, 'a WebSocket failed')
      return void socket.destroy()
    }
    socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
  })

  const stop = async (code: number, why: string): Promise<void> => {
    if (phase === 'stopping') return
    phase = 'stopping'
    log.info({ why }, 'stopping')
    setTimeout(() => {
      log.error('did not stop in time')
      process.exit(code || 1)
    }, STOP_WITHIN).unref()
    for (const undo of undos.toReversed())
      await Promise.resolve()
        .then(undo)
        .catch((error: unknown) => log.warn({ error }, 'a part did not stop cleanly'))
    server.close()
    server.closeAllConnections()
    await telemetry.stop()
    log.info('stopped')
    process.exit(code)
  }
  const fail = (error: unknown): void => {
    log.fatal({ error }, 'failed')
    void stop(1, 'failed')
  }
  process.on('SIGTERM', () => void stop(0, 'SIGTERM'))
  process.on('SIGINT', () => void stop(0, 'SIGINT'))
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)

  try {
    server.listen(config.DELTA_PORT, config.DELTA_HOST)
    await once(server, 'listening')
    await start({
      log,
      check: (condition, ask) => void checks.set(condition, ask),
      onStop: undo => void undos.push(undo),
      http: handler => void handlers.push(handler),
      upgrade: handler => void upgrades.push(handler),
      fail,
    })
    if (phase === 'starting') {
      phase = 'running'
      log.info({ port: config.DELTA_PORT }, 'running')
    }
  } catch (error) {
    fail(error)
  }
}
