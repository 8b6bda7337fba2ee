import { readFileSync } from 'node:fs'
import { migrateArchive } from '@delta/archive'
import { loadCatalogue, loadWorkdays } from '@delta/catalogue'
import { migrateList } from '@delta/list'
import { migrateRelationship } from '@delta/relationship'
import { Ajv2020 } from 'ajv/dist/2020.js'
import type { Kysely } from 'kysely'
import { createQualityReports } from './quality-report.ts'
import type { QualityTables } from './tables.ts'

/** What the catalogue subgraph needs for reports, over a test database. For tests only. */
export function qualityParts({ db }: { db: Kysely<QualityTables> }, now: () => Date) {
  const catalogue = loadCatalogue()
  const workdays = loadWorkdays(catalogue)
  return { catalogue, workdays, reports: createQualityReports({ db, catalogue, workdays, now }) }
}

/** Makes the tables that reports count. For tests only. */
export async function migrateCounted(db: Kysely<QualityTables>): Promise<void> {
  await migrateArchive(db)
  await migrateList(db)
  await migrateRelationship(db)
}

const SCHEMAS = ['reports/quality-report', 'records/common', 'records/rejection']

/** Where a quality report departs from schema/reports, as `path keyword`; null when it fits. For tests only. */
export function reportMisfit(report: unknown): string | null {
  const ajv = new Ajv2020({ strict: true, strictRequired: false })
  const [schema, ...others] = SCHEMAS.map(
    name => JSON.parse(readFileSync(new URL(`../../../schema/${name}.v1.schema.json`, import.meta.url), 'utf8')) as object,
  )
  const fits = ajv.addSchema(others).compile(schema!)
  const [first] = fits(report) ? [] : (fits.errors ?? [])
  return first ? `${first.instancePath} ${first.keyword}` : null
}
