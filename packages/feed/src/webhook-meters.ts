import { metrics } from '@opentelemetry/api'
import type { WebhookFailure } from './webhook-post.ts'

/** What the webhooks tell of themselves. */
export interface WebhookMeters {
  delivered(events: number): void
  failed(failure: WebhookFailure): void
  givenUp(): void
  stop(): void
}

/** Makes the instruments; `lags` gives, by endpoint, the changes of the log that its receiver has not acknowledged, for the lanes of this process. */
export function createWebhookMeters(lags: () => Iterable<readonly [endpoint: string, lag: number]>): WebhookMeters {
  const meter = metrics.getMeter('@delta/feed')
  const deliveries = meter.createCounter('delta.feed.webhook.deliveries', { description: 'Webhook messages that their receiver acknowledged' })
  const changes = meter.createCounter('delta.feed.webhook.changes', { description: 'Changes in them' })
  const failures = meter.createCounter('delta.feed.webhook.failures', { description: 'Attempts to deliver a webhook message that failed, by reason' })
  const deadLetters = meter.createCounter('delta.feed.webhook.dead_letters', { description: 'Webhook messages that were given up: an alarm' })
  const lag = meter.createObservableGauge('delta.feed.webhook.lag', { description: 'Changes of the log that an endpoint has not acknowledged, at most' })
  const observe = (result: { observe(value: number, attributes: Record<string, string>): void }): void => {
    for (const [endpoint, value] of lags()) result.observe(value, { endpoint })
  }
  lag.addCallback(observe)
  return {
    delivered: events => {
      deliveries.add(1)
      changes.add(events)
    },
    failed: reason => failures.add(1, { reason }),
    givenUp: () => deadLetters.add(1),
    stop: () => lag.removeCallback(observe),
  }
}
