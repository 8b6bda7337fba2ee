import { agreedProvinces, requireSubject, type Viewer } from '@delta/access'
import type { DeliveryScope } from './drill.ts'

/** The states of a delivery. WAITING: the newest version is not answered. */
export const DELIVERY_STATES = ['WAITING', 'ACCEPTED', 'REJECTED'] as const

/** Which deliveries are asked for; what is not given narrows nothing. */
export interface DeliveriesAsked {
  readonly record?: string | null | undefined
  readonly province?: string | null | undefined
  readonly participant?: string | null | undefined
  readonly state?: (typeof DELIVERY_STATES)[number] | null | undefined
}

/** Which records of a product travel. */
const KINDS = { ARCHIVE: ['archive-item', 'repair-notice'], LIST: ['list-entry', 'repair-notice'], RELATIONSHIP: ['relationship'] } as const

/** What of the deliveries somebody may be shown under its agreement: what its provinces have published, of its products. Throws a Refusal where it may see none, as a subject that asks about itself. */
export function deliveryScope(viewer: Viewer, { record, province, participant, state }: DeliveriesAsked): DeliveryScope {
  requireSubject(viewer, null)
  return {
    provinces: agreedProvinces(viewer, province ? [province] : null),
    kinds: [...new Set(viewer.agreement.products.flatMap(product => [...KINDS[product]]))],
    record: record ?? null,
    participant: participant ?? null,
    state: state ?? null,
  }
}
