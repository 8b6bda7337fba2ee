import { type Kysely, sql } from 'kysely'
import { upsertRows } from '@delta/store'
import type { Outbox } from '@delta/stream'
import type { Body, StoredClaim } from './claim.ts'
import type { Folded, Known } from './fold.ts'
import { LEDGER_COLUMNS, type LedgerRow } from './ledger-row.ts'
import type { StoredRevocation } from './revocation.ts'
import type { AdapterTables } from './tables.ts'

const COLUMNS = sql.raw(
  Object.keys(LEDGER_COLUMNS)
    .filter(name => name !== 'updated_at')
    .join(', '),
)

const CLAIM = { record_id: 'text', coordinate: 'text', dataset: 'text', position: 'text', outcome: 'jsonb' } as const
const REVOCATION = { record_id: 'text', revoked_on: 'text', dataset: 'text', coordinate: 'text', position: 'text' } as const

/** Reads what is known of records by id, and of all that the rows at `coordinates` state. */
export async function readKnown(trx: Kysely<AdapterTables>, { ids, coordinates }: { ids: readonly string[]; coordinates: readonly string[] }): Promise<Known> {
  const ledger = new Map<string, LedgerRow>()
  const claims = new Map<string, StoredClaim>()
  const revocations = new Map<string, StoredRevocation>()
  const wanted = new Set(ids)
  const byId = async (some: readonly string[]): Promise<void> => {
    const rows = await sql<LedgerRow>`select ${COLUMNS} from ledger where record_id = any(${some})`.execute(trx)
    for (const row of rows.rows) ledger.set(row.record_id, row)
    for (const claim of (
      await sql<StoredClaim>`select record_id, dataset, coordinate, position, outcome from claim where record_id = any(${some})`.execute(trx)
    ).rows)
      claims.set(`${claim.record_id} ${claim.coordinate}`, claim)
    for (const one of (await sql<StoredRevocation>`select * from revocation where record_id = any(${some})`.execute(trx)).rows)
      revocations.set(one.record_id, one)
  }
  await byId([...wanted])
  const there = (
    await sql<{
      record_id: string
    }>`select record_id from ledger where coordinate = any(${coordinates}) union select record_id from claim where coordinate = any(${coordinates})`.execute(
      trx,
    )
  ).rows
  const more = there.map(row => row.record_id).filter(id => !wanted.has(id))
  if (more.length > 0) await byId(more)
  return { ledger: [...ledger.values()], claims: [...claims.values()], revocations: [...revocations.values()] }
}

/** Has any row been held until `at` or longer? */
export async function isExpiredHeld(db: Kysely<AdapterTables>, at: string): Promise<boolean> {
  const { rows } = await sql`select from ledger where state = 'held' and held_until <= ${at} limit 1`.execute(db)
  return rows.length > 0
}

/** The rows that have been held until `at` or longer. */
export async function readExpired(trx: Kysely<AdapterTables>, at: string, limit: number): Promise<LedgerRow[]> {
  const { rows } = await sql<LedgerRow>`select ${COLUMNS} from ledger where state = 'held' and held_until <= ${at} order by held_until limit ${limit}`.execute(
    trx,
  )
  return rows
}

/** Gives the last published body of a ledger row from the outbox, which keeps all history. */
export const lastBodyFrom =
  (trx: Kysely<AdapterTables>, outbox: Outbox) =>
  async ({ topic, partition, seq }: LedgerRow): Promise<Body | null> => {
    const message = topic === null || partition === null || seq === null ? null : await outbox.at(trx, { topic, partition, seq })
    if (!message?.value) return null
    const { version: _version, recordedAt: _recordedAt, ...body } = JSON.parse(message.value) as Body & { version: number; recordedAt: string }
    return body
  }

/** Writes what a fold has decided. `placed` gives the outbox place of each record published in it. */
export async function writeFolded(
  trx: Kysely<AdapterTables>,
  folded: Folded,
  placed: ReadonlyMap<string, { topic: string; partition: number; seq: number }>,
  at: string,
): Promise<void> {
  await upsertRows(
    trx,
    'ledger',
    LEDGER_COLUMNS,
    folded.ledger.map(row => ({ ...row, ...placed.get(row.record_id), updated_at: at })),
    { key: ['record_id'] },
  )
  if (folded.claimsGone.length > 0) {
    await sql`delete from claim using unnest(${folded.claimsGone.map(one => one.record_id)}::text[], ${folded.claimsGone.map(one => one.coordinate)}::text[]) as gone (record_id, coordinate)
      where claim.record_id = gone.record_id and claim.coordinate = gone.coordinate`.execute(trx)
  }
  await upsertRows(trx, 'claim', CLAIM, folded.claims, { key: ['record_id', 'coordinate'] })
  await upsertRows(trx, 'revocation', REVOCATION, folded.revocations, { key: ['record_id'] })
}
