import { metrics } from '@opentelemetry/api'
import type { Followed } from './follow-log.ts'

/** What the supervision tells of its worker. */
export interface Meters {
  followed(step: Followed): void
}

/** Makes the worker's instruments; `waiting` tells how many changes of the log, and how many records for Kafka, wait. */
export function createMeters(waiting: () => Promise<{ readonly changes: number; readonly records: number }>): Meters {
  const meter = metrics.getMeter('@delta/supervision')
  const changes = meter.createCounter('delta.supervision.changes', { description: 'Changes of the region’s log carried over to work orders by this process' })
  const orders = meter.createCounter('delta.supervision.orders', { description: 'Work orders raised and lifted by this process' })
  const behind = meter.createObservableGauge('delta.supervision.behind', { description: 'Changes of the region’s log that work orders do not follow yet' })
  const unsent = meter.createObservableGauge('delta.supervision.unsent', { description: 'Work orders and answers that Kafka has not acknowledged' })
  meter.addBatchObservableCallback(
    async result => {
      const now = await waiting()
      result.observe(behind, now.changes)
      result.observe(unsent, now.records)
    },
    [behind, unsent],
  )
  return {
    followed: step => {
      changes.add(step.changes)
      orders.add(step.raised, { what: 'raised' })
      orders.add(step.lifted, { what: 'lifted' })
    },
  }
}
