import { type Day, dayAfter, type ListEntry, listStatusOn, repairTold, restsOn, type StatusStep, statusSteps } from '@delta/model'
import { type NewChange, opOfStep } from './changes.ts'
import type { ListEntryTable } from './tables.ts'

type Facts = Pick<ListEntryTable, 'op' | 'valid_to' | 'removed_on' | 'removal_reason' | 'repair' | 'lapse'>
type Standing = Pick<ListEntryTable, 'status' | 'status_class' | 'changes_on' | 'rests_on'>

const onDay = ({ op, valid_to, removed_on, removal_reason, repair, lapse }: Facts, day: Day) =>
  listStatusOn({ op, to: valid_to, removedOn: removed_on, removalReason: removal_reason, repair, lapse }, day)

/** Where an entry stands on a day by the facts of its row: the one place in which that is decided. */
export function standingOf(facts: Facts, day: Day): Standing {
  const { valid_to, removed_on, repair, lapse } = facts
  const { status, class: statusClass, changesOn } = onDay(facts, day)
  const days = [valid_to && dayAfter(valid_to), removed_on, repair?.on, lapse?.on]
  return { status, status_class: statusClass, changes_on: changesOn, rests_on: restsOn(days, day) }
}

type Shown = Pick<ListEntryTable, 'subject_name' | 'subject_division' | 'status' | 'status_class' | 'repair' | 'lapse'>

/** What an entry is on every day by the facts of its row; null where it is the same on all. */
export function stepsOf(facts: Facts): readonly StatusStep[] | null {
  const steps = statusSteps(day => onDay(facts, day))
  return steps.length === 1 ? null : steps
}

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
