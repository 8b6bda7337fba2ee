import type { ReadRequest } from '@delta/graph'
import { getOperationAST, parse } from 'graphql'

const JSON_TYPES = ['application/json', 'application/graphql-response+json', '*/*', 'application/*']

/** May a request be answered by an event stream: by nothing else (`yes`), also by JSON (`maybe`), or not at all? */
export function mayStream(accept: string | undefined): 'yes' | 'maybe' | 'no' {
  const types = (accept ?? '').split(',').map(part => part.split(';')[0]!.trim().toLowerCase())
  if (!types.includes('text/event-stream')) return 'no'
  return types.some(type => JSON_TYPES.includes(type)) ? 'maybe' : 'yes'
}

/** A request's body; of one that is longer than `most` bytes only the first, one more than that. */
export async function readStart(request: ReadRequest, most: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    chunks.push(chunk)
    size += chunk.length
    if (size > most) break
  }
  return Buffer.concat(chunks)
}

/** Does a GraphQL request (its body read, or in its address) ask for a subscription? What cannot be read does not: it is refused where queries are answered. */
export function isSubscription({ raw, url }: Pick<ReadRequest, 'raw' | 'url'>): boolean {
  try {
    const query = new URL(url ?? '', 'http://gateway').searchParams
    const asked = (raw ? JSON.parse(raw.toString()) : Object.fromEntries(query)) as { query?: string; operationName?: string }
    return getOperationAST(parse(asked.query ?? '', { noLocation: true, maxTokens: 5_000 }), asked.operationName)?.operation === 'subscription'
  } catch {
    return false
  }
}
