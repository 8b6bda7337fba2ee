import type { Day } from './day.ts'

/** From which day on (null: ever) an item is what. */
export type StatusStep = readonly [from: Day | null, status: string, statusClass: StatusClass]

/** How a record counts: in force, repaired, ended (expired, delisted, revoked, withdrawn), or not at all and not shown (deleted by the lapse of time). */
export type StatusClass = 'effective' | 'repaired' | 'ended' | 'deleted'

/** The status of a licence, a penalty or another archive item (有效 撤销 期满 已修复). */
export type ArchiveStatus = 'VALID' | 'REVOKED' | 'EXPIRED' | 'REPAIRED'

/** The status of a list entry (有效 已修复 已移出 期满 认定撤销). */
export type ListStatus = 'EFFECTIVE' | 'REPAIRED' | 'DELISTED' | 'EXPIRED' | 'WITHDRAWN'

/** The status of a relationship. */
export type RelationStatus = 'VALID' | 'EXPIRED' | 'REVOKED'

/** What a record is on a day. `changesOn` is the next day on which the status changes by itself, null where it stays. */
export interface StatusOnDay<S extends string = ArchiveStatus | ListStatus | RelationStatus, C extends StatusClass = StatusClass> {
  readonly status: S
  readonly class: C
  readonly changesOn: Day | null
}
