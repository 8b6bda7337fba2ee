import { createServer, type IncomingMessage, request as ask, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { generateKey, type PublicJwk, publicOf, signDirectory, signingKey } from '@delta/seal'

/** A gateway before a feed, for tests: it serves the participant directory, passes everything else on, and misbehaves when told to. For tests only. */
export interface TestGateway {
  readonly url: string
  /** The public key of its directory's keeper. */
  readonly keeper: PublicJwk
  /** The requests that came, in order: `GET /feeds/lists`. */
  readonly asked: string[]
  /** Cuts every connection that is open. */
  cut(): void
  /** An answer is cut after so many bytes; null ends that. */
  cutAfter: ((path: string) => number) | null
  /** Changes what is passed on, piece by piece. */
  tamper: ((text: string, path: string) => string) | null
  /** The keys that the directory lists for the log. */
  logKeys: readonly PublicJwk[]
  stop(): Promise<void>
}

/** Starts a gateway before the feed at `target`. */
export async function startGateway(target: string, logKey: PublicJwk): Promise<TestGateway> {
  const keeper = await generateKey()
  const sockets = new Set<Socket>()
  const directory = (): Promise<string> => {
    const logKeys = gateway.logKeys.map(jwk => ({ jwk, validFrom: '2026-01-01T00:00:00Z', validTo: null }))
    return signDirectory({ issuedAt: '2026-01-01T00:00:00Z', expiresAt: '2036-01-01T00:00:00Z', participants: [], logKeys }, signingKey(keeper))
  }
  const pass = (request: IncomingMessage, response: ServerResponse): void => {
    const path = request.url ?? ''
    gateway.asked.push(`${request.method} ${path}`)
    const { tamper } = gateway
    let left = gateway.cutAfter?.(path) ?? Infinity
    const { host: _, ...given } = request.headers
    const headers = tamper ? { ...given, 'accept-encoding': 'identity' } : given
    const passed = ask(`${target}${path}`, { method: request.method ?? 'GET', headers })
    passed.once('response', answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.on('data', (chunk: Buffer) => {
        const sent = tamper ? Buffer.from(tamper(chunk.toString(), path)) : chunk
        const last = left <= sent.length
        response.write(sent.subarray(0, left), () => last && response.destroy())
        left = Math.max(0, left - sent.length)
      })
      // What has been cut must not look as if it had ended.
      answer.once('end', () => left > 0 && response.end())
      answer.once('error', () => response.destroy())
    })
    passed.once('error', () => response.destroy())
    response.once('close', () => passed.destroy())
    passed.end()
  }
  const server = createServer((request, response) => {
    if (request.url !== '/.well-known/delta/directory') return pass(request, response)
    void directory().then(text => response.end(text))
  })
  server.on('connection', socket => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const cut = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  const gateway: TestGateway = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    keeper: publicOf(keeper),
    asked: [],
    cut,
    cutAfter: null,
    tamper: null,
    logKeys: [logKey],
    stop: async () => {
      cut()
      await new Promise<void>(resolve => server.close(() => resolve()))
    },
  }
  return gateway
}
