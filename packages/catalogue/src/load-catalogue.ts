import { fileURLToPath } from 'node:url'
import { type Catalogue, type CatalogueTables, type TableName, createCatalogue } from '@delta/model'
import { checkTables } from './check-tables.ts'
import { type ReadTable, readTable } from './read-table.ts'
import { TABLES } from './table-specs.ts'

/** The repository's own catalogue, schema/catalogue. */
export const catalogueFolder = (): string => fileURLToPath(new URL('../../../schema/catalogue', import.meta.url))

/** Reads every table of a folder and checks their form; the first malformed place is a CatalogueError that names file and line. */
export function readTables(dir: string = catalogueFolder()): ReadonlyMap<TableName, ReadTable> {
  const tables = new Map((Object.keys(TABLES) as TableName[]).map(name => [name, readTable(dir, name)]))
  checkTables(tables)
  return tables
}

/** The tables without the lines on which their rows stand. */
export const rowsOf = (tables: ReadonlyMap<TableName, ReadTable>): CatalogueTables =>
  Object.fromEntries([...tables].map(([name, { rows }]) => [name, rows.map(({ row }) => row)])) as Partial<CatalogueTables> as CatalogueTables

/** The catalogue of a folder of CSV files, by default schema/catalogue. Reads each file once; throws CatalogueError. */
export function loadCatalogue(dir: string = catalogueFolder()): Catalogue {
  return createCatalogue(rowsOf(readTables(dir)))
}
