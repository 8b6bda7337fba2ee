import { type Catalogue, type Province, shanghaiDay } from '@delta/model'
import type { Held, Mapped, Outcome } from '@delta/mapping'
import { upsertRows } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { bodyHash } from '../body-hash.ts'
import type { MappedRow } from '../commit-batch.ts'
import type { Known } from '../fold.ts'
import type { AdapterTables } from '../tables.ts'
import type { VolumeTables } from './volume-tables.ts'

/** The bounds of a dataset: how many records may go or come on a day whatever it holds, and beyond that which shares of what it held that morning. */
export interface VolumeBounds {
  readonly least: number
  readonly maxDrop: number
  readonly maxRise: number
}

/** The bounds of a province's datasets (volume-guards.csv): a dataset's own, else those of `*`; null where there are none. */
export function volumeBounds(catalogue: Catalogue, province: Province): (dataset: string) => VolumeBounds | null {
  const rows = catalogue.rows('volume-guards').filter(row => row['province'] === province.slice(0, 2))
  const bounds = new Map(
    rows.map(row => [row['dataset']!, { least: Number(row['least']), maxDrop: Number(row['max_drop']), maxRise: Number(row['max_rise']) }]),
  )
  return dataset => bounds.get(dataset) ?? bounds.get('*') ?? null
}

/** Holds what comes in suspicious numbers: statements that take off (revoke, remove) or add more records of a dataset on a day than its bounds allow wait for an operator, and nothing of them is published. */
export interface VolumeGuard {
  /** The rows with what must wait turned into held statements. Counts what may go. */
  watch(trx: Kysely<AdapterTables>, rows: readonly MappedRow[], known: Known, at: string): Promise<readonly MappedRow[]>
}

type Change = 'dropped' | 'added'

/** Why they wait, as a held record says it. */
const HELD = { kind: 'held', until: null, code: 'E_COUNT_MISMATCH', field: 'ROW' } as const

const WAITING = { record_id: 'text', dataset: 'text', coordinate: 'text', position: 'text', outcome: 'jsonb', updated_at: 'timestamptz' } as const

/** Makes the guard of a province. */
export function createVolumeGuard(boundsOf: (dataset: string) => VolumeBounds | null): VolumeGuard {
  const dayOf = async (trx: Kysely<AdapterTables>, dataset: string, day: string): Promise<VolumeTables['volume_day']> => {
    const { rows } = await sql<VolumeTables['volume_day']>`select * from volume_day where dataset = ${dataset} and day = ${day}`.execute(trx)
    if (rows[0]) return rows[0]
    const made = await sql<VolumeTables['volume_day']>`
      insert into volume_day select ${dataset}, ${day}, count(*), 0, 0 from ledger where dataset = ${dataset} and state = 'published' returning *`.execute(trx)
    return made.rows[0]!
  }

  return {
    watch: async (trx, rows, known, at) => {
      const ledger = new Map(known.ledger.map(row => [row.record_id, row]))
      const changeOf = (outcome: Outcome): Change | null => {
        if (outcome.kind !== 'mapped') return null
        const row = ledger.get(outcome.recordId)
        if (!row || row.version === 0) return 'added'
        return (outcome.record.op === 'revoke' || outcome.record.op === 'remove') && bodyHash(outcome.record) !== row.body_hash ? 'dropped' : null
      }
      const changes = Map.groupBy(
        rows.flatMap(({ row, outcomes }) => outcomes.flatMap(outcome => ({ dataset: row.dataset, change: changeOf(outcome) }))),
        one => `${one.dataset} ${one.change}`,
      )
      const over = new Set<string>()
      const day = shanghaiDay(at)
      for (const [key, { length, [0]: first }] of changes) {
        const { dataset, change } = first!
        const bounds = boundsOf(dataset)
        if (change === null || !bounds) continue
        const held = await dayOf(trx, dataset, day)
        // What begins is not suspicious: there is nothing that it could be measured by.
        const begins = change === 'added' && held.base < bounds.least
        const most = begins ? Infinity : Math.max(bounds.least, held.base * (change === 'dropped' ? bounds.maxDrop : bounds.maxRise))
        if (held[change] + length > most) over.add(key)
        else await sql`update volume_day set ${sql.ref(change)} = ${sql.ref(change)} + ${length} where dataset = ${dataset} and day = ${day}`.execute(trx)
      }
      const waiting: VolumeTables['volume_held'][] = []
      const told = rows.map(({ row, outcomes }) => ({
        row,
        outcomes: outcomes.map((outcome): Outcome => {
          if (!over.has(`${row.dataset} ${changeOf(outcome)}`)) return outcome
          const { recordId, product, subjectKind, record } = outcome as Mapped
          waiting.push({
            record_id: recordId,
            dataset: row.dataset,
            coordinate: row.coordinate,
            position: row.position,
            outcome: outcome as Mapped,
            updated_at: row.updatedAt,
          })
          return { ...HELD, recordId, product, subjectKind, reportedBy: record.reportedBy } satisfies Held
        }),
      }))
      // What a row says now takes the place of what waited.
      await sql`delete from volume_held where record_id = any(${rows.flatMap(one => one.outcomes.map(outcome => outcome.recordId))})`.execute(trx)
      const last = new Map(waiting.map(one => [one.record_id, one]))
      await upsertRows(trx, 'volume_held', WAITING, [...last.values()], { key: ['record_id'] })
      return over.size === 0 ? rows : told
    },
  }
}

/** Has an operator let any dataset go that has not gone yet? */
export async function isReleased(db: Kysely<AdapterTables>): Promise<boolean> {
  const { rows } = await sql`select from volume_release limit 1`.execute(db)
  return rows.length > 0
}

/** What waits of datasets that an operator has let go, at most `limit`; none once all has gone. */
export async function takeReleased(trx: Kysely<AdapterTables>, limit: number): Promise<readonly VolumeTables['volume_held'][]> {
  const { rows } = await sql<VolumeTables['volume_held']>`
    delete from volume_held where record_id in (select record_id from volume_held join volume_release using (dataset) limit ${limit}) returning *`.execute(trx)
  if (rows.length < limit) await sql`delete from volume_release`.execute(trx)
  return rows
}
