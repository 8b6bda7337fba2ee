import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { afterHolding, afterTaking, judge, NEW_SEQUENCE, type Sequence } from './sequence.ts'

test('takes the file that is due, holds later ones once, tells the same from another', () => {
  expect(judge(NEW_SEQUENCE, 1, 'a', null)).toBe('take')
  expect(judge(NEW_SEQUENCE, 2, 'b', null)).toBe('hold')
  const holding = afterHolding(NEW_SEQUENCE, 2, 'b')
  expect(judge(holding, 2, 'b', null)).toBe('waiting')
  expect(judge(holding, 2, 'c', null)).toBe('reused')
  const next = afterTaking(holding)
  expect(judge(next, 2, 'b', null)).toBe('take')
  expect(afterTaking(next)).toEqual({ next: 3, held: {} })
  expect(judge(next, 1, 'a', 'a')).toBe('seen')
  expect(judge(next, 1, 'b', 'a')).toBe('reused')
})

test('whatever the order of arrival, files are taken in the order of their numbers, each once', () => {
  fc.assert(
    fc.property(fc.shuffledSubarray([1, 2, 3, 4, 5, 6]), arrivals => {
      let state: Sequence = NEW_SEQUENCE
      const there = new Set<number>()
      const taken: number[] = []
      for (const arrived of arrivals) {
        there.add(arrived)
        for (let moved = true; moved;) {
          moved = false
          for (const number of there) {
            const verdict = judge(state, number, `d${number}`, taken.includes(number) ? `d${number}` : null)
            if (verdict === 'hold') state = afterHolding(state, number, `d${number}`)
            if (verdict !== 'take') continue
            state = afterTaking(state)
            taken.push(number)
            moved = true
          }
        }
      }
      const due = [1, 2, 3, 4, 5, 6].findIndex(number => !arrivals.includes(number))
      expect(taken).toEqual([1, 2, 3, 4, 5, 6].slice(0, due < 0 ? 6 : due))
      expect(Object.keys(state.held).map(Number)).toEqual(arrivals.filter(number => !taken.includes(number)).toSorted())
    }),
  )
})
