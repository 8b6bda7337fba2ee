import { type Kysely, sql } from 'kysely'
import type { SubjectKind } from '@delta/model'
import type { Product } from '@delta/mapping'
import type { AdapterTables } from './tables.ts'

/** How many records of one product and subject kind are published, held and rejected: together, what the source states. Departed ones it states no longer; refused ones are whole files. */
export interface LedgerCount {
  readonly product: Product
  /** Null where a rejected row does not say it. */
  readonly kind: SubjectKind | null
  readonly published: number
  readonly held: number
  readonly rejected: number
  readonly departed: number
  readonly refused: number
}

/** Counts a province's ledger. */
export async function counts(db: Kysely<AdapterTables>): Promise<LedgerCount[]> {
  const { rows } = await sql<LedgerCount>`
    select product, subject_kind as kind,
      count(*) filter (where state = 'published' and not departed) as published,
      count(*) filter (where state = 'held') as held,
      count(*) filter (where state = 'rejected') as rejected,
      count(*) filter (where departed) as departed,
      count(*) filter (where state = 'refused') as refused
    from ledger where state <> 'cleared' group by product, subject_kind order by product, subject_kind`.execute(db)
  return rows
}
