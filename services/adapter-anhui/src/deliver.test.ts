import { loadCatalogue } from '@delta/catalogue'
import { readDelivered, writeDelivered } from '@delta/mapping'
import { testParts } from '@delta/mapping/testing'
import { deliverables } from '@delta/mapping/testing-delivered'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { anhuiDelivery } from './deliver.ts'

const catalogue = loadCatalogue()
const parts = testParts(catalogue)

test('what is delivered means the same as what was published, whatever a text holds', { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(deliverables(catalogue), record => {
      const told = writeDelivered(anhuiDelivery, record, catalogue)
      if (!told.ok) throw new Error(`${told.error} ${told.column}`)
      expect(readDelivered(anhuiDelivery, told.shape, told.columns, parts)).toEqual(record)
    }),
    { numRuns: 2_000 },
  )
})
