import { type Day, dayAfter } from './day.ts'
import { throughGate } from './effective.ts'
import type { ListEntry } from './generated/records.ts'
import type { Remedies } from './item-repair.ts'
import type { StatusOnDay, ListStatus } from './status.ts'

/** The parts of a list entry that its status follows from. */
export type ListStanding = Pick<ListEntry, 'op' | 'to' | 'removedOn' | 'removalReason'> & Remedies

const ended = (status: ListStatus, changesOn: Day | null): StatusOnDay<ListStatus> => ({
  status,
  class: status === 'REPAIRED' ? 'repaired' : 'ended',
  changesOn,
})

/** What the entry's own record says of it on a day. */
function ownStatus(entry: ListStanding, day: Day): StatusOnDay<ListStatus> {
  if (entry.op === 'revoke') return ended('WITHDRAWN', null)
  const leaves = entry.removedOn !== null || entry.op === 'repair' || entry.op === 'remove'
  const reason: ListStatus = entry.op === 'repair' ? 'REPAIRED' : (entry.removalReason ?? 'DELISTED')
  if (leaves && (entry.removedOn === null || entry.removedOn <= day)) return ended(reason, null)
  const removal = leaves ? entry.removedOn : null
  if (entry.to !== null && entry.to < day) return ended('EXPIRED', reason === 'EXPIRED' ? null : removal)
  const lapse = entry.to === null ? null : dayAfter(entry.to)
  const changesOn = removal !== null && (lapse === null || removal < lapse) ? removal : lapse
  return { status: 'EFFECTIVE', class: 'effective', changesOn }
}

/**
 * The status of a list entry (红黑名单) on a day. `to` is the last day in force, `removedOn` the first day not listed: until a future removal the entry stays
 * EFFECTIVE. Once a removal is reached its reason (DELISTED where none is stated) outweighs a term that had ended before; a withdrawal (认定撤销) outweighs all; then
 * come the decisions of a repair case and the lapse of time (`throughGate`).
 */
export const listStatusOn = (entry: ListStanding, day: Day): StatusOnDay<ListStatus> =>
  throughGate(ownStatus(entry, day), entry, day, { withdrawn: 'WITHDRAWN', repaired: 'REPAIRED', final: ['WITHDRAWN', 'REPAIRED'] })
