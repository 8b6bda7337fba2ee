import { tell, testRow } from '@delta/mapping/testing'
import { brokenPromises, changedRow, realisticParts } from '@delta/mapping/testing-properties'
import { createRecordValidator } from '@delta/stream'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { good, parts, person, personal } from './testing/rows.ts'
import { zhejiang } from './province.ts'

const misfit = createRecordValidator(new URL('../../../schema', import.meta.url).pathname)
const real = realisticParts(parts.catalogue)

test('every good row is good', () => {
  for (const [dataset, columns] of Object.entries(good)) expect([dataset, tell(zhejiang, testRow(dataset, columns), parts).rejections]).toEqual([dataset, []])
})

test('on any text: repeatable, total, fitting its schema, and telling a value only in a record', { timeout: 60_000 }, () => {
  const numbers = fc.array(fc.nat(), { minLength: 24, maxLength: 24 })
  const texts = fc.array(fc.string({ unit: 'binary', maxLength: 20 }), { maxLength: 4 })
  fc.assert(
    fc.property(numbers, texts, (choice, others) => {
      const broken = brokenPromises(zhejiang, changedRow(good, choice, others), real, misfit)
      if (broken.length > 0) throw new Error(broken.join())
    }),
    { numRuns: 1_500 },
  )
})

test('a person’s number leaves in no record', () => {
  const told = JSON.stringify(Object.entries(personal).flatMap(([dataset, columns]) => tell(zhejiang, testRow(dataset, columns), real).outcomes))
  expect(told).toContain('NP:')
  expect(told).not.toContain(person.slice(3, 14))
})
