import { Agent, request } from 'undici'
import { guardedLookup, type Resolve, targetOf } from './webhook-address.ts'

/** Why a delivery failed. */
export type WebhookFailure = 'STATUS' | 'REDIRECT' | 'GONE' | 'TIMEOUT' | 'CONNECTION' | 'WEBHOOK_ADDRESS'

/** What became of one attempt: a failure with the receiver's status where it gave one, and for how many milliseconds it asked to be left alone. */
type WebhookOutcome =
  | { readonly delivered: true; readonly status: number }
  | { readonly delivered: false; readonly status: number | null; readonly failure: WebhookFailure; readonly wait: number }

/** Sends to receivers. */
export interface WebhookPost {
  /** One attempt. Aborting it rejects; everything else is an outcome. */
  post(url: string, headers: Readonly<Record<string, string>>, body: string, signal: AbortSignal): Promise<WebhookOutcome>
  close(): Promise<void>
}

const MOST_READ = 65_536
const READ_FOR = 1_000
const GONE = 410
const SECOND = 1_000

const failed = (failure: WebhookFailure, status: number | null = null, wait = 0): WebhookOutcome => ({ delivered: false, status, failure, wait })

/** A wait in seconds (RFC 9110); a date or nonsense counts as none. */
const waitOf = (header: string | readonly string[] | undefined): number =>
  typeof header === 'string' && /^\d{1,6}$/.test(header) ? Number(header) * SECOND : 0

function outcomeOf(status: number, retryAfter: string | readonly string[] | undefined): WebhookOutcome {
  if (status >= 200 && status < 300) return { delivered: true, status }
  if (status >= 300 && status < 400) return failed('REDIRECT', status)
  return failed(status === GONE ? 'GONE' : 'STATUS', status, waitOf(retryAfter))
}

const codeOf = (error: unknown): string => String((error as { code?: unknown; name?: unknown }).code ?? '')

function failureOf(error: unknown): WebhookFailure {
  if (codeOf(error) === 'WEBHOOK_ADDRESS') return 'WEBHOOK_ADDRESS'
  return (error as { name?: unknown }).name === 'TimeoutError' || codeOf(error).endsWith('_TIMEOUT') ? 'TIMEOUT' : 'CONNECTION'
}

/** Makes the sender. Addresses are judged at each attempt, and names at each connection; no redirect is followed; what a receiver answers is dropped. */
export function createWebhookPost({ allow, resolve, timeout }: { allow: ReadonlySet<string>; resolve: Resolve; timeout: number }): WebhookPost {
  const guarded = new Agent({ connect: { timeout, lookup: guardedLookup(resolve) } })
  const free = new Agent({ connect: { timeout } })
  return {
    post: async (text, headers, body, signal) => {
      const target = targetOf(text, allow)
      if (!target) return failed('WEBHOOK_ADDRESS')
      const late = AbortSignal.timeout(timeout)
      try {
        const response = await request(target.url, {
          method: 'POST',
          headers: { 'content-type': 'application/json', 'user-agent': 'delta-webhook/1', ...headers },
          body,
          dispatcher: target.free ? free : guarded,
          headersTimeout: timeout,
          signal: AbortSignal.any([late, signal]),
        })
        await response.body.dump({ limit: MOST_READ, signal: AbortSignal.timeout(READ_FOR) }).catch(() => response.body.destroy())
        return outcomeOf(response.statusCode, response.headers['retry-after'])
      } catch (error) {
        signal.throwIfAborted()
        return failed(late.aborted ? 'TIMEOUT' : failureOf(error))
      }
    },
    close: async () => {
      await Promise.all([guarded.destroy(), free.destroy()])
    },
  }
}
