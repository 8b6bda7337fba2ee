import { expect, test } from 'vitest'
import { countsIn, countsOfReport, failuresIn, failuresOfReport, judged, lineOf, sum } from './counts.ts'

test('the last line of counts in an output holds', () => {
  expect(countsIn('1 passed, 0 failed, 0 skipped\nnoise\n12 passed, 3 failed, 4 skipped\nbye')).toEqual({ passed: 12, failed: 3, skipped: 4 })
  expect(countsIn('all is well')).toBeNull()
})

test('a report of vitest is counted, what is pending or to do as skipped', () => {
  const report = JSON.stringify({ numPassedTests: 5, numFailedTests: 1, numPendingTests: 2, numTodoTests: 3 })
  expect(countsOfReport(report)).toEqual({ passed: 5, failed: 1, skipped: 5 })
  expect(countsOfReport('')).toBeNull()
})

test('what failed is named, with the first line of why', () => {
  const well = { name: 'a.test.ts', status: 'passed', message: '', assertionResults: [{ fullName: 'holds', status: 'passed', failureMessages: [] }] }
  const bad = {
    ...well,
    name: 'b.test.ts',
    status: 'failed',
    assertionResults: [{ fullName: 'adds up', status: 'failed', failureMessages: ['expected 1 to be 2\n at b.test.ts:3'] }],
  }
  const broken = { name: 'c.test.ts', status: 'failed', message: 'no such module\n at c.test.ts:1', assertionResults: [] }
  expect(failuresOfReport(JSON.stringify({ testResults: [well, bad, broken] }))).toEqual([
    'b.test.ts: adds up: expected 1 to be 2',
    'c.test.ts: no such module',
  ])
  expect(failuresOfReport('')).toEqual([])
  expect(failuresIn('✓ one\n✗ two, 3 of 4\nwhy\n')).toEqual(['two, 3 of 4'])
})

test('a run that ends badly, tests nothing or says nothing has failed', () => {
  const well = { passed: 2, failed: 0, skipped: 0 }
  expect(judged(well, 0)).toEqual(well)
  expect(judged(well, 1)).toEqual({ ...well, failed: 1 })
  expect(judged({ ...well, failed: 3 }, 1)).toEqual({ ...well, failed: 3 })
  expect(judged({ passed: 0, failed: 0, skipped: 0 }, 0).failed).toBe(1)
  expect(judged(null, 0).failed).toBe(1)
})

test('the sum is written as one line', () => {
  expect(
    lineOf(
      sum([
        { passed: 1, failed: 2, skipped: 3 },
        { passed: 10, failed: 20, skipped: 30 },
      ]),
    ),
  ).toBe('11 passed, 22 failed, 33 skipped')
})
