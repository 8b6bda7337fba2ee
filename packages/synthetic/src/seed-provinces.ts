import { loadCatalogue } from '@delta/catalogue'
import { dayIn } from '@delta/model'
import { openStore, type Pool } from '@delta/store'
import { createSourceSchemas, holdsRows, type SourceUrls } from './create-source-schemas.ts'
import { openDropFolder } from './drop-folder.ts'
import { createReference, type CatalogueRows, type Reference } from './reference.ts'
import { seedAnhui } from './seed-anhui.ts'
import { seedJiangsu, seedShanghai, seedZhejiang } from './seed-databases.ts'
import { createSeedParts, type Seeded } from './seed-parts.ts'

/** What to fill and with what. */
export interface SeedOptions {
  readonly urls: SourceUrls
  /** Folders in which Jiangsu's messages and Anhui's files appear. */
  readonly inboxes: { readonly jiangsu: string; readonly anhui: string }
  /** How many subjects the four provinces have together. Default 20,000. */
  readonly subjects?: number
  /** Default 1. */
  readonly seed?: number
  /** Day (Asia/Shanghai) that all generated days come before. Default today. */
  readonly today?: string
}

const TABLES = [
  'cities',
  'competence',
  'counties',
  'divisions-retired',
  'domain-unit',
  'domains',
  'indicator-unit',
  'indicators',
  'js-local-area-codes',
  'provinces',
  'unit-alias',
  'unit-history',
  'units',
] as const

/** The generator's view of the repository's own catalogue. */
export function readReference(): Reference {
  const catalogue = loadCatalogue()
  return createReference(Object.fromEntries(TABLES.map(table => [table, catalogue.rows(table)])) as CatalogueRows)
}

/** Fills the four provinces' databases and drop folders with synthetic data in their own formats: the same bytes for the same subjects, seed and day. Makes missing tables; a database that holds rows is an error. */
export async function seedProvinces(options: SeedOptions): Promise<Readonly<Record<'shanghai' | 'jiangsu' | 'zhejiang' | 'anhui', Seeded>>> {
  const { urls, inboxes, subjects = 20_000, seed = 1, today = dayIn('Asia/Shanghai', new Date().toISOString()) } = options
  await createSourceSchemas(urls)
  const parts = createSeedParts({ seed, today, subjects, reference: readReference() })
  const filled = async (province: keyof SourceUrls, fill: (pool: Pool) => Promise<Seeded>): Promise<Seeded> => {
    const store = openStore(urls[province], { connections: 1, applicationName: 'delta-synthetic' })
    try {
      if (await holdsRows(store.pool, province)) throw new Error(`the database of ${province} already holds rows`)
      const seeded = await fill(store.pool)
      await store.pool.query('analyze')
      return seeded
    } finally {
      await store.close()
    }
  }
  const [shanghai, jiangsu, zhejiang, anhui] = await Promise.all([
    filled('shanghai', pool => seedShanghai(parts, pool)),
    filled('jiangsu', async pool => seedJiangsu(parts, pool, await openDropFolder(inboxes.jiangsu))),
    filled('zhejiang', pool => seedZhejiang(parts, pool)),
    openDropFolder(inboxes.anhui).then(inbox => seedAnhui(parts, inbox)),
  ])
  return { shanghai, jiangsu, zhejiang, anhui }
}
