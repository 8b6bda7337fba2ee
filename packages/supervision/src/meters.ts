import { metrics } from '@opentelemetry/api'
import type { Followed } from './follow-log.ts'

/** What the supervision tells of its worker. */
export interface Meters {
  followed(step: Followed): void
}

/** Makes the worker's instruments. */
export function createMeters(): Meters {
  const meter = metrics.getMeter('@delta/supervision')
  const changes = meter.createCounter('delta.supervision.changes', { description: 'Changes of the region’s log carried over to work orders by this process' })
  const orders = meter.createCounter('delta.supervision.orders', { description: 'Work orders raised and lifted by this process' })
  return {
    followed: step => {
      changes.add(step.changes)
      orders.add(step.raised, { what: 'raised' })
      orders.add(step.lifted, { what: 'lifted' })
    },
  }
}
