import { expect, test } from 'vitest'
import { isPerson, maskName, withoutNumbers } from './mask.ts'

test('a masked name shows its first character only, also outside the basic plane', () => {
  expect(maskName('张三丰')).toBe('张*')
  expect(maskName('𠮷野家')).toBe('𠮷*')
  expect(maskName('')).toBe('*')
})

test('persons are told by their id', () => {
  expect([isPerson('NP:x'), isPerson('91350100M000100Y43'), isPerson('ORG:12345678X')]).toEqual([true, false, false])
})

test('free text loses residents’ numbers, also in full width, and keeps the rest', () => {
  expect(withoutNumbers('案 33010219510101998X 与 110108510101001，〔2026〕12号')).toBe('案 […] 与 […],〔2026〕12号')
  expect(withoutNumbers('３３０１０２１９５１０１０１９９８５')).toBe('[…]')
  expect(withoutNumbers('auth0|5f7c8ec7c33c6c004bbafe82')).toBe('auth0|5f7c8ec7c33c6c004bbafe82')
})
