import { migrateArchive } from '@delta/archive'
import { loadCatalogue, loadWorkdays } from '@delta/catalogue'
import { migrateList } from '@delta/list'
import { migrateRelationship } from '@delta/relationship'
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
