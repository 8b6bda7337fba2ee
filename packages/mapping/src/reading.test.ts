import { expect, test } from 'vitest'
import { CHECK_ORDER } from './check-order.ts'
import { readingOf } from './testing-rule.ts'

test('null tokens and zeros say nothing; a token is told', () => {
  const reading = readingOf({ a: ' 无 ', b: '0', c: '0', d: '　', e: null, f: ' x ' }, { dataset: { nullTokens: new Set(['无']), zeroIsNull: new Set(['b']) } })
  expect(['a', 'b', 'c', 'd', 'e', 'f', 'missing'].map(column => reading.text(column))).toEqual([null, null, '0', null, null, 'x', null])
  expect(reading.warnings).toEqual(['W_NULL_TOKEN'])
})

test('of several failures the first in the order of checks stays; within one, the first that was found', () => {
  const reading = readingOf({})
  for (const check of CHECK_ORDER.toReversed()) reading.fail(check, 'E_REQUIRED', `${check} a`)
  for (const check of CHECK_ORDER) reading.fail(check, 'E_REQUIRED', `${check} b`)
  expect(reading.failure).toMatchObject({ field: 'identifier a' })
  expect(reading.faults).toBe(16)
})

test('a branch goes on from what is found, and keeps its own', () => {
  const reading = readingOf({ a: '1', b: '2' })
  reading.warn('W_TRIMMED', 'W_TRIMMED')
  const branch = reading.branch({ a: 'b' })
  branch.fail('code', 'E_CODE_UNKNOWN', 'a')
  expect([branch.text('a'), branch.failure?.field, branch.warnings, reading.failure]).toEqual(['2', 'b', ['W_TRIMMED'], null])
})

test('what is read once tells every branch the same', () => {
  const reading = readingOf({ a: '1' })
  const by = {}
  let times = 0
  const find = (one: typeof reading): string | null => {
    times += 1
    one.warn('W_LOWERCASE')
    return one.fail('kind', 'E_KIND_CONFLICT', 'a')
  }
  const branches = [reading.branch(), reading.branch()]
  for (const branch of branches) branch.once(by, find)
  expect([times, ...branches.map(branch => [branch.failure?.code, branch.warnings])]).toEqual([
    1,
    ['E_KIND_CONFLICT', ['W_LOWERCASE']],
    ['E_KIND_CONFLICT', ['W_LOWERCASE']],
  ])
})
