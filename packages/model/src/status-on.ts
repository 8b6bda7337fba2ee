import { type ArchiveStanding, archiveStatusOn } from './archive-status.ts'
import type { Day } from './day.ts'
import type { Relationship } from './generated/records.ts'
import { type ListStanding, listStatusOn } from './list-status.ts'
import { relationStatusOn } from './relation-status.ts'
import type { ArchiveStatus, ListStatus, RelationStatus, StatusOnDay } from './status.ts'

type ListEntryLike = ListStanding & { readonly domain: string }
type ArchiveItemLike = ArchiveStanding & { readonly indicator: string }
type RelationStanding = Pick<Relationship, 'op' | 'validTo' | 'dimension'>

/** What a record of any of the three products is on a day: a list entry has a `domain`, a relationship a `dimension`, an archive item an `indicator`. */
export function statusOn(record: ListEntryLike, day: Day): StatusOnDay<ListStatus>
export function statusOn(record: RelationStanding, day: Day): StatusOnDay<RelationStatus>
export function statusOn(record: ArchiveItemLike, day: Day): StatusOnDay<ArchiveStatus>
export function statusOn(record: ListEntryLike | RelationStanding | ArchiveItemLike, day: Day): StatusOnDay
export function statusOn(record: ListEntryLike | RelationStanding | ArchiveItemLike, day: Day): StatusOnDay {
  if ('domain' in record) return listStatusOn(record, day)
  return 'dimension' in record ? relationStatusOn(record, day) : archiveStatusOn(record, day)
}
