import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CatalogueRow } from '@delta/model'
import { type Info, CsvError, parse } from 'csv-parse/sync'
import { CatalogueError } from './catalogue-error.ts'

/** A row with the line of its file on which it begins. */
export interface PlacedRow {
  readonly row: CatalogueRow
  readonly line: number
}

/** A table as its file states it. */
export interface ReadTable {
  readonly file: string
  readonly header: readonly string[]
  readonly rows: readonly PlacedRow[]
}

const textOf = (dir: string, file: string): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(join(dir, file)))
  } catch (error) {
    throw new CatalogueError(file, 0, error instanceof TypeError ? 'is not UTF-8' : 'cannot be read')
  }
}

interface Parsed {
  readonly record: string[]
  readonly info: Info
}

function parseCsv(file: string, text: string): Parsed[] {
  try {
    return parse(text, { info: true, relax_column_count: true, skip_empty_lines: false }) as unknown as Parsed[]
  } catch (error) {
    if (error instanceof CsvError) throw new CatalogueError(file, Number(error['lines'] ?? 0), error.message)
    throw error
  }
}

/** Reads a CSV file (UTF-8, RFC 4180, a header row): rows of another width than the header and cells with spaces around them are errors with their line. */
export function readTable(dir: string, name: string): ReadTable {
  const file = `${name}.csv`
  const [head, ...body] = parseCsv(file, textOf(dir, file))
  if (head === undefined) throw new CatalogueError(file, 1, 'is empty')
  const header = head.record
  let line = head.info.lines
  const rows = body.map(({ record, info }) => {
    const begins = line + 1
    line = info.lines
    if (record.length !== header.length) throw new CatalogueError(file, begins, `has ${record.length} cells, the header has ${header.length}`)
    const untidy = header.find((_, index) => record[index] !== record[index]?.trim())
    if (untidy !== undefined) throw new CatalogueError(file, begins, `${untidy} has spaces around it`)
    return { line: begins, row: Object.freeze(Object.fromEntries(header.map((column, index) => [column, record[index] ?? '']))) }
  })
  return { file, header, rows }
}
