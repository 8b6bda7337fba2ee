import { createPublicKey, verify } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, request } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer, json } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import type { Told } from './reference.ts'

/** Receivers of webhooks on one port of loopback. */
export interface WebhookReaders {
  /** host:port, for DELTA_WEBHOOK_ALLOW. */
  readonly place: string
  /** Has a webhook of its own begin after a number, takes what is posted until `enough`, and removes it; gives up after `patience` ms. */
  read(
    target: { url: string; headers: Record<string, string> },
    after: number,
    take: (told: Told) => void,
    enough: () => boolean,
    patience: number,
  ): Promise<void>
  close(): void
}

type Handler = (headers: Record<string, string>, body: string) => void

/** Asks the graph of the feed; throws where it refuses. */
export async function mutate<T>({ url, headers }: { url: string; headers: Record<string, string> }, query: string, variables: object): Promise<T> {
  // A connection of its own: a kept one may be closed from the other side in this very moment, and a mutation is not sent twice.
  const asking = request(`${url}/graphql`, { method: 'POST', agent: false, headers: { ...headers, 'content-type': 'application/json' } })
  asking.end(JSON.stringify({ query, variables }))
  const [response] = (await once(asking, 'response')) as [IncomingMessage]
  const answer = (await json(response)) as { data?: T; errors?: unknown }
  if (!answer.data || answer.errors) throw new Error(`the graph refuses: ${JSON.stringify(answer.errors)}`)
  return answer.data
}

/** Makes a webhook: its id and the public key that verifies what it posts. */
export async function subscribeWebhook(
  target: { url: string; headers: Record<string, string> },
  url: string,
  after: string,
): Promise<{ id: string; publicKey: string }> {
  const query = 'mutation ($url: String!, $after: ID) { subscribeWebhook(url: $url, after: $after) { publicKey webhook { id } } }'
  const { subscribeWebhook: made } = await mutate<{ subscribeWebhook: { publicKey: string; webhook: { id: string } } }>(target, query, { url, after })
  return { id: made.webhook.id, publicKey: made.publicKey }
}

/** Does the signature verify? As the specification of Standard Webhooks says, for ed25519. */
function verifies(headers: Record<string, string>, body: string, publicKey: string): boolean {
  const x = Buffer.from(publicKey.slice('whpk_'.length), 'base64').toString('base64url')
  const key = createPublicKey({ format: 'jwk', key: { kty: 'OKP', crv: 'Ed25519', x } })
  const signed = Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`)
  return headers['webhook-signature']!.split(' ').some(one => one.startsWith('v1a,') && verify(null, signed, key, Buffer.from(one.slice(4), 'base64')))
}

/** Opens a port for receivers. */
export async function openWebhookReaders(): Promise<WebhookReaders> {
  const handlers = new Map<string, Handler>()
  const server = createServer((request, response) => {
    buffer(request).then(
      bytes => {
        handlers.get(request.url!)?.(request.headers as Record<string, string>, bytes.toString())
        response.writeHead(204).end()
      },
      () => response.destroy(),
    )
  })
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const place = `127.0.0.1:${(server.address() as AddressInfo).port}`
  let last = 0
  return {
    place,
    read: async (target, after, take, enough, patience) => {
      last += 1
      const path = `/${last}`
      const done = Promise.withResolvers<void>()
      const ids = new Set<string>()
      const early: [Record<string, string>, string][] = []
      let publicKey: string | null = null
      const receive: Handler = (headers, body) => {
        if (publicKey === null) return void early.push([headers, body])
        if (!verifies(headers, body, publicKey)) return done.reject(new Error('webhook: the signature does not verify'))
        if (ids.has(headers['webhook-id']!)) return
        ids.add(headers['webhook-id']!)
        for (const told of (JSON.parse(body) as { data: { events: Told[] } }).data.events) if (!enough()) take(told)
        if (enough()) done.resolve()
      }
      handlers.set(path, receive)
      const made = await subscribeWebhook(target, `http://${place}${path}`, `1.${after}`)
      publicKey = made.publicKey
      for (const [headers, body] of early) receive(headers, body)
      try {
        await Promise.race([
          done.promise,
          wait(patience, undefined, { ref: false }).then(() => Promise.reject(new Error(`webhook: not within ${patience} ms`))),
        ])
      } finally {
        await mutate(target, 'mutation ($id: ID!) { removeWebhook(id: $id) }', { id: made.id })
        handlers.delete(path)
      }
    },
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
