import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAnswers } from '@delta/graph'
import { ask, countedDatabase, type CountedDatabase, testViewer } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { catalogueGraph } from './graph.ts'
import type { QualityLine, QualityReport, QualityReports } from './quality-report.ts'
import { createQualityHttp } from './report-http.ts'
import { migrateQuality, type QualityTables } from './tables.ts'
import { migrateCounted, qualityParts, reportMisfit } from './testing.ts'

const [FIRM, OTHER] = ['91330100M000100Y4T', '91330106000000001A']
const scope = { provinces: ['310000', '320000', '330000', '340000'], products: ['ARCHIVE', 'RELATIONSHIP', 'LIST'] }
let base: CountedDatabase<QualityTables>
let reports: QualityReports
let schema: GraphQLSchema
let parts: ReturnType<typeof qualityParts>

let serial = 0
const item = async (given: Record<string, unknown>) => {
  const row = {
    province: '330000',
    subject_id: FIRM,
    record_id: `item-${(serial += 1)}`,
    version: 1,
    op: 'upsert',
    subject_kind: 'ENT',
    category: 'C01',
    indicator: 'ENT-BAS-001',
    unit: 'ZJ-MKT',
    unit_basis: 'CATALOGUE',
    reported_by: 'ZJ-MKT',
    value: null,
    licence: null,
    penalty: null,
    business_no: null,
    decided_on: null,
    status: 'VALID',
    status_class: 'effective',
    warnings: [],
    source_updated_at: null,
    known_from: '2026-11-10T02:00:00Z',
    recorded_at: '2026-11-20T02:00:00Z',
    ...given,
  }
  const jsonb = { ...row, licence: row.licence && JSON.stringify(row.licence), penalty: row.penalty && JSON.stringify(row.penalty) }
  await (base.db as never as { insertInto(t: string): { values(v: unknown): { execute(): Promise<unknown> } } })
    .insertInto('archive_item')
    .values(jsonb)
    .execute()
}
const licence = { docNo: '1', title: '许可', kind: ['01'], number: null, content: '', validFrom: '2026-01-01', validTo: null, authority: '某局' }
const decided = (decidedOn: string, received: string | null, published: string, given: Record<string, unknown> = {}) =>
  item({ indicator: 'ENT-LAW-001', licence, decided_on: decidedOn, source_updated_at: received, known_from: published, business_no: `d${serial}`, ...given })

beforeAll(async () => {
  base = await countedDatabase<QualityTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrateQuality(base.db)
  await migrateCounted(base.db)
  parts = qualityParts(base, () => new Date('2026-11-25T04:00:00Z'))
  reports = parts.reports
  schema = catalogueGraph({ ...parts, answers: createAnswers(base), limits: { representations: 100 } as never, agreements: [], today: () => '2026-11-25' })
  // 2026-09-24 is a Thursday; 25th (Mid-Autumn) and 1–7 October are holidays, 10 October is worked: the seventh working day is 12 October.
  await decided('2026-09-24', '2026-10-12T15:59:59Z', '2026-10-12T15:59:59Z')
  await decided('2026-09-24', '2026-10-12T15:59:59Z', '2026-10-12T16:00:00Z')
  await decided('2026-09-24', null, '2026-10-12T16:00:00Z', { province: '310000', reported_by: 'SH-MKT' })
  await decided('2026-12-28', '2026-12-28T01:00:00Z', '2026-12-28T02:00:00Z')
  await decided('2026-11-02', '2026-11-02T01:00:00Z', '2026-11-02T02:00:00Z', {
    penalty: { docNo: '2', kinds: [], authority: '某局' },
    licence: null,
    subject_id: 'ORG:M000100Y4',
  })
  await decided('2026-11-02', '2026-11-02T01:00:00Z', '2026-11-02T02:00:00Z', { status_class: 'deleted' })
  await item({ value: '甲公司' })
  await item({ value: '乙公司', province: '310000', reported_by: 'SH-MKT', known_from: '2026-11-12T02:00:00Z' })
  await item({ value: '丙公司', province: '320000', reported_by: 'JS-MKT', status_class: 'ended' })
  await item({ indicator: 'ENT-BAS-002', value: FIRM })
  await item({ indicator: 'ENT-BAS-002', value: FIRM, province: '310000', reported_by: 'SH-MKT' })
  await item({ subject_id: OTHER, value: '只有一家' })
  await item({ subject_id: 'NP:x', subject_kind: 'NAT', indicator: 'NAT-BAS-003', value: '330100', reported_by: 'ZJ-HUKOU' })
  await item({ subject_id: 'NP:x', subject_kind: 'NAT', indicator: 'NAT-BAS-003', value: '310000', province: '310000', reported_by: 'SH-HUKOU' })
  await sql`insert into rejection (record_id, province, version, dataset, coordinate, product, subject_kind, unit, code, field, state, at, recorded_at) values
    ('r1', '330000', 1, 'd', 'c', 'ARCHIVE', 'ENT', 'ZJ-MKT', 'E_REQUIRED', '=f', 'REJECTED', '2026-11-03T00:00:00Z', '2026-11-03T00:00:00Z'),
    ('r2', '330000', 2, 'd', 'c', 'ARCHIVE', 'ENT', null, 'E_REQUIRED', '=f', 'RESOLVED', '2026-10-31T16:00:00Z', '2026-11-03T00:00:00Z')`.execute(base.db)
})
afterAll(() => base.drop())

const figures = ({
  records,
  organisations,
  coded,
  fields,
  filled,
  decisions,
  received,
  receivedInTime,
  publishedInTime,
  provisional,
  conflicts,
  duplicates,
  open,
  resolved,
}: QualityLine) => [
  [records, organisations, coded],
  [fields, filled],
  [decisions, received, receivedInTime, publishedInTime, provisional],
  [conflicts, duplicates],
  [open, resolved],
]

test('a report counts by unit, and its lines add up', async () => {
  const all = await reports.report(scope, { month: null })
  const unit = (code: string) => figures(all.units.find(one => one.unit === code)!)
  expect(unit('ZJ-MKT')).toEqual([
    [7, 7, 6],
    [26, 13],
    [4, 4, 4, 3, 1],
    [1, 1],
    [1, 0],
  ])
  expect(unit('SH-MKT')).toEqual([
    [3, 3, 3],
    [7, 4],
    [1, 0, 0, 0, 0],
    [1, 1],
    [0, 0],
  ])
  expect(unit('JS-MKT')).toEqual([
    [1, 1, 1],
    [0, 0],
    [0, 0, 0, 0, 0],
    [0, 0],
    [0, 0],
  ])
  expect(figures(all.total)).toEqual([
    [13, 11, 10],
    [33, 17],
    [5, 4, 4, 3, 1],
    [4, 2],
    [1, 1],
  ])
  expect(all.provinces.map(one => one.records).reduce((a, b) => a + b)).toBe(all.total.records)
  expect([all.total.completeness, all.total.timeliness, all.total.coverage]).toEqual([0.5152, 0.6, 0.9091])
  expect(all.refusals.map(one => [one.month, one.unit, one.field, one.open, one.resolved])).toEqual([
    ['2026-11', 'ZJ-MKT', '=f', 1, 0],
    ['2026-11', null, '=f', 0, 1],
  ])
})

test('a month is of what was first published in it; provinces and products that an asker may not see are not counted', async () => {
  const october = await reports.report(scope, { month: '2026-10' })
  expect([october.total.records, october.complete, october.total.open]).toEqual([3, true, 0])
  const empty = await reports.report(scope, { month: '2026-08' })
  expect([empty.total.records, empty.total.timeliness, empty.units]).toEqual([0, null, []])
  const shanghai = await reports.report({ ...scope, provinces: ['310000'] }, { month: null })
  expect([shanghai.total.records, shanghai.total.conflicts]).toEqual([4, 0])
  expect((await reports.report({ ...scope, products: ['LIST'] }, { month: null })).total.records).toBe(0)
})

test('the schema of the report refuses what is none', async () => {
  const good = await reports.report(scope, { month: '2026-11' })
  const [unit] = good.units
  const { refusals: _, ...without } = good
  expect(reportMisfit(good)).toBeNull()
  const bad = [
    without,
    { ...good, month: '2026-13' },
    { ...good, total: { ...good.total, timeliness: 1.2 } },
    { ...good, total: { ...good.total, open: -1 } },
    { ...good, units: [{ ...unit, more: 1 }] },
    { ...good, units: [{ ...unit, unit: null }] },
    { ...good, provinces: [{ ...unit }] },
    { ...good, refusals: [{ ...good.refusals[0], code: 'E_OTHER' }] },
  ]
  for (const one of bad) expect([one, reportMisfit(one)]).not.toEqual([one, null])
})

test('the graph tells a unit’s report, and both units of a conflict see it with its last day', async () => {
  const query = `{ qualityReport(unit: "SH-MKT") { records timeliness coverage conflicts rows { code } }
    mine: conflicts(unit: "SH-MKT") { totalCount nodes { subject indicator since due overdue provisional statements { record province { code } unit { code } } } }
    theirs: conflicts(unit: "ZJ-MKT") { totalCount } others: conflicts(unit: "JS-MKT") { totalCount } }`
  const { data, errors } = await ask(schema, query, { viewer: testViewer({}) })
  expect(errors).toBeUndefined()
  expect(data).toMatchObject({
    qualityReport: { records: 3, timeliness: 0, coverage: 1, conflicts: 1, rows: [] },
    mine: {
      totalCount: 1,
      nodes: [
        {
          subject: FIRM,
          indicator: 'ENT-BAS-001',
          since: '2026-11-12T02:00:00.000Z',
          due: '2026-11-26',
          overdue: false,
          provisional: false,
          statements: [{ unit: { code: 'SH-MKT' } }, { unit: { code: 'ZJ-MKT' } }],
        },
      ],
    },
    theirs: { totalCount: 1 },
    others: { totalCount: 0 },
  })
})

test('the report is served as JSON, CSV and a page; what is not known is refused', async () => {
  const viewer = testViewer({})
  const gate = { identify: async () => viewer.principal, admit: () => viewer }
  const handle = createQualityHttp({ gate, catalogue: parts.catalogue, reports, onError: () => undefined })
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  try {
    const get = (query: string, method = 'GET') => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/reports/quality?${query}`, { method })
    expect(await (await get('month=2026-10')).json()).toMatchObject({
      month: '2026-10',
      complete: true,
      total: { records: 3, decisions: 3, publishedInTime: 1 },
    })
    const [all, zhejiang] = await Promise.all(['', 'province=330000'].map(async query => (await (await get(query)).json()) as QualityReport))
    expect(zhejiang!.units).toEqual(all!.units.filter(one => one.province === '330000'))
    expect(zhejiang!.total).toMatchObject({ records: 8, conflicts: 2, duplicates: 1 })
    expect([all, zhejiang, await (await get('month=2026-08')).json()].map(reportMisfit)).toEqual([null, null, null])
    const csv = await (await get('format=csv')).text()
    expect(csv.split('\r\n')[0]).toContain('month,kind,province,unit,name,records,open')
    expect(csv).toContain("E_REQUIRED,'=f,1,0")
    const page = await get('format=html&unit=ZJ-MKT')
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'")
    expect(await page.text()).toContain('<td>浙江省市场监督管理局</td>')
    for (const query of ['month=2026-13', 'province=110000', 'unit=X', 'format=pdf', 'moth=2026-10']) {
      const refused = await get(query)
      expect([query, refused.status, ((await refused.json()) as { code: string }).code]).toEqual([query, 400, 'BAD_ARGUMENT'])
    }
    expect((await get('', 'POST')).status).toBe(405)
  } finally {
    server.close()
    server.closeAllConnections()
  }
})
