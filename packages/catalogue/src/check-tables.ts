import type { TableName } from '@delta/model'
import { isDay } from '@delta/model'
import { CatalogueError } from './catalogue-error.ts'
import type { PlacedRow, ReadTable } from './read-table.ts'
import { TABLES, type TableSpec } from './table-specs.ts'

type Tables = ReadonlyMap<TableName, ReadTable>

/** The key of a row as text: its key columns joined by /. */
export const keyOf = (spec: TableSpec, row: PlacedRow['row']): string => spec.key.map(column => row[column] ?? '').join('/')

function checkHeader({ file, header }: ReadTable, spec: TableSpec): void {
  const missing = [...spec.key, ...spec.required, ...(spec.optional ?? [])].find(column => !header.includes(column))
  if (missing !== undefined) throw new CatalogueError(file, 1, `lacks the column ${missing}`)
  const twice = header.find((column, index) => header.indexOf(column) !== index)
  if (twice !== undefined) throw new CatalogueError(file, 1, `has the column ${twice} twice`)
}

function checkCells(file: string, spec: TableSpec, { row, line }: PlacedRow): void {
  const blank = [...spec.key, ...spec.required].find(column => row[column] === '' && !spec.optional?.includes(column))
  if (blank !== undefined) throw new CatalogueError(file, line, `${blank} is blank`)
  for (const [column, form] of Object.entries(spec.forms ?? {})) {
    const value = row[column] ?? ''
    if (value !== '' && (!form.test(value) || (form.test('2000-01-01') && !isDay(value))))
      throw new CatalogueError(file, line, `${column} is malformed: ${value}`)
  }
}

function checkReferences(file: string, spec: TableSpec, { row, line }: PlacedRow, values: (table: TableName, column: string) => ReadonlySet<string>): void {
  for (const [column, { to, separator }] of Object.entries(spec.refers ?? {})) {
    const cell = row[column] ?? ''
    const named = separator === undefined ? [cell] : cell.split(separator)
    const stray = named.find(value => value !== '' && !to.some(([table, target]) => values(table, target).has(value)))
    if (stray !== undefined) throw new CatalogueError(file, line, `${column} ${stray} is not in ${to.map(([table]) => `${table}.csv`).join(' or ')}`)
  }
}

/** Checks form, uniqueness of keys and references of all tables; the first fault is a CatalogueError. What the catalogue means is `totality`'s to check. */
export function checkTables(tables: Tables): void {
  const sets = new Map<string, ReadonlySet<string>>()
  const values = (table: TableName, column: string): ReadonlySet<string> => {
    const id = `${table}.${column}`
    const set = sets.get(id) ?? new Set(tables.get(table)?.rows.map(({ row }) => row[column] ?? ''))
    sets.set(id, set)
    return set
  }
  for (const [name, table] of tables) checkHeader(table, TABLES[name])
  for (const [name, table] of tables) {
    const spec = TABLES[name]
    const seen = new Map<string, number>()
    for (const placed of table.rows) {
      checkCells(table.file, spec, placed)
      checkReferences(table.file, spec, placed, values)
      const key = keyOf(spec, placed.row)
      const before = seen.get(key)
      if (before !== undefined) throw new CatalogueError(table.file, placed.line, `${key} stands on line ${before} already`)
      seen.set(key, placed.line)
    }
  }
}
