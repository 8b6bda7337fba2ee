import { metrics } from '@opentelemetry/api'
import type { Upstream } from './upstream.ts'

/** What the feed tells of itself. */
export interface Meters {
  /** Counts changes taken into the log. */
  kept(changes: number): void
  streams(by: 1 | -1): void
  /** Counts streams whose client did not read. */
  cut(): void
}

/** Makes the feed's instruments. */
export function createMeters({ head, upstream, now }: { head: () => number; upstream: () => Upstream; now: () => Date }): Meters {
  const meter = metrics.getMeter('@delta/feed')
  const kept = meter.createCounter('delta.feed.changes', { description: 'Changes taken into the region’s log by this process' })
  const streams = meter.createUpDownCounter('delta.feed.streams', { description: 'Open event streams' })
  const cut = meter.createCounter('delta.feed.cut', { description: 'Streams cut off because their client did not read' })
  meter.createObservableGauge('delta.feed.head', { description: 'The newest number of the log' }).addCallback(result => result.observe(head()))
  meter
    .createObservableGauge('delta.feed.waiting', { description: 'Changes that the log has not taken yet' })
    .addCallback(result => result.observe(upstream().waiting))
  meter.createObservableGauge('delta.feed.delay', { unit: 's', description: 'Age of the oldest change that the log has not taken yet' }).addCallback(result => {
    const { since } = upstream()
    result.observe(since === null ? 0 : Math.max(0, (now().getTime() - Date.parse(since)) / 1000))
  })
  return { kept: changes => kept.add(changes), streams: by => streams.add(by), cut: () => cut.add(1) }
}
