import { type Day, dayAfter } from './day.ts'
import { throughGate } from './effective.ts'
import type { ArchiveItem } from './generated/records.ts'
import type { Remedies } from './item-repair.ts'
import type { StatusOnDay, ArchiveStatus } from './status.ts'

/** The parts of an archive item that its status follows from. */
export interface ArchiveStanding extends Remedies {
  readonly op: ArchiveItem['op']
  readonly until: Day | null
  readonly licence: Pick<NonNullable<ArchiveItem['licence']>, 'status' | 'validTo'> | null
  readonly penalty: Pick<NonNullable<ArchiveItem['penalty']>, 'status' | 'publicUntil'> | null
}

/** The last day on which an archive item is in force: the earliest that it states of `until`, the licence's term and the penalty's publication. */
function lastDayOf(item: ArchiveStanding): Day | null {
  const ends = [item.until, item.licence?.validTo ?? null, item.penalty?.publicUntil ?? null].filter(day => day !== null)
  return ends.length === 0 ? null : ends.reduce((a, b) => (a < b ? a : b))
}

/** What the item's own record says of it on a day. */
function ownStatus(item: ArchiveStanding, day: Day): StatusOnDay<ArchiveStatus> {
  const revoked = item.op === 'revoke' || item.op === 'remove' || item.licence?.status === 'REVOKED' || item.penalty?.status === 'REVOKED'
  if (revoked) return { status: 'REVOKED', class: 'ended', changesOn: null }
  if (item.op === 'repair') return { status: 'REPAIRED', class: 'repaired', changesOn: null }
  const last = lastDayOf(item)
  if (last !== null && last < day) return { status: 'EXPIRED', class: 'ended', changesOn: null }
  return { status: 'VALID', class: 'effective', changesOn: last === null ? null : dayAfter(last) }
}

/** The status of an archive item (信用档案) on a day. Revoked outweighs repaired, both outweigh expired; the last day stated is still in force; then come the decisions of a repair case and the lapse of time (`throughGate`). */
export const archiveStatusOn = (item: ArchiveStanding, day: Day): StatusOnDay<ArchiveStatus> =>
  throughGate(ownStatus(item, day), item, day, { withdrawn: 'REVOKED', repaired: 'REPAIRED', final: ['REVOKED', 'REPAIRED'] })
