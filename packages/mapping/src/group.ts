import type { Reading } from './reading.ts'

/** How long an incomplete group may wait for its missing cells. */
const PATIENCE_HOURS = 72

/** A group of cells that lacks a required one: which, and until when it may wait (UTC). */
export interface IncompleteGroup {
  readonly field: string
  readonly until: string
  readonly late: boolean
}

/** The first required cell that a group lacks, and 72 hours from when the group was first stated; null for a complete one. */
export function incompleteGroup(reading: Reading): IncompleteGroup | null {
  const missing = reading.dataset.complete.find(column => reading.text(column) === null)
  if (missing === undefined) return null
  const { row, parts } = reading
  const since = Date.parse(row.firstSeenAt ?? row.updatedAt ?? parts.now)
  const until = new Date((Number.isNaN(since) ? Date.parse(parts.now) : since) + PATIENCE_HOURS * 3_600_000)
  return { field: reading.field(missing), until: until.toISOString(), late: until <= new Date(parts.now) }
}
