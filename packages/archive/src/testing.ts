import { createEvidence, evidenceMigrations } from '@delta/access'
import { loadCatalogue } from '@delta/catalogue'
import { createAnswers } from '@delta/graph'
import { countedDatabase, type CountedDatabase } from '@delta/graph/testing'
import { generateKey, sealBatch, signingKey } from '@delta/seal'
import { migrate } from '@delta/store'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { expect } from 'vitest'
import { archiveGraph } from './graph.ts'
import { nameForms } from './name-forms.ts'
import { type ArchiveItemTable, type ArchiveTables, migrateArchive, type SubjectTable } from './tables.ts'

/** The real catalogue. */
export const catalogue = loadCatalogue()
/** A firm whose older records stand under its organisation code. */
export const FIRM = '91330100M000100Y4T'
/** The number of the person NP:person. */
export const RESIDENT = '330102195101019980'
/** What stands sealed as evidence of two items. */
export const proofMessage = {
  topic: 'delta.archive.zj.v1',
  key: 'item-01',
  headers: { ce_id: 'item-01', ce_type: 'cn.delta.credit.archive-item.v1' },
  value: '{"subject":{"name":"张三丰"}}',
}

const subject = (id: string, name: string | null, given: Partial<SubjectTable> = {}): Partial<SubjectTable> => {
  const person = id.startsWith('NP:')
  const forms = name === null || person ? null : nameForms(name)
  return {
    id,
    kind: person ? 'NAT' : 'ENT',
    sub_kind: null,
    id_type: person ? 'RIC' : 'USCC',
    masked_id: person ? '330*9980' : null,
    facts_rank: 2,
    name,
    name_rank: 3,
    name_at: '2026-01-01T00:00:00Z',
    name_version: 1,
    name_norm: forms?.norm ?? null,
    name_simplified: forms?.simplified ?? null,
    name_initials: forms?.initials ?? null,
    division: '330100',
    division_at: '2026-01-01T00:00:00Z',
    division_version: 1,
    province: '330000',
    org_code: id.length === 18 ? id.slice(8, 17) : null,
    known_at: '2026-01-01T00:00:00Z',
    ...given,
  }
}
let serial = 0
const item = (indicator: string, unit: string, given: Partial<ArchiveItemTable> = {}): Partial<ArchiveItemTable> => {
  serial += 1
  const found = catalogue.indicator(indicator)!
  return {
    province: '330000',
    subject_id: FIRM,
    record_id: `item-${String(serial).padStart(2, '0')}`,
    version: 1,
    op: 'upsert',
    subject_kind: found.kind,
    category: found.category,
    indicator,
    unit,
    unit_basis: 'CATALOGUE',
    reported_by: unit,
    business_no: null,
    value: null,
    licence: null,
    penalty: null,
    authority: null,
    document_no: null,
    decided_on: null,
    arose: null,
    valid_from: null,
    valid_to: null,
    status: 'VALID',
    status_class: 'effective',
    changes_on: null,
    warnings: [],
    source_updated_at: null,
    known_at: '2026-01-01T00:00:00Z',
    known_from: '2026-01-01T00:00:00Z',
    recorded_at: '2026-01-01T00:00:00Z',
    ...given,
  }
}

/** A read model with a few subjects and items, and the archive subgraph over it. For tests only. */
export async function startArchive(): Promise<{ base: CountedDatabase<ArchiveTables>; schema: GraphQLSchema }> {
  const base = await countedDatabase<ArchiveTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrateArchive(base.db)
  await migrate(base.db, evidenceMigrations, 'access_migration')
  const schema = archiveGraph({
    catalogue,
    answers: createAnswers(base),
    evidence: createEvidence({ db: base.db, now: () => new Date() }),
    limits: { representations: 100 } as never,
    today: () => '2026-11-23',
    now: () => new Date(),
    pseudonym: (type, number) => (type === 'RIC' && number === RESIDENT ? 'NP:person' : 'NP:other'),
  })
  await base.db
    .insertInto('subject')
    .values([
      subject(FIRM, '杭州某某贸易有限公司', { sub_kind: 'INDIVIDUAL_BUSINESS' }),
      subject('91310000MA1FL00C1X', '杭州某某貿易股份有限公司'),
      subject('91320000MA1FL00C2X', '杭州某某贸易集团（国际）控股有限公司'),
      subject('NP:person', '张三丰'),
      subject('ORG:M000100Y4', null, { org_code: 'M000100Y4' }),
      subject('REG:110108000000016', '老厂'),
    ] as never)
    .execute()
  const licence = {
    docNo: '杭许〔2026〕1号',
    title: '经营许可',
    kind: ['01'],
    number: null,
    content: '准予经营',
    decisionDate: '2026-01-02',
    validFrom: '2026-01-02',
    validTo: null,
    authority: '杭州市市场监督管理局',
    status: 'VALID',
  }
  const penalty = {
    docNo: '杭罚〔2026〕2号',
    kinds: ['02', '04'],
    content: '罚款',
    fineYuan: '1000.00',
    confiscatedYuan: null,
    violation: '张三丰无证经营',
    decisionDate: '2026-01-03',
    publicUntil: null,
    authority: '西湖区市场监管局',
    severity: null,
    status: 'VALID',
  }
  await base.db
    .insertInto('archive_item')
    .values([
      item('NAT-BAS-001', 'ZJ-HUKOU', { subject_id: 'NP:person', value: '张三丰' }),
      item('NAT-BAS-002', 'ZJ-HUKOU', { subject_id: 'NP:person', value: '330*9980' }),
      item('NAT-LAW-002', 'ZJ-MKT', {
        subject_id: 'NP:person',
        penalty: penalty as never,
        authority: penalty.authority,
        document_no: penalty.docNo,
        decided_on: penalty.decisionDate,
      }),
      item('ENT-BAS-001', 'ZJ-MKT', { value: '杭州某某贸易有限公司' }),
      item('ENT-BAS-003', 'ZJ-MKT', { value: '李四光' }),
      item('ENT-BAS-010', 'ZJ-MKT', { value: '李四光,王五' }),
      item('ENT-LAW-001', 'ZJ-MKT', { licence: licence as never, authority: licence.authority, document_no: licence.docNo, decided_on: licence.decisionDate }),
      item('ENT-LAW-001', 'ZJ-ECO', { licence: { ...licence, docNo: 'b' } as never, status: 'EXPIRED', status_class: 'ended' }),
      item('ENT-LAW-002', 'ZJ-MKT', { penalty: penalty as never, status: 'REPAIRED', status_class: 'repaired' }),
      item('ENT-FIN-007', 'NB-TAX', { value: 'A' }),
      item('ENT-FIN-007', 'ZJ-TAX', { value: 'B', subject_id: '91310000MA1FL00C1X' }),
      item('ENT-BAS-001', 'SH-MKT', { province: '310000', subject_id: 'ORG:M000100Y4', value: '旧名' }),
    ] as never)
    .execute()
  await sql`insert into archive_rollup select subject_kind, category, indicator, province, unit, count(*) filter (where status_class = 'effective'),
    count(*) filter (where status_class = 'repaired'), count(*) filter (where status_class = 'ended') from archive_item group by 1, 2, 3, 4, 5`.execute(base.db)
  const key = signingKey(await generateKey())
  const [sealed] = await sealBatch([proofMessage], key, { now: () => new Date() })
  for (const id of ['item-01', 'item-04']) {
    await sql`insert into archive_evidence values ('330000', ${id}, 1, 'd', 'c', 'hash', '2026-01-01T00:00:01Z', ${proofMessage.topic}, 1, 7, 9, 'item-01', ${JSON.stringify(proofMessage.headers)}::jsonb,
      ${proofMessage.value}, ${sealed!['delta-seal-path']}, ${sealed!['delta-seal']})`.execute(base.db)
  }
  return { base, schema }
}

/** Counts as a document asks for them. */
export const COUNTS = 'counts { total effective repaired ended }'
/** A node of a drill. */
export type Counted = { counts: { total: number; effective: number; repaired: number; ended: number } } & Record<string, unknown>
/** Expects that a node’s counts are the sum of its children’s, all the way down. */
export const check = (node: Counted): void => {
  const children = Object.values(node).find(Array.isArray) as Counted[] | undefined
  expect(node.counts.total).toBe(node.counts.effective + node.counts.repaired + node.counts.ended)
  if (!children) return
  for (const part of ['total', 'effective', 'repaired', 'ended'] as const)
    expect(
      children.reduce((sum, child) => sum + child.counts[part], 0),
      JSON.stringify(node).slice(0, 200),
    ).toBe(node.counts[part])
  children.forEach(check)
}
