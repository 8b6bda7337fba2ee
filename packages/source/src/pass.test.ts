import { expect, test } from 'vitest'
import { beginPass, changedSince, endPass, FIRST_PASS, movePass } from './pass.ts'

const moment = (snapshot: string, floor: string | null = null) => ({ source: 's', layout: 'l', snapshot, floor, blocks: 1, unchanged: false })

test('the next pass starts from the snapshot of the last one, not from where that one ended', () => {
  const first = movePass(beginPass(FIRST_PASS, moment('10:12:11')), { tid: '(3,1)' })
  expect(first).toEqual({ earlier: null, current: { snapshot: '10:12:11', floor: null, layout: 'l', at: { tid: '(3,1)' } } })
  expect(changedSince(first, 1)).toBeNull()
  expect(endPass(first)).toEqual({ earlier: '10:12:11', current: null })
})

test('transaction ids beyond 32 bits are compared by their low half and widened again', () => {
  const pass = beginPass({ earlier: '4294967301:4294967305:4294967303', current: null }, moment('4294967310:4294967310:', '4294967303'))
  expect(changedSince(pass, 3)!.values).toEqual(['5', '4294967301', '4294967301:4294967305:4294967303', '4294967303'])
})

test('when too many transactions went by to tell old row versions from new ones, everything is read', () => {
  expect(beginPass({ earlier: '10:12:', current: null }, moment(`${2 ** 30 + 10}:${2 ** 30 + 10}:`)).earlier).toBe('10:12:')
  expect(beginPass({ earlier: '10:12:', current: null }, moment(`${2 ** 30 + 11}:${2 ** 30 + 11}:`)).earlier).toBeNull()
})
