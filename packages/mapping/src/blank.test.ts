import { expect, test } from 'vitest'
import { plainForm, trimEnds } from './blank.ts'

test('names lose what is invisible at their ends and nothing else', () => {
  expect(['　上海 云澜\u00a0', '\u200b㈱云澜（①）\ufeff', 'a', '', ' \u3000'].map(trimEnds)).toEqual(['上海 云澜', '㈱云澜（①）', 'a', '', ''])
})

test('codes are compared in NFKC without spaces', () => {
  expect(['０１，０３', ' 0 1 ', '（专利）', '罚款', '01,03'].map(plainForm)).toEqual(['01,03', '01', '(专利)', '罚款', '01,03'])
})
