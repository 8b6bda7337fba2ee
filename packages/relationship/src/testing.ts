import { createEvidence, evidenceMigrations } from '@delta/access'
import { loadCatalogue } from '@delta/catalogue'
import { createAnswers } from '@delta/graph'
import { countedDatabase, type CountedDatabase } from '@delta/graph/testing'
import { migrate } from '@delta/store'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { relationshipGraph } from './graph.ts'
import { migrateRelationship, type RelationshipTables, type RelationTable } from './tables.ts'

const catalogue = loadCatalogue()
/** A firm of Zhejiang. */
export const FIRM = '91330100M000100Y4T'
/** A firm of Shanghai. */
export const OTHER = '91310000MA1FL00C1X'
let serial = 0

const relation = (given: Partial<RelationTable>): RelationTable => {
  serial += 1
  return {
    province: '330000',
    record_id: `rel-${String(serial).padStart(3, '0')}`,
    version: 1,
    op: 'upsert',
    dimension: 'INVESTOR',
    subject_id: FIRM,
    subject_kind: 'ENT',
    subject_name: '杭州某某有限公司',
    subject_province: '330000',
    party_kind: 'NAT',
    party_id: 'NP:zhang',
    party_id_type: 'RIC',
    party_name: '张三丰',
    party_masked_id: '330*9980',
    share: null,
    valid_from: '2020-01-01',
    valid_to: null,
    placement: 'IN_REGION',
    party_province: '330000',
    hukou_province: '330000',
    unit: 'ZJ-HUKOU',
    reported_by: 'ZJ-MKT',
    status: 'VALID',
    status_class: 'effective',
    changes_on: null,
    warnings: [],
    source_updated_at: null,
    steps: null,
    known_at: '2026-01-01T00:00:00Z',
    known_from: '2026-01-01T00:00:00Z',
    recorded_at: '2026-01-01T00:00:00Z',
    ...given,
  }
}
const firm = { party_kind: 'ORG', party_id_type: 'USCC', hukou_province: null } as const
const away = { placement: 'OUTSIDE_REGION', party_province: null, unit: null } as const

/** A read model with a few relations, counted, and the relationship subgraph over it. For tests only. */
export async function startRelationship(): Promise<{ base: CountedDatabase<RelationshipTables>; schema: GraphQLSchema }> {
  const base = await countedDatabase<RelationshipTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrateRelationship(base.db)
  await migrate(base.db, evidenceMigrations, 'access_migration')
  const schema = relationshipGraph({
    catalogue,
    answers: createAnswers(base),
    evidence: createEvidence({ db: base.db, now: () => new Date() }),
    limits: { representations: 100 } as never,
    now: () => new Date(),
  })
  await base.db
    .insertInto('relation')
    .values([
      relation({ share: '0.510000' }),
      relation({ party_id: 'NP:li', party_name: '李四光', party_province: '340000', hukou_province: '340000', unit: 'AH-HUKOU' }),
      relation({ party_id: 'NP:wang', party_name: '王五', ...away, hukou_province: '420000' }),
      relation({ party_id: 'NP:zhao', party_name: '赵六', ...away, placement: 'UNKNOWN', hukou_province: null }),
      relation({
        ...firm,
        party_id: OTHER,
        party_name: '上海某某有限公司',
        party_province: '310000',
        unit: 'SH-MKT',
        status: 'EXPIRED',
        status_class: 'ended',
        valid_to: '2025-01-01',
      }),
      relation({ dimension: 'SUPPLY_CHAIN', ...firm, party_id: OTHER, party_name: '上海某某有限公司', party_province: '310000', unit: 'SH-TAX' }),
      relation({
        dimension: 'SUPPLY_CHAIN',
        ...firm,
        party_id: '91330200MA1FL00C3X',
        party_name: '宁波某某有限公司',
        party_province: '330000',
        unit: 'NB-TAX',
      }),
      relation({
        dimension: 'SUPPLY_CHAIN',
        ...firm,
        party_id: '91330300MA1FL00C4X',
        party_name: '温州某某有限公司',
        party_province: '330000',
        unit: 'ZJ-TAX',
      }),
      relation({
        province: '310000',
        subject_id: OTHER,
        subject_name: '上海某某有限公司',
        subject_province: '310000',
        dimension: 'LEGAL_REP',
        reported_by: 'SH-MKT',
      }),
      relation({
        province: '310000',
        subject_id: OTHER,
        subject_name: '上海某某有限公司',
        subject_province: null,
        dimension: 'EXECUTIVE',
        reported_by: 'SH-MKT',
      }),
      ...Array.from({ length: 9 }, (_, index) =>
        relation({ dimension: 'EXECUTIVE', subject_province: ['310000', '330000', null][index % 3]!, record_id: `exe-${index}` }),
      ),
    ] as never)
    .execute()
  await sql`insert into relation_rollup (province, subject_province, dimension, party_kind, placement, party_province, unit, effective, repaired, ended)
    select province, subject_province, dimension, party_kind, placement, party_province, unit, count(*) filter (where status_class = 'effective'),
    count(*) filter (where status_class = 'repaired'), count(*) filter (where status_class = 'ended') from relation group by 1, 2, 3, 4, 5, 6, 7`.execute(
    base.db,
  )
  return { base, schema }
}

/** Counts as a document asks for them. */
export const COUNTS = 'counts { total effective repaired ended }'
/** A node of a drill. */
export type Counted = { counts: { total: number; effective: number; repaired: number; ended: number } } & Record<string, unknown>
/** The parts of a count. */
export const PARTS = ['total', 'effective', 'repaired', 'ended'] as const
/** Expects that a node’s counts are the sum of its children’s, all the way down. */
export const check = (node: Counted): void => {
  expect(node.counts.total).toBe(node.counts.effective + node.counts.repaired + node.counts.ended)
  const children = (node['dimensions'] ?? node['parties'] ?? node['provinces'] ?? (node['placement'] === 'IN_REGION' ? node['units'] : undefined)) as
    | Counted[]
    | undefined
  if (!children) return
  for (const part of PARTS) expect(children.reduce((sum, child) => sum + child.counts[part], 0)).toBe(node.counts[part])
  children.forEach(check)
}
/** All levels of the drill, as a document asks for them. */
export const LEVELS = `${COUNTS} dimensions { dimension { code name } ${COUNTS} parties { partyKind ${COUNTS} provinces { placement province { code } ${COUNTS} units { unit { code } ${COUNTS} } } } }`
