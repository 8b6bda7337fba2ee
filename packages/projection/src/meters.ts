import { type Attributes, metrics } from '@opentelemetry/api'
import type { RejectedReceipts, WaitingReceipts } from '@delta/quality'
import type { ConsumerProgress } from '@delta/stream'
import type { Applied } from './apply-batch.ts'
import type { ProjectedTopic } from '@delta/wire'

/** What the projection tells of itself. */
export interface Meters {
  /** Counts a committed batch. */
  applied(topic: ProjectedTopic, batch: Applied, at: Date): void
  /** Counts rows whose status a new day has changed. */
  swept(rows: number): void
}

/** Makes the projection's instruments; `progress` is asked whenever they are read. */
export function createMeters(
  progress: () => ConsumerProgress,
  {
    waiting,
    rejected,
    directory,
    now,
  }: {
    waiting: () => Promise<readonly WaitingReceipts[]>
    rejected: () => Promise<readonly RejectedReceipts[]>
    /** Days that are left of it. */
    directory: () => Promise<number>
    now: () => Date
  },
): Meters {
  const meter = metrics.getMeter('@delta/projection')
  const records = meter.createCounter('delta.projection.applied', { description: 'Records taken into the read model' })
  const duplicates = meter.createCounter('delta.projection.duplicates', { description: 'Records that had been taken before' })
  const quarantined = meter.createCounter('delta.projection.quarantined', { description: 'Records kept aside, and gaps, by reason: an alarm' })
  const delay = meter.createHistogram('delta.projection.delay', {
    unit: 's',
    description: 'From the adapter recording a change to the read model showing it',
    advice: { explicitBucketBoundaries: [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300] },
  })
  const swept = meter.createCounter('delta.projection.swept', { description: 'Rows whose status a new day has changed' })
  meter.createObservableGauge('delta.projection.lag', { description: 'Records known to wait, by topic' }).addCallback(result => {
    for (const [topic, lag] of Object.entries(progress().lags)) result.observe(lag, { topic })
  })
  meter.createObservableGauge('delta.projection.silence', { unit: 's', description: 'Since Kafka last answered' }).addCallback(result => {
    result.observe(Math.min(progress().silentFor / 1000, 1e6))
  })
  meter
    .createObservableGauge('delta.directory.days', { unit: 'd', description: 'How long the directory of keys may be trusted yet: an alarm' })
    .addCallback(async result => result.observe(await directory()))
  const unanswered = meter.createObservableGauge('delta.exchange.receipts.waiting', {
    description: 'Records that a participant has not answered, by publisher and participant',
  })
  const age = meter.createObservableGauge('delta.exchange.receipts.age', { unit: 's', description: 'How long the oldest of them has waited: an alarm' })
  meter
    .createObservableGauge('delta.exchange.receipts.rejected', {
      description: 'Records that a participant could not take, by publisher, participant and reason: an alarm',
    })
    .addCallback(async result => {
      for (const { province, participant, code, count } of await rejected().catch(() => [])) result.observe(count, { province, participant, code })
    })
  meter.addBatchObservableCallback(
    async result => {
      for (const { province, participant, count, since } of await waiting().catch(() => [])) {
        result.observe(unanswered, count, { province, participant })
        result.observe(age, Math.max(0, (now().getTime() - Date.parse(since)) / 1000), { province, participant })
      }
    },
    [unanswered, age],
  )
  return {
    applied: (topic, batch, at) => {
      const attributes: Attributes = { topic: topic.name }
      if (batch.accepted.length > 0) records.add(batch.accepted.length, attributes)
      if (batch.duplicates > 0) duplicates.add(batch.duplicates, attributes)
      for (const { reason } of batch.quarantined) quarantined.add(1, { ...attributes, reason })
      for (const { record } of batch.accepted) if (record) delay.record(Math.max(0, (at.getTime() - Date.parse(record.recordedAt)) / 1000), attributes)
    },
    swept: rows => {
      if (rows > 0) swept.add(rows)
    },
  }
}
