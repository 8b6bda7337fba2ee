import { metrics } from '@opentelemetry/api'
import type { Province } from '@delta/model'
import type { Outcome } from './deliver.ts'

/** What the way inward measures. */
export interface InwardMetrics {
  delivered(outcomes: readonly Outcome[]): void
  forged(reason: string): void
}

/** Makes the instruments of a province's way inward: versions by publisher, kind and code, and records that nobody may have said. */
export function createInwardMetrics(province: Province): InwardMetrics {
  const meter = metrics.getMeter('@delta/adapter')
  const deliveries = meter.createCounter('delta.adapter.deliveries', {
    description: 'Versions of other provinces’ records that the platform got, or that were rejected, with the code',
  })
  const forgeries = meter.createCounter('delta.adapter.inward.forged', { description: 'Records inward whose seal is not good: an alarm' })
  return {
    delivered: outcomes => {
      for (const { province: publisher, kind, code } of outcomes) deliveries.add(1, { province, publisher, kind, code: code ?? 'ACCEPTED' })
    },
    forged: reason => forgeries.add(1, { province, reason }),
  }
}
