import type { Day } from '@delta/model'
import type { Reading } from './reading.ts'
import type { Rule } from './rule.ts'

/** Checks that a period does not end before it begins; E_PERIOD_ORDER names the end's column. */
export function checkPeriod(reading: Reading, from: Day | null, to: Day | null, end: Rule<Day> | null | undefined): void {
  if (end && from !== null && to !== null && from > to) reading.fail('period', 'E_PERIOD_ORDER', end.columns[0])
}
