/** Which entries are asked for; what is left out does not narrow. */
export interface FeedFilter {
  readonly domain?: readonly string[]
  readonly area?: readonly string[]
  readonly province?: readonly string[]
  readonly polarity?: readonly string[]
  readonly division?: string
  /** A province: only what findings do there; which effects `recognition` says (BINDS, NOTED, NONE). */
  readonly recognisedIn?: string
  readonly recognition?: readonly string[]
  readonly watch?: string
}

/** How the gateway is spoken to. */
export interface GatewayParts {
  /** Its base address. */
  readonly gateway: string
  /** The headers of a request: authorization and delta-purpose. Asked for each time, so a token may be renewed. */
  readonly headers: () => Promise<Readonly<Record<string, string>>>
}

/** The gateway's answer was a refusal: `code` and `status` of its problem+json, where it is one. */
export class FeedRefusal extends Error {
  override name = 'FeedRefusal'
  readonly code: string
  readonly status: number
  readonly safe = true

  constructor(status: number, code: string, detail: string) {
    super(`the gateway refuses: ${code} (${status})${detail === '' ? '' : `: ${detail}`}`)
    this.status = status
    this.code = code
  }
}

const NAMES = ['domain', 'area', 'province', 'polarity', 'division', 'recognisedIn', 'recognition', 'watch'] as const
const LARGEST = 1_048_576
const SILENCE = 45_000

/** A filter as the query of an address, always in the same order: two filters that ask for the same have the same text. */
export function filterQuery(filter: FeedFilter): string {
  const query = new URLSearchParams()
  for (const name of NAMES) {
    const asked = filter[name]
    for (const value of typeof asked === 'string' ? [asked] : [...new Set(asked)].toSorted()) query.append(name, value)
  }
  return query.toString()
}

/** Asks the gateway. Throws `FeedRefusal` for whatever is not 200; a redirect is never followed, for the token must not travel. */
async function ask({ gateway, headers }: GatewayParts, path: string, more: Readonly<Record<string, string>>, signal: AbortSignal): Promise<Response> {
  const response = await fetch(new URL(path, gateway), { headers: { ...(await headers()), ...more }, redirect: 'error', signal })
  if (response.status === 200) return response
  const told = (await response.json().catch(() => null)) as { code?: unknown; detail?: unknown } | null
  throw new FeedRefusal(response.status, typeof told?.code === 'string' ? told.code : 'HTTP', typeof told?.detail === 'string' ? told.detail.slice(0, 500) : '')
}

/** Asks for a stream of bytes. It breaks off after so many milliseconds of silence. */
export async function* askStream(
  parts: GatewayParts,
  path: string,
  more: Readonly<Record<string, string>>,
  { signal, silence = SILENCE }: { readonly signal: AbortSignal; readonly silence?: number | undefined },
): AsyncGenerator<Uint8Array> {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(Object.assign(new Error('the gateway has fallen silent'), { code: 'SILENCE', safe: true })), silence)
  try {
    const response = await ask(parts, path, more, AbortSignal.any([signal, over.signal]))
    for await (const chunk of response.body!) {
      timer.refresh()
      yield chunk
      timer.refresh()
    }
  } finally {
    clearTimeout(timer)
    over.abort()
  }
}

/** Asks for a small text. */
export async function askText(parts: GatewayParts, path: string, signal: AbortSignal): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of askStream(parts, path, {}, { signal })) {
    length += chunk.length
    if (length > LARGEST) throw new FeedRefusal(200, 'TOO_LARGE', '')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString()
}
