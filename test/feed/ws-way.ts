import { createClient } from 'graphql-ws'
import type { Told } from './reference.ts'

const DOCUMENT = 'subscription ($after: ID) { listChanges(after: $after) { kind change } }'

/** Reads changes after a number by the GraphQL subscription over a WebSocket until `enough`; gives up after `patience` ms. */
export async function readByWebSocket(
  { url, headers }: { url: string; headers: Record<string, string> },
  after: number,
  take: (told: Told) => void,
  enough: () => boolean,
  patience: number,
): Promise<void> {
  const client = createClient({ url: `${url.replace(/^http/, 'ws')}/graphql`, connectionParams: headers, retryAttempts: 0 })
  const done = Promise.withResolvers<void>()
  const late = setTimeout(() => done.reject(new Error(`WebSocket: not within ${patience} ms`)), patience)
  const unsubscribe = client.subscribe<{ listChanges: { kind: string; change: Told } }>(
    { query: DOCUMENT, variables: { after: `1.${after}` } },
    {
      next: ({ data, errors }) => {
        if (!data) return done.reject(new Error(`WebSocket: ${JSON.stringify(errors)}`))
        if (data.listChanges.kind !== 'CHANGE' || enough()) return
        take(data.listChanges.change)
        if (enough()) done.resolve()
      },
      error: error => done.reject(error instanceof Error ? error : new Error(`WebSocket: ${JSON.stringify(error)}`)),
      complete: () => done.reject(new Error('WebSocket: the subscription ended')),
    },
  )
  try {
    await done.promise
  } finally {
    clearTimeout(late)
    unsubscribe()
    await client.dispose()
  }
}
