import { openStore } from '@delta/store'
import { Missing } from './missing.ts'

/** How many records of one product and subject kind a province's adapter has published, holds and has rejected. */
export interface LedgerCount {
  readonly province: string
  readonly product: string
  /** Null where the source does not say it. */
  readonly kind: string | null
  readonly published: number
  readonly held: number
  readonly rejected: number
}

const STATEMENT = `
  select product, subject_kind as kind,
    count(*) filter (where state = 'published' and not departed) as published,
    count(*) filter (where state = 'held') as held,
    count(*) filter (where state = 'rejected') as rejected
  from ledger group by product, subject_kind order by product, subject_kind`

/** Counts the ledgers of all four adapters, by the names of the provinces. */
export async function ledgerCounts(ledgers: Readonly<Record<string, string>>): Promise<LedgerCount[]> {
  const all = await Promise.all(
    Object.entries(ledgers).map(async ([province, url]) => {
      const store = openStore(url, { connections: 1, applicationName: 'delta counts' })
      try {
        const { rows } = await store.pool.query<Omit<LedgerCount, 'province'>>(STATEMENT)
        return rows.map(one => ({ province, ...one }))
      } catch (error) {
        throw new Missing(`The ledger of ${province} cannot be read (${(error as { code?: string }).code ?? 'no answer'}).`)
      } finally {
        await store.close()
      }
    }),
  )
  return all.flat()
}

/** The counts as a table for people. */
export function countsTable(counts: readonly LedgerCount[]): string {
  return [
    row(['province', 'product', 'kind', 'published', 'held', 'rejected']),
    ...counts.map(one => row([one.province, one.product, one.kind ?? '-', one.published, one.held, one.rejected])),
  ].join('\n')
}

function row(cells: readonly (string | number)[]): string {
  return cells.map((cell, index) => (index < 3 ? String(cell).padEnd(14) : String(cell).padStart(10))).join('')
}
