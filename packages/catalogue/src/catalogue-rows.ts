import { createHash } from 'node:crypto'
import type { CatalogueRow, RuleSet } from '@delta/model'
import { keyOf } from './check-tables.ts'
import { catalogueFolder, readTables } from './load-catalogue.ts'
import { loadRuleSets } from './rule-sets.ts'
import { TABLES } from './table-specs.ts'

/** A row of the catalogue as it is published to delta.catalogue.v1: table and key name it, the hash (SHA-256, hex) of its content tells whether it changed. */
export interface PublishedRow {
  readonly table: string
  readonly key: string
  readonly row: CatalogueRow
  readonly hash: string
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex')

/** The hash of a row: of the JSON of its columns in the order of their names. */
export const hashOfRow = (row: CatalogueRow): string => sha256(JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1))))

const publish = (table: string, key: string, row: CatalogueRow): PublishedRow => ({ table, key, row, hash: hashOfRow(row) })

const asText = (value: unknown): string => (typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value))
const textOf = (rule: RuleSet): CatalogueRow => Object.fromEntries(Object.entries(rule).map(([column, value]) => [column, asText(value)]))

/** Every row of the catalogue in the order of tables and files, then every repair rule set (its inner parts as JSON text). */
export function catalogueRows(dir: string = catalogueFolder()): PublishedRow[] {
  const tables = readTables(dir)
  const rows = [...tables].flatMap(([table, { rows: placed }]) => placed.map(({ row }) => publish(table, keyOf(TABLES[table], row), row)))
  return [...rows, ...loadRuleSets(dir, tables).map(rule => publish('repair-rules', rule.id, textOf(rule)))]
}

/** The edition of a catalogue: the SHA-256 (hex) of its rows' tables, keys and hashes, whatever their order. */
export const editionOf = (rows: readonly PublishedRow[]): string =>
  sha256(JSON.stringify(rows.map(({ table, key, hash }) => `${table}/${key}/${hash}`).toSorted()))
