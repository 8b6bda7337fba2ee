import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskIdentifier, maskPersonName } from './mask.ts'

test('a resident number keeps its first three and last four', () => {
  expect(maskIdentifier('11010519491231002X')).toBe('110*002X')
})

test('short numbers keep less, so that at least five characters or all are hidden', () => {
  expect(maskIdentifier('E12345678')).toBe('E*78')
  expect(maskIdentifier('1234567')).toBe('*')
  fc.assert(
    fc.property(fc.stringMatching(/^[0-9A-Z]{1,30}$/), text => {
      const shown = maskIdentifier(text).length - 1
      expect(shown === 0 || text.length - shown >= 5).toBe(true)
    }),
  )
})

test('a name keeps its first character, whatever plane it is from', () => {
  expect(maskPersonName('张三丰')).toBe('张*')
  expect(maskPersonName('𠮷田')).toBe('𠮷*')
  expect(maskPersonName('')).toBe('*')
})
