const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** What of a webhook's delivery is a matter of time, in milliseconds. */
export interface WebhookTimes {
  /** How long after each failure the same message is tried again; after the last it is given up. */
  readonly retries: readonly number[]
  /** How much a wait is lengthened at most, as a part of it. */
  readonly jitter: number
  /** How long a receiver may take. */
  readonly timeout: number
  /** After how long a suspended lane is looked at again. */
  readonly recheck: number
  /** How long a sender that says nothing keeps its lanes. */
  readonly lease: number
  /** How often a sender looks for lanes, and for what owners have changed. */
  readonly tick: number
  /** How long a stop waits for receivers. */
  readonly grace: number
  /** How long an earlier key goes on signing. */
  readonly overlap: number
}

/** As Standard Webhooks advises: almost three days in all. */
export const WEBHOOK_TIMES: WebhookTimes = {
  retries: [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 10 * HOUR, 10 * HOUR, 10 * HOUR, 10 * HOUR, 10 * HOUR],
  jitter: 0.1,
  timeout: 15 * SECOND,
  recheck: 30 * SECOND,
  lease: 10 * SECOND,
  tick: SECOND,
  grace: 3 * SECOND,
  overlap: 24 * HOUR,
}

const LONGEST_ASKED = 10 * HOUR

/** How long to wait after failure number `attempt` (from 1), longer where the receiver asks for it; null where it was the last. */
export function waitAfter(attempt: number, { retries, jitter }: Pick<WebhookTimes, 'retries' | 'jitter'>, asked: number, random: () => number): number | null {
  const wait = retries[attempt - 1]
  return wait === undefined ? null : Math.max(wait * (1 + jitter * random()), Math.min(asked, LONGEST_ASKED))
}
