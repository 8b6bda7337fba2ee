import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { FEED_PROBLEMS } from './problem.ts'

test('what the feed refuses, and what ends a stream or a webhook, stands in ERRORS.md', () => {
  const text = readFileSync(new URL('../../../schema/graph/ERRORS.md', import.meta.url), 'utf8')
  const ends = ['AGREEMENT_CHANGED', 'RECOGNITION_CHANGED', 'STOPPING', 'SCOPE_CHANGED', 'GONE']
  expect([...Object.keys(FEED_PROBLEMS), ...ends].filter(code => !text.includes(`\`${code}\``))).toEqual([])
})
