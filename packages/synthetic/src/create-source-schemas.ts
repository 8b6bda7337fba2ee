import { openStore, type Pool } from '@delta/store'
import { JIANGSU } from './jiangsu-tables.ts'
import { SHANGHAI } from './shanghai-tables.ts'
import { ddlOf, type Table } from './table.ts'
import { ZHEJIANG } from './zhejiang-tables.ts'

/** PostgreSQL URLs of the three provinces that have a database. */
export interface SourceUrls {
  readonly shanghai: string
  readonly jiangsu: string
  readonly zhejiang: string
}

/** The tables of each database. */
const SOURCE_TABLES: Readonly<Record<keyof SourceUrls, readonly Table[]>> = {
  shanghai: Object.values(SHANGHAI),
  jiangsu: Object.values(JIANGSU),
  zhejiang: Object.values(ZHEJIANG),
}

/** The statements that make a province's database what its description says; each can be run again. */
export const schemaOf = (province: keyof SourceUrls): string =>
  [...(province === 'shanghai' ? ['create schema if not exists gxpt;'] : []), ...SOURCE_TABLES[province].map(ddlOf)].join('\n')

/** Makes the tables of the three provincial databases where they are missing. */
export async function createSourceSchemas(urls: SourceUrls): Promise<void> {
  for (const province of Object.keys(SOURCE_TABLES) as (keyof SourceUrls)[]) {
    const store = openStore(urls[province], { connections: 1, applicationName: 'delta-synthetic' })
    try {
      await store.pool.query(schemaOf(province))
    } finally {
      await store.close()
    }
  }
}

/** Whether a province's database holds any row yet. */
export async function holdsRows(pool: Pool, province: keyof SourceUrls): Promise<boolean> {
  const { rows } = await pool.query<{ any: boolean }>(
    `select ${SOURCE_TABLES[province].map(table => `exists (select from ${table.name})`).join(' or ')} as any`,
  )
  return rows[0]!.any
}
