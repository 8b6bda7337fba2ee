import { hash } from 'node:crypto'
import { type Catalogue, canonicalJson, type CatalogueRow, type Day, type TableName } from '@delta/model'

/** The tables from which it follows what an entry in force calls for. */
const TABLES: readonly TableName[] = [
  'recognition',
  'domains',
  'measures',
  'power-categories',
  'power-items',
  'competence',
  'authority-suffixes',
  'units',
  'provinces',
  'cities',
  'counties',
  'divisions-retired',
]

const stands = ({ valid_from, valid_to }: CatalogueRow, day: Day): boolean => (!valid_from || valid_from <= day) && (!valid_to || valid_to >= day)

/** A digest of the rules that hold on a day: while it stays the same, so does what an entry calls for. */
export const rulesOn = (catalogue: Catalogue, day: Day): string =>
  hash('sha256', canonicalJson(TABLES.map(table => catalogue.rows(table).filter(row => stands(row, day)))), 'base64url')
