import type { Row } from '@delta/graph'
import { ask, type CountedDatabase, testViewer } from '@delta/graph/testing'
import { hashLeaf, leafBytes } from '@delta/seal'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { readSuccessors } from './successors.ts'
import { check, type Counted, COUNTS, FIRM, proofMessage, startArchive } from './testing.ts'
import type { ArchiveTables } from './tables.ts'

let base: CountedDatabase<ArchiveTables>
let schema: GraphQLSchema
beforeAll(async () => {
  const started = await startArchive()
  base = started.base
  schema = started.schema
})
afterAll(() => base.drop())
beforeEach(() => base.clear())

const SUBJECT = `query($id: ID!) { subject(id: $id) { id kind subKind name identifier province { code name } division registered archive { ${COUNTS} attributes { category { code } ${COUNTS}
  indicators { indicator { code } unit { code } ${COUNTS} items { totalCount nodes { id value status unitBasis licence { docNo kind content status } penalty { docNo kinds fineYuan violation severity status } provenance { authority document decidedAt } proof } } } } } } }`
const subjectOf = (id: string, viewer = testViewer()) => ask(schema, SUBJECT, { variables: { id }, viewer })
type Archive = Counted & { attributes: { indicators: (Counted & { indicator: { code: string }; unit: { code: string }; items: { nodes: Row[] } })[] }[] }
const leavesOf = (data: unknown) => (data as { subject: { archive: Archive } }).subject.archive.attributes.flatMap(attribute => attribute.indicators)

test('a subject’s archive is one statement: a node for each indicator and unit, items of its old organisation code included', async () => {
  const { data, errors } = await subjectOf(FIRM)
  expect(errors).toBeUndefined()
  expect(base.statements).toHaveLength(1)
  expect(data).toMatchObject({
    subject: {
      id: FIRM,
      kind: 'ENT',
      subKind: 'INDIVIDUAL_BUSINESS',
      name: '杭州某某贸易有限公司',
      identifier: FIRM,
      province: { code: '330000', name: '浙江省' },
      registered: true,
    },
  })
  const { archive } = (data as { subject: { archive: Archive } }).subject
  expect(archive.counts).toEqual({ total: 8, effective: 6, repaired: 1, ended: 1 })
  check(archive)
  expect(leavesOf(data).map(leaf => `${leaf.indicator.code} ${leaf.unit.code}`)).toEqual([
    'ENT-BAS-001 SH-MKT',
    'ENT-BAS-001 ZJ-MKT',
    'ENT-BAS-003 ZJ-MKT',
    'ENT-BAS-010 ZJ-MKT',
    'ENT-LAW-001 ZJ-ECO',
    'ENT-LAW-001 ZJ-MKT',
    'ENT-LAW-002 ZJ-MKT',
    'ENT-FIN-007 NB-TAX',
  ])
  const licence = leavesOf(data).find(leaf => leaf.indicator.code === 'ENT-LAW-001' && leaf.unit.code === 'ZJ-MKT')!
  expect(licence.items.nodes[0]).toMatchObject({
    licence: { docNo: '杭许〔2026〕1号', kind: ['01'], content: '准予经营', status: 'VALID' },
    penalty: null,
    provenance: { authority: '杭州市市场监督管理局', document: '杭许〔2026〕1号', decidedAt: '2026-01-02' },
  })
  expect(leavesOf(data).find(leaf => leaf.indicator.code === 'ENT-LAW-002')!.items.nodes[0]).toMatchObject({
    penalty: { kinds: ['02', '04'], fineYuan: '1000.00', severity: null, status: 'REPAIRED' },
  })
})

test('names of persons in values are masked and tables of persons withheld, also in the proof', async () => {
  const { data } = await subjectOf(FIRM)
  expect(JSON.stringify(data)).not.toMatch(/四光|王五/)
  const value = (code: string) => leavesOf(data).find(leaf => leaf.indicator.code === code)!.items.nodes[0]!['value']
  expect([value('ENT-BAS-003'), value('ENT-BAS-010')]).toEqual(['李*', null])
  const proof = leavesOf(data).find(leaf => leaf.indicator.code === 'ENT-BAS-001' && leaf.unit.code === 'ZJ-MKT')!.items.nodes[0]!['proof']
  expect(proof).toMatchObject({
    topic: proofMessage.topic,
    key: 'item-01',
    value: proofMessage.value,
    headers: { ...proofMessage.headers, 'delta-seal': expect.any(String), 'delta-seal-path': expect.any(String) },
  })
})

test('an older number tells under which code it goes on, and that code its older numbers', async () => {
  const ids = ['ORG:M000100Y4', FIRM, '91310000MA1FL00C1X', 'ORG:A0000000X']
  const { data, errors } = await ask(schema, 'query($r: [_Any!]!) { _entities(representations: $r) { ... on Subject { id supersededBy formerIds } } }', {
    variables: { r: ids.map(id => ({ __typename: 'Subject', id })) },
  })
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    _entities: [
      { id: 'ORG:M000100Y4', supersededBy: FIRM, formerIds: [] },
      { id: FIRM, supersededBy: null, formerIds: ['ORG:M000100Y4'] },
      { id: '91310000MA1FL00C1X', supersededBy: null, formerIds: [] },
      { id: 'ORG:A0000000X', supersededBy: null, formerIds: [] },
    ],
  })
  expect(await readSuccessors(base.db, ['ORG:M000100Y4', FIRM, 'ORG:A0000000X', 'NP:person'])).toEqual(new Map([['ORG:M000100Y4', FIRM]]))
})

test('an organisation code that a credit code holds leads to its subject; unknown and malformed ids to null', async () => {
  expect((await subjectOf('ORG:M000100Y4')).data).toMatchObject({ subject: { id: FIRM } })
  for (const id of ['91350100M000100Y44', 'x', "' or 1=1 --", 'NP:', '']) expect((await subjectOf(id)).data).toEqual({ subject: null })
})

const evidence = async () =>
  (await sql<{ subject_id: string; product: string; case_ref: string }>`select subject_id, product, case_ref from evidence order by seq`.execute(base.db)).rows

test('a person needs a case, leaves evidence, and shows masked or clear as agreed', async () => {
  expect((await subjectOf('NP:person')).errors?.[0]?.extensions).toMatchObject({ code: 'CASE_REQUIRED' })
  expect(await evidence()).toEqual([])
  const masked = await subjectOf('NP:person', testViewer({ case: '案1' }))
  expect(masked.errors).toBeUndefined()
  expect(JSON.stringify(masked.data)).not.toContain('三丰')
  expect(masked.data).toMatchObject({ subject: { name: '张*', identifier: '330*9980', kind: 'NAT' } })
  const name = leavesOf(masked.data).find(leaf => leaf.indicator.code === 'NAT-BAS-001')!.items.nodes[0]!
  expect(name['value']).toBe('张*')
  expect(name['proof']).toEqual({
    topic: proofMessage.topic,
    partition: 1,
    offset: 7,
    key: 'item-01',
    headers: { 'delta-seal': expect.any(String), 'delta-seal-path': expect.any(String) },
    leaf: hashLeaf(leafBytes(proofMessage)).toString('base64url'),
  })
  expect(await evidence()).toEqual([{ subject_id: 'NP:person', product: 'ARCHIVE', case_ref: '案1' }])
  const clear = await subjectOf('NP:person', testViewer({ case: '案2', personFields: 'clear' }))
  expect(clear.data).toMatchObject({ subject: { name: '张三丰', identifier: '330*9980' } })
  expect(leavesOf(clear.data).find(leaf => leaf.indicator.code === 'NAT-BAS-001')!.items.nodes[0]).toMatchObject({
    value: '张三丰',
    proof: { value: proofMessage.value },
  })
  expect(await evidence()).toHaveLength(2)
})

test('evidence that cannot be written stops the answer', async () => {
  await sql`alter table evidence rename to evidence_gone`.execute(base.db)
  base.clear()
  await expect(subjectOf('NP:person', testViewer({ case: '案3' }))).rejects.toThrow()
  expect(base.statements.filter(text => text.includes('from subject'))).toEqual([])
  await sql`alter table evidence_gone rename to evidence`.execute(base.db)
})

test('several subjects are read in one statement, in order; one not known keeps its id', async () => {
  const { data, errors } = await ask(
    schema,
    'query($r: [_Any!]!) { _entities(representations: $r) { ... on Subject { id name archive { counts { total } } } } }',
    {
      variables: { r: ['91310000MA1FL00C1X', '91350100M000100Y44', FIRM].map(id => ({ __typename: 'Subject', id })) },
    },
  )
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    _entities: [
      { id: '91310000MA1FL00C1X', name: '杭州某某貿易股份有限公司', archive: { counts: { total: 1 } } },
      { id: '91350100M000100Y44', name: null, archive: { counts: { total: 0 } } },
      { id: FIRM, name: '杭州某某贸易有限公司', archive: { counts: { total: 8 } } },
    ],
  })
  expect(base.statements).toHaveLength(1)
})

const NESTED = (fields: string) =>
  `{ archives { kinds(codes: [NAT]) { attributes(codes: ["C01"]) { indicators(codes: ["NAT-BAS-001"]) { provinces(codes: ["330000"]) { units { items { nodes { value subject { ${fields} } } } } } } } } } }`

test('a drill that goes on into a person’s archive looks at the person: it needs a case and leaves evidence', async () => {
  const before = (await evidence()).length
  const asItem = await ask(schema, NESTED('id name kind'))
  expect(JSON.stringify(asItem.data)).toContain('张*')
  expect(await evidence()).toHaveLength(before)
  for (const fields of ['identifier', '_person: name division', 'archive { counts { total } }']) {
    const { data, errors } = await ask(schema, NESTED(fields))
    expect([fields, data, errors?.[0]?.extensions]).toMatchObject([fields, null, { code: 'CASE_REQUIRED' }])
    expect(await evidence()).toHaveLength(before)
  }
  const looked = await ask(schema, NESTED('id archive { counts { total } }'), { viewer: testViewer({ case: '案9' }) })
  expect(JSON.stringify(looked.data)).toContain('"id":"NP:person","archive":{"counts":{"total":3}}')
  expect((await evidence()).slice(before)).toEqual([{ subject_id: 'NP:person', product: 'ARCHIVE', case_ref: '案9' }])
})

test('who has looked is told to the person itself and to the operator, newest first, by pages', async () => {
  const seen = (viewer: ReturnType<typeof testViewer>, args = 'first: 1') =>
    ask(schema, `{ subject(id: "NP:person") { accesses(${args}) { totalCount pageInfo { hasNextPage endCursor } nodes { role purpose case product } } } }`, {
      viewer,
    })
  type Page = { subject: { accesses: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: Row[] } } }
  const self = testViewer({ role: 'subject:NP:person', subjects: 'own', case: '本人查询' })
  const first = ((await seen(self)).data as never as Page).subject.accesses
  expect(first.nodes).toEqual([{ role: 'subject:NP:person', purpose: 'analysis', case: '本人查询', product: 'ARCHIVE' }])
  expect(first.pageInfo.hasNextPage).toBe(true)
  const second = ((await seen(testViewer({ role: 'operator', case: 'op' }), `first: 1, after: "${first.pageInfo.endCursor}"`)).data as never as Page).subject
    .accesses
  expect(second).toMatchObject({ totalCount: first.totalCount + 1, nodes: [{ role: 'analyst', case: '案9' }] })
  expect((await seen(testViewer({ case: 'a' }))).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_AGREED' })
  const forged = Buffer.from(JSON.stringify(['archive.access', 'x'])).toString('base64url')
  expect((await seen(self, `after: "${forged}"`)).errors).toBeUndefined()
})
