import { type Day, dayAfter } from './day.ts'
import type { Relationship } from './generated/records.ts'
import type { RelationStatus, StatusClass, StatusOnDay } from './status.ts'

/** The status of a relationship (信用关系) on a day: ended where revoked or after its last day. */
export function relationStatusOn(relation: Pick<Relationship, 'op' | 'validTo'>, day: Day): StatusOnDay<RelationStatus, Exclude<StatusClass, 'deleted'>> {
  if (relation.op === 'revoke' || relation.op === 'remove') return { status: 'REVOKED', class: 'ended', changesOn: null }
  if (relation.validTo !== null && relation.validTo < day) return { status: 'EXPIRED', class: 'ended', changesOn: null }
  return { status: 'VALID', class: 'effective', changesOn: relation.validTo === null ? null : dayAfter(relation.validTo) }
}
