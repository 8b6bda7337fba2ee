import { expect, test } from 'vitest'
import { listChangeOp } from './changes.ts'

test.each([
  [null, 'EFFECTIVE', 'listed'],
  [null, 'REPAIRED', 'repaired'],
  [null, 'EXPIRED', 'delisted'],
  ['EFFECTIVE', 'EFFECTIVE', 'updated'],
  ['EFFECTIVE', 'REPAIRED', 'repaired'],
  ['EFFECTIVE', 'DELISTED', 'delisted'],
  ['EFFECTIVE', 'EXPIRED', 'delisted'],
  ['EFFECTIVE', 'WITHDRAWN', 'withdrawn'],
  ['REPAIRED', 'REPAIRED', 'corrected'],
  ['EXPIRED', 'REPAIRED', 'repaired'],
  ['WITHDRAWN', 'EFFECTIVE', 'listed'],
] as const)('from %s to %s is %s', (before, after, op) => {
  expect(listChangeOp(before, after)).toBe(op)
})
