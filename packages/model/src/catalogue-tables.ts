/** A row of a catalogue table: every value is text, keyed by the header of its CSV file. */
export type CatalogueRow = Readonly<Record<string, string>>

/** The tables of schema/catalogue, named as their files. */
export type TableName =
  | 'areas'
  | 'authority-suffixes'
  | 'change-basis'
  | 'check-rules'
  | 'cities'
  | 'code-lists'
  | 'competence'
  | 'counties'
  | 'divisions-retired'
  | 'domain-unit'
  | 'domains'
  | 'double-public-fields'
  | 'evaluation-models'
  | 'functions'
  | 'grade-recognition'
  | 'holidays'
  | 'indicator-unit'
  | 'indicators'
  | 'identity-terms'
  | 'info-categories'
  | 'initiators'
  | 'institutions'
  | 'js-local-area-codes'
  | 'measures'
  | 'memoranda'
  | 'power-categories'
  | 'power-items'
  | 'provinces'
  | 'quality-fields'
  | 'quality-terms'
  | 'recognition'
  | 'relation-dimensions'
  | 'standards'
  | 'unit-alias'
  | 'unit-history'
  | 'units'
  | 'uscc-authorities'
  | 'uscc-kind-map'
  | 'volume-guards'
  | 'vertical-systems'

/** All tables of the catalogue (数据目录). */
export type CatalogueTables = Readonly<Record<TableName, readonly CatalogueRow[]>>

/** The text of a column; blank where the row lacks it. */
export const cell = (row: CatalogueRow, column: string): string => row[column] ?? ''

/** The text of a column, null where blank. */
export const cellOrNull = (row: CatalogueRow, column: string): string | null => cell(row, column) || null

/** The form in which catalogue names are compared: NFKC (full-width brackets and digits become plain) without spaces. */
export const nameKey = (name: string): string => name.normalize('NFKC').replace(/[\s\u200B-\u200F\uFEFF]/gu, '')
