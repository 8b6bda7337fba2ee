import { lookup } from 'node:dns/promises'
import type { LookupFunction } from 'node:net'
import { callbackify } from 'node:util'
import ipaddr from 'ipaddr.js'

/** Every address that a name stands for, as text. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** Where a webhook may be sent: `free` where the settings name its host and port, so that neither scheme nor address is restricted. */
export interface WebhookTarget {
  readonly url: URL
  readonly free: boolean
}

const LONGEST = 2_048
const HTTPS = 443
const HTTP = 80
const LOWEST_FREE_PORT = 1_024

/** Is this an address of the public internet? False for anything local, private, mapped, translated, reserved or not an address. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false
  const read = ipaddr.parse(address)
  if (read.range() !== 'unicast') return false
  // Of IPv6 only 2000::/3 has been given out (RFC 4291).
  return read.kind() === 'ipv4' || (read.toByteArray()[0]! & 0xe0) === 0x20
}

/** Asks the system's resolver. */
export const systemResolve: Resolve = async name => (await lookup(name, { all: true })).map(({ address }) => address)

const literalOf = (url: URL): string => url.hostname.replace(/^\[|\]$/g, '')

/**
 * Reads the address of a webhook; null where nothing may be sent to it. Only https to a public address, on 443 or a port from 1024 on; `allow` (host:port) names the
 * exceptions. Numbers in any notation are addresses (WHATWG URL), and are judged as such.
 */
export function targetOf(text: string, allow: ReadonlySet<string>): WebhookTarget | null {
  if (text.length > LONGEST || /[\s\\\p{Cc}]/u.test(text)) return null
  const url = URL.parse(text)
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:') || url.hostname === '' || url.username !== '' || url.password !== '') return null
  url.hash = ''
  const port = Number(url.port || (url.protocol === 'https:' ? HTTPS : HTTP))
  if (allow.has(`${url.hostname}:${port}`)) return { url, free: true }
  if (url.protocol !== 'https:' || (port !== HTTPS && port < LOWEST_FREE_PORT)) return null
  const literal = literalOf(url)
  return ipaddr.isValid(literal) && !isPublic(literal) ? null : { url, free: false }
}

const refusal = (): Error => Object.assign(new Error('the name does not stand for a public address'), { code: 'WEBHOOK_ADDRESS', safe: true })

/** What a name resolves to, where every address is public; rejects with WEBHOOK_ADDRESS where one is not. */
async function publicAddresses(name: string, resolve: Resolve): Promise<readonly string[]> {
  const addresses = await resolve(name)
  if (addresses.length === 0 || !addresses.every(isPublic)) throw refusal()
  return addresses
}

/** Does the target's name stand for public addresses now? It is asked again at each connection. */
export async function resolvesPublicly({ url, free }: WebhookTarget, resolve: Resolve): Promise<boolean> {
  if (free || ipaddr.isValid(literalOf(url))) return true
  return publicAddresses(literalOf(url), resolve).then(
    () => true,
    () => false,
  )
}

const judged = callbackify(publicAddresses)

/** The look-up of a connection: it connects to the very addresses that were judged. */
export const guardedLookup =
  (resolve: Resolve): LookupFunction =>
  (name, options, done) =>
    judged(name, resolve, (error, addresses) => {
      const found = error ? [] : addresses.map(address => ({ address, family: address.includes(':') ? 6 : 4 }))
      if (options.all) done(error, found)
      else done(error, found[0]?.address ?? '', found[0]?.family)
    })
