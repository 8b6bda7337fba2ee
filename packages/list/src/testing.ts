import { createEvidence, evidenceMigrations } from '@delta/access'
import { loadCatalogue, loadRepairLaw } from '@delta/catalogue'
import { createAnswers } from '@delta/graph'
import { countedDatabase, type CountedDatabase } from '@delta/graph/testing'
import { migrate } from '@delta/store'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { listGraph } from './graph.ts'
import { type ListEntryTable, type ListTables, migrateList } from './tables.ts'

/** The real catalogue. */
export const catalogue = loadCatalogue()
const limits = { representations: 100 } as never

const CLASS = { EFFECTIVE: 'effective', REPAIRED: 'repaired', DELISTED: 'ended', EXPIRED: 'ended', WITHDRAWN: 'ended' } as const
let serial = 0
/** An entry, in force unless told otherwise. */
export const entry = (given: Partial<ListEntryTable> & Pick<ListEntryTable, 'domain' | 'province' | 'unit'>): ListEntryTable => {
  serial += 1
  const status = given.status ?? 'EFFECTIVE'
  return {
    record_id: `rec-${String(serial).padStart(4, '0')}`,
    version: 1,
    op: 'upsert',
    polarity: 'BLACK',
    unit_basis: 'CATALOGUE',
    reported_by: given.unit,
    subject_id: '91330100M000100Y4T',
    subject_kind: 'ENT',
    subject_name: '杭州某某有限公司',
    subject_division: '330100',
    case_no: `〔2026〕${serial}号`,
    basis: null,
    valid_from: '2026-01-05',
    valid_to: null,
    removed_on: null,
    removal_reason: null,
    finder_name: null,
    finder_level: null,
    status,
    status_class: CLASS[status],
    changes_on: null,
    rests_on: null,
    repair: null,
    lapse: null,
    warnings: [],
    source_updated_at: null,
    steps: null,
    known_at: '2026-01-06T00:00:01Z',
    known_from: '2026-01-06T00:00:00Z',
    recorded_at: '2026-01-06T00:00:00.5Z',
    ...given,
  }
}
/** Puts entries into the read model, without counting them. */
export const insertEntries = (base: CountedDatabase<ListTables>, rows: readonly ListEntryTable[]): Promise<unknown> =>
  base.db
    .insertInto('list_entry')
    .values(rows.map(row => ({ ...row, steps: row.steps && JSON.stringify(row.steps) })) as never)
    .execute()

/** A read model with a few entries, counted, and the list subgraph over it. For tests only. */
export async function startList(): Promise<{ base: CountedDatabase<ListTables>; schema: GraphQLSchema }> {
  const base = await countedDatabase<ListTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrateList(base.db)
  await migrate(base.db, evidenceMigrations, 'access_migration')
  const schema = listGraph({
    catalogue,
    law: loadRepairLaw(catalogue),
    answers: createAnswers(base),
    evidence: createEvidence({ db: base.db, now: () => new Date() }),
    limits,
    now: () => new Date(),
    today: () => '2026-11-25',
  })
  const tax = { domain: 'B02', province: '330000' } as const
  await insertEntries(base, [
    ...Array.from({ length: 12 }, () => entry({ ...tax, unit: 'ZJ-TAX' })),
    entry({ ...tax, unit: 'ZJ-TAX', status: 'REPAIRED', removed_on: '2026-03-01', removal_reason: 'REPAIRED' }),
    entry({ ...tax, unit: 'ZJ-TAX', status: 'EXPIRED', valid_to: '2026-02-01' }),
    entry({ ...tax, unit: 'ZJ-TAX', status: 'DELISTED' }),
    ...Array.from({ length: 3 }, () => entry({ ...tax, unit: 'NB-TAX', subject_division: '330203' })),
    entry({ domain: 'B02', province: '310000', unit: 'SH-TAX' }),
    entry({
      domain: 'B05',
      province: '330000',
      unit: 'ZJ-ECO',
      subject_id: 'NP:person',
      subject_kind: 'NAT',
      subject_name: '张三丰',
      finder_name: '杭州市生态环境局',
      finder_level: 'CITY',
      warnings: ['W_FINDER_LEVEL'],
    }),
    entry({ domain: 'R01', province: '340000', unit: 'AH-TAX', polarity: 'RED' }),
    ...(['310000', '320000', '330000', '340000'] as const).map(province => entry({ domain: 'B36', province, unit: 'CSJ-CAAC' })),
  ])
  await sql`insert into list_rollup select domain, polarity, province, unit, count(*) filter (where status_class = 'effective'),
    count(*) filter (where status_class = 'repaired'), count(*) filter (where status_class = 'ended') from list_entry group by 1, 2, 3, 4`.execute(base.db)
  return { base, schema }
}
