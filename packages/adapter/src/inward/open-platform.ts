import type { Kysely } from 'kysely'
import { type Catalogue, shortOf } from '@delta/model'
import type { Delivery } from '@delta/mapping'
import type { AdapterTables } from '../tables.ts'
import { createCellPlatform } from './cell-platform.ts'
import { createFilePlatform, type FilePoint } from './file-platform.ts'
import type { Platform } from './platform.ts'
import { createTablePlatform } from './table-platform.ts'
import { createCsvWriter } from './write-csv.ts'
import { xmlWriter } from './write-xml.ts'

/** In which form a platform takes records: tables with their ledger and key column, cells, XML messages or CSV files. */
export type PlatformForm = { readonly form: 'tables'; readonly ledger: string; readonly key: string } | { readonly form: 'cells' | 'xml' | 'csv' }

/** What a platform is reached by: `platform` where it is a database, `folder` where it takes files. */
export interface PlatformDoors {
  readonly delivery: Delivery
  readonly catalogue: Catalogue
  readonly now: () => Date
  /** The adapter's own database. */
  readonly store: Kysely<AdapterTables>
  readonly platform: Kysely<unknown> | null
  readonly folder: string | null
  /** Named points that a test may break at. */
  readonly at?: (point: FilePoint) => void
}

const needed = <T>(part: T | null, what: string): T => {
  if (part === null) throw Object.assign(new Error(`this province needs ${what}`), { code: 'ADAPTER_SETTING', safe: true })
  return part
}

/** Opens a province's platform for what others publish. */
export function openPlatform(form: PlatformForm, { delivery, catalogue, now, store, platform, folder, at = () => undefined }: PlatformDoors): Platform {
  if (form.form === 'tables') return createTablePlatform({ db: needed(platform, 'DELTA_PLATFORM_URL'), delivery, ledger: form.ledger, key: form.key })
  if (form.form === 'cells') return createCellPlatform({ db: needed(platform, 'DELTA_PLATFORM_URL'), delivery, catalogue })
  const writer = form.form === 'xml' ? xmlWriter : createCsvWriter(shortOf(delivery.province).toUpperCase())
  return createFilePlatform({ db: store as never, delivery, writer, folder: needed(folder, 'DELTA_PLATFORM_FOLDER'), now, at })
}
