import { type Day, type ListEntry, listStatusOn, repairTold } from '@delta/model'
import { type NewChange, opOfStep } from './changes.ts'
import type { ListEntryTable } from './tables.ts'

type Facts = Pick<ListEntryTable, 'op' | 'valid_to' | 'removed_on' | 'removal_reason' | 'repair' | 'lapse'>
type Standing = Pick<ListEntryTable, 'status' | 'status_class' | 'changes_on'>

/** Where an entry stands on a day by the facts of its row: the one place in which that is decided. */
export function standingOf({ op, valid_to, removed_on, removal_reason, repair, lapse }: Facts, day: Day): Standing {
  const { status, class: statusClass, changesOn } = listStatusOn({ op, to: valid_to, removedOn: removed_on, removalReason: removal_reason, repair, lapse }, day)
  return { status, status_class: statusClass, changes_on: changesOn }
}

type Shown = Pick<ListEntryTable, 'subject_name' | 'subject_division' | 'status' | 'status_class' | 'repair' | 'lapse'>

/** The body of a change: the record, with what the read model adds to it. */
const bodyOf = (record: object & { subject?: object }, row: Shown): Record<string, unknown> => ({
  ...record,
  subject: { ...record.subject, name: row.subject_name, division: row.subject_division },
  status: row.status,
  repair: repairTold(row, row.status_class),
})

type Changed = Shown & Pick<ListEntryTable, 'record_id' | 'version' | 'province' | 'domain' | 'polarity' | 'unit' | 'subject_id'>

/** The change of the regional list that an entry's step makes; none where there is nothing to tell. */
export function changeOfStep(
  before: Pick<ListEntryTable, 'status' | 'status_class'> | null,
  row: Changed,
  reason: Exclude<NewChange['reason'], 'ERASED'>,
  record: Partial<ListEntry>,
): NewChange[] {
  const op = opOfStep(before, row)
  if (op === null) return []
  const { record_id, version, province, domain, polarity, unit, subject_id, subject_division, status } = row
  return [{ op, reason, record_id, version, province, domain, polarity, unit, subject_id, subject_division, status, body: bodyOf(record, row) }]
}
