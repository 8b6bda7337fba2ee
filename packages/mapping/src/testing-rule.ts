import type { Warning } from '@delta/model'
import type { DatasetMapping } from './province-mapping.ts'
import { Reading } from './reading.ts'
import type { Row } from './row.ts'
import { csv } from './source.ts'
import { testCatalogue } from './testing-catalogue.ts'
import { testParts, testRow } from './testing.ts'

const parts = testParts(testCatalogue())

/** A reading of one row of a Shanghai dataset with the given columns. */
export function readingOf(
  columns: Row['columns'],
  over: { readonly row?: Partial<Row>; readonly dataset?: Partial<DatasetMapping>; readonly province?: '310000' | '330000' } = {},
): Reading {
  const dataset: DatasetMapping = {
    source: csv('T'),
    states: [],
    columns: [],
    optional: [],
    ignore: [],
    nullTokens: new Set(),
    zeroIsNull: new Set(),
    complete: [],
    ...over.dataset,
  }
  return new Reading(over.province ?? '310000', dataset, testRow('T', columns, over.row), parts)
}

/** What a rule says of one text in column `c`: its value, else `CODE field`; with warnings where there are any. */
export function said<T>(
  rule: { readonly read: (reading: Reading) => T | null },
  text: string | null,
  columns: Row['columns'] = {},
): T | string | null | readonly [T | string | null, ...Warning[]] {
  const reading = readingOf({ ...columns, c: text })
  const value = rule.read(reading)
  const told = reading.failure === null ? value : `${reading.failure.code} ${reading.failure.field}`
  return reading.warnings.length === 0 ? told : [told, ...reading.warnings]
}
