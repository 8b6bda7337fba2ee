/* oxlint-disable typescript/no-explicit-any -- what a query asks for is looked at as it comes */
import type { RepairNotice } from '@delta/model'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { lapseOnce } from './lapse.ts'
import { countByState, countOverdue, countUnanswered } from './standing.ts'
import { firm, judging, NEIGHBOUR, PERSON, startDesk, type TestDesk } from './testing.ts'

let it: TestDesk
beforeAll(async () => {
  it = await startDesk()
})
afterAll(() => it.stop())
beforeEach(() => void (it.clock.now = '2026-11-23T02:00:00Z'))

let serial = 100
const newFirm = (): string => firm((serial += 1))
const anhui = (subject: string, from = '2026-04-10') => it.entry({ province: '340000', domain: 'B05', unit: 'AH-ECO', from, subject })
const item = (id: string, product = 'LIST') => `item: { product: ${product}, id: "${id}" }`
const opened = async (subject = newFirm(), given = {}): Promise<{ id: string; entry: string; subject: string }> => {
  const entry = await anhui(subject)
  const { case: made, errors } = await it.step(`subject:${subject}`, 'applyRepair', item(entry), given)
  expect(errors).toEqual([])
  return { id: made.id, entry, subject }
}
const codes = async (...args: Parameters<TestDesk['step']>) => (await it.step(...args)).errors.map(({ code, field }) => [code, field])
const notices = async (caseId: string): Promise<RepairNotice[]> =>
  (await sql<{ notice: RepairNotice }>`select notice from repair_event where case_id = ${caseId} order by sequence`.execute(it.store.db)).rows.map(
    row => row.notice,
  )

test('what cannot be applied for says why, and leaves nothing behind', async () => {
  const subject = newFirm()
  const entry = await anhui(subject)
  const own = `subject:${subject}`
  const before = await it.outbox.backlog()
  expect(await codes(own, 'applyRepair', item('x'.repeat(43)))).toEqual([['ITEM_UNKNOWN', 'item']])
  expect(await codes(own, 'applyRepair', item("' or 1=1"))).toEqual([['ITEM_UNKNOWN', 'item']])
  expect(await codes(own, 'applyRepair', item(entry, 'ARCHIVE'))).toEqual([['ITEM_UNKNOWN', 'item']])
  expect(await codes(`subject:${NEIGHBOUR}`, 'applyRepair', item(entry))).toEqual([['ITEM_UNKNOWN', 'item']])
  for (const role of ['analyst', 'operator', 'national', 'partner:340100', 'province:330000', 'unit:ZJ-ECO'])
    expect([role, ...(await codes(role, 'applyRepair', item(entry)))]).toEqual([role, ['NOT_COMPETENT', null]])
  expect(await codes(own, 'applyRepair', `${item(entry)} receivedOn: "2026-11-01"`)).toEqual([['DAY_INVALID', 'receivedOn']])
  for (const day of ['2026-11-24', '2026-04-09', '2026-02-30', 'x'])
    expect(await codes('unit:AH-MKT', 'applyRepair', `${item(entry)} receivedOn: "${day}"`)).toEqual([['DAY_INVALID', 'receivedOn']])
  expect(await codes(own, 'applyRepair', `${item(entry)} documents: [{ kind: PROOF, digest: "AB" }]`)).toEqual([['DOCUMENT_INVALID', 'documents']])
  const young = await anhui(newFirm(), '2026-11-01')
  expect(await codes('province:340000', 'applyRepair', item(young))).toEqual([['TOO_EARLY', null]])
  const tax = await it.entry({ province: '340000', domain: 'B02', unit: 'AH-TAX', from: '2026-04-10', subject: newFirm() })
  expect(await codes('province:340000', 'applyRepair', item(tax))).toEqual([['RULE_UNKNOWN', null]])
  const unnamed = await it.penalty({ province: '320000', unit: 'JS-FGW', from: '2026-01-10', subject: newFirm(), authority: null })
  expect(await codes('province:320000', 'applyRepair', item(unnamed, 'ARCHIVE'))).toEqual([['RULE_UNKNOWN', null]])
  await it.settle(entry)
  expect(await codes(own, 'applyRepair', item(entry))).toEqual([['ITEM_NOT_EFFECTIVE', 'item']])
  expect(await it.outbox.backlog()).toEqual(before)
})

test('an application that was received earlier goes by the rules of that day', async () => {
  const subject = newFirm()
  const penalty = await it.penalty({ province: '320000', unit: 'JS-ECO', from: '2025-10-10', subject, authority: '江苏省生态环境厅' })
  const { case: made, errors } = await it.step('unit:JS-MKT', 'applyRepair', `${item(penalty, 'ARCHIVE')} receivedOn: "2026-03-20"`)
  expect(errors).toEqual([])
  expect(made).toMatchObject({
    overdue: true,
    events: [{ party: 'AGENT', unit: { code: 'JS-MKT' }, ruleSet: 'cn-2023-58' }],
    terms: [{ duty: 'FEEDBACK', dueOn: '2026-04-03', overdue: true }],
  })
  expect((await it.step('unit:JS-FGW', 'decideRepair', `id: "${made.id}" approve: true`)).errors).toEqual([])
})

test('one case of an item is open at a time; of two at once one is told so, and a stale version is refused', async () => {
  const { id, entry, subject } = await opened()
  expect(await codes(`subject:${subject}`, 'applyRepair', item(entry))).toEqual([['CASE_OPEN', null]])
  const other = await anhui(newFirm())
  const both = await Promise.all([1, 2].map(() => codes('province:340000', 'applyRepair', item(other))))
  expect(both.toSorted()).toEqual([[], [['CASE_OPEN', null]]])
  expect(await codes('province:340000', 'forwardRepair', `id: "${id}" version: 2`)).toEqual([['VERSION_STALE', 'version']])
  const steps = await Promise.all([1, 2, 3].map(() => codes('province:340000', 'forwardRepair', `id: "${id}" version: 1`)))
  expect(steps.toSorted()).toEqual([[], [['VERSION_STALE', 'version']], [['VERSION_STALE', 'version']]])
  await it.step(`subject:${subject}`, 'withdrawRepair', `id: "${id}"`)
  expect((await it.step(`subject:${subject}`, 'applyRepair', item(entry))).errors).toEqual([])
})

test('what a subject has applied for nobody else adds to or withdraws, the finder and the province least; what a unit has, that unit and the subject', async () => {
  const { id, subject } = await opened()
  await it.step('province:340000', 'forwardRepair', `id: "${id}"`)
  await it.step('unit:AH-ECO', 'requestRepairMaterial', `id: "${id}"`)
  const others = ['unit:AH-ECO', 'unit:AH-MKT', 'unit:AH-FGW', 'province:340000']
  for (const role of others)
    for (const mutation of ['withdrawRepair', 'supplyRepairMaterial'])
      expect([role, mutation, await codes(role, mutation, `id: "${id}"`)]).toEqual([role, mutation, [['NOT_COMPETENT', null]]])
  expect((await it.query('analyst', `{ repairCase(id: "${id}") { state next { step parties } } }`))['repairCase']).toMatchObject({
    state: 'OPEN',
    next: expect.arrayContaining([{ step: 'WITHDRAW', parties: ['SUBJECT'] }]),
  })
  expect(await codes(`subject:${subject}`, 'supplyRepairMaterial', `id: "${id}"`)).toEqual([])

  const byUnit = await it.step('unit:AH-MKT', 'applyRepair', item(await anhui(newFirm())))
  for (const role of others.filter(one => one !== 'unit:AH-MKT'))
    expect([role, await codes(role, 'withdrawRepair', `id: "${byUnit.case.id}"`)]).toEqual([role, [['NOT_COMPETENT', null]]])
  expect(await codes('unit:AH-MKT', 'withdrawRepair', `id: "${byUnit.case.id}"`)).toEqual([])

  const own = newFirm()
  const byProvince = await it.step('province:340000', 'applyRepair', item(await anhui(own)))
  expect(await codes('unit:AH-ECO', 'withdrawRepair', `id: "${byProvince.case.id}"`)).toEqual([['NOT_COMPETENT', null]])
  expect(await codes(`subject:${own}`, 'withdrawRepair', `id: "${byProvince.case.id}"`)).toEqual([])
})

test('each event is a notice in the outbox of its province, dense in its case, and stands for ever', async () => {
  const { id, entry, subject } = await opened()
  await it.step('province:340000', 'forwardRepair', `id: "${id}"`)
  await it.step('unit:AH-ECO', 'acceptRepair', `id: "${id}" accept: false reason: NOT_COMPETENT`)
  const said = await notices(id)
  expect(said.map(({ sequence, step, reportedBy, actor, effect }) => [sequence, step, reportedBy, actor, effect])).toEqual([
    [1, 'APPLY', 'AH-ECO', null, null],
    [2, 'FORWARD', 'AH-FGW', 'AH-FGW', null],
    [3, 'DECLINE', 'AH-ECO', 'AH-ECO', null],
  ])
  const sent = (await it.outbox.unsent(1_000)).filter(({ value }) => (JSON.parse(value!) as RepairNotice).caseId === id)
  expect(sent.map(({ topic, key, headers }) => [topic, key, headers['ce_source']])).toEqual(
    said.map(({ recordId, reportedBy }) => ['delta.repair.ah.v1', recordId, `urn:delta:unit:${reportedBy}`]),
  )
  expect(new Set(sent.map(({ partition }) => partition)).size).toBe(1)
  expect(JSON.stringify(said)).not.toMatch(/[一-鿿]/)
  expect(said[0]).toMatchObject({ subjectId: subject, item: { product: 'LIST', recordId: entry }, evidence: { dataset: 'repair' } })
  for (const change of [sql`update repair_event set sequence = 9`, sql`delete from repair_event`, sql`truncate repair_event`])
    await expect(change.execute(it.store.db)).rejects.toThrow('append-only')
})

test('time repairs by itself, on its day and not before, with a case and without, once however often it is asked', async () => {
  const zhejiang = (from: string, unit = 'ZJ-ECO', domain = 'B05') => it.entry({ province: '330000', domain, unit, from, subject: newFirm() })
  const plain = await zhejiang('2021-11-22')
  const parts = { ...judging, desk: it.desk, now: () => new Date(it.clock.now) }
  const pending = await zhejiang('2021-11-22')
  const opening = await it.step('unit:ZJ-MKT', 'applyRepair', item(pending))
  expect(opening.errors).toEqual([])
  await zhejiang('2021-11-24')
  await zhejiang('2015-01-01', 'ZJ-TAX', 'B02')
  await anhui(newFirm(), '2015-01-01')
  // The projection has deleted them by the day itself: one that was shared until then, one that was over when it came.
  const [shared, over] = [await zhejiang('2021-11-22'), await zhejiang('2016-01-01')]
  await sql`update list_entry set status_class = 'deleted', known_from = '2021-12-01' where record_id in (${shared}, ${over})`.execute(it.store.db)
  it.clock.now = '2026-11-22T15:59:59Z'
  expect(await lapseOnce(it.store.db, parts)).toBe(0)
  it.clock.now = '2026-11-22T16:00:01Z'
  const both = await Promise.all([lapseOnce(it.store.db, parts), lapseOnce(it.store.db, parts)])
  expect(both[0]! + both[1]!).toBe(3)
  expect(await lapseOnce(it.store.db, parts)).toBe(0)
  const { rows } = await sql<{
    record_id: string
    outcome: string
    case_id: string
  }>`select record_id, outcome, case_id from repair_case where record_id in (${plain}, ${pending}, ${shared}, ${over})`.execute(it.store.db)
  expect(rows.map(({ record_id, outcome }) => [record_id, outcome]).toSorted()).toEqual([plain, pending, shared].toSorted().map(id => [id, 'DELETED']))
  const [notice] = await notices(rows.find(({ record_id }) => record_id === plain)!.case_id)
  expect(notice).toMatchObject({
    sequence: 1,
    step: 'NATURAL_REPAIR',
    party: 'GATEWAY',
    actor: null,
    reportedBy: 'ZJ-ECO',
    effect: 'DELETED',
    annotation: null,
    ruleSet: 'zj-2019',
    article: '2',
  })
  const { repairCase } = await it.query('analyst', `{ repairCase(id: "${opening.case.id}") { state annotation propagation { participant } next { step } } }`)
  // What is deleted goes to nobody as annotated: the national platform is not among those who answer.
  expect(repairCase).toMatchObject({
    state: 'DELETED',
    annotation: null,
    propagation: ['310000', '320000', '330000', '340000'].map(participant => ({ participant })),
  })
})

test('a case about a person needs a case of the look, leaves evidence, and shows the name only under an agreement that does', async () => {
  await sql`insert into subject (id, kind, id_type, facts_rank, name, name_rank, name_at, name_version, division_at, division_version)
    values (${PERSON}, 'NAT', 'RIC', 2, '张三丰', 3, now(), 1, now(), 1)`.execute(it.store.db)
  const entry = await anhui(PERSON)
  await expect(it.step(`subject:${PERSON}`, 'applyRepair', item(entry))).rejects.toMatchObject({ code: 'CASE_REQUIRED' })
  const { case: made } = await it.step(`subject:${PERSON}`, 'applyRepair', item(entry), { case: '案1' })
  const look = `{ repairCase(id: "${made.id}") { subject { id name } } }`
  await expect(it.query('unit:AH-ECO', look)).rejects.toMatchObject({ code: 'CASE_REQUIRED' })
  const evidence = async () => (await sql<{ actor: string }>`select actor from evidence order by seq`.execute(it.store.db)).rows.map(({ actor }) => actor)
  const before = await evidence()
  expect(await it.query('unit:AH-ECO', look, {}, { case: '案2' })).toEqual({ repairCase: { subject: { id: PERSON, name: '张*' } } })
  expect(await evidence()).toEqual([...before, 'unit:AH-ECO'])
  expect((await it.query('analyst', '{ repairCases(province: "340000", first: 100) { nodes { subject { name } } } }')).repairCases.nodes).toContainEqual({
    subject: { name: '张*' },
  })
  await expect(it.query('analyst', `{ repairCases(subject: "${PERSON}") { totalCount } }`)).rejects.toMatchObject({ code: 'CASE_REQUIRED' })
})

test('who may see what: a subject its own cases, a third party none, an agreement its provinces; a look is no step', async () => {
  const { id, subject } = await opened()
  const look = `{ repairCase(id: "${id}") { id } }`
  expect(await it.query(`subject:${subject}`, look)).toEqual({ repairCase: { id } })
  expect(await it.query(`subject:${NEIGHBOUR}`, look)).toEqual({ repairCase: null })
  expect(await it.query(`subject:${NEIGHBOUR}`, '{ repairCases { totalCount nodes { id } } }')).toEqual({ repairCases: { totalCount: 0, nodes: [] } })
  await expect(it.query(`subject:${NEIGHBOUR}`, `{ repairCases(subject: "${subject}") { totalCount } }`)).rejects.toMatchObject({ code: 'NOT_AGREED' })
  expect(await codes(`subject:${NEIGHBOUR}`, 'withdrawRepair', `id: "${id}"`)).toEqual([['CASE_UNKNOWN', 'id']])
  await expect(it.step('province:340000', 'forwardRepair', `id: "${id}"`, { purpose: 'analysis' })).rejects.toMatchObject({ code: 'PURPOSE_NOT_ALLOWED' })
  expect(await codes('province:330000', 'forwardRepair', `id: "${id}"`)).toEqual([['NOT_COMPETENT', null]])
  expect(await codes('province:310000', 'acknowledgeRepair', `id: "${id}"`)).toEqual([['PARTICIPANT_NOT_NAMED', null]])
  expect(await codes('province:310000', 'acknowledgeRepair', `id: "${id}" rejected: "no way"`)).toEqual([['REASON_REQUIRED', 'rejected']])
  expect(await codes('province:340000', 'forwardRepair', 'id: "nothing"')).toEqual([['CASE_UNKNOWN', 'id']])
})

test('cases are paged by number; a receipt is a record of its own; what is owed is counted', async () => {
  const subject = newFirm()
  const made: string[] = []
  for (let n = 0; n < 5; n += 1) made.push((await opened(subject)).id)
  const seen: string[] = []
  let after: string | null = null
  do {
    const { repairCases }: any = await it.query(
      `subject:${subject}`,
      'query($after: String) { repairCases(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id } } } }',
      { after },
    )
    expect(repairCases.totalCount).toBe(5)
    seen.push(...repairCases.edges.map(({ node }: any) => node.id))
    after = repairCases.pageInfo.hasNextPage ? repairCases.pageInfo.endCursor : null
  } while (after)
  expect(seen).toEqual(made)
  const [id] = made as [string]
  for (const [role, mutation, args] of [
    ['province:340000', 'forwardRepair', ''],
    ['unit:AH-ECO', 'acceptRepair', 'accept: true'],
    ['unit:AH-ECO', 'decideRepair', 'approve: true'],
    ['unit:AH-ECO', 'confirmRepair', ''],
    ['national', 'acknowledgeRepair', ''],
  ] as const)
    expect((await it.step(role, mutation, `id: "${id}" ${args}`)).errors).toEqual([])
  const receipts = (await it.outbox.unsent(1_000)).filter(({ topic }) => topic === 'delta.receipt.ah.v1').map(({ value }) => JSON.parse(value!))
  const confirmation = (await notices(id)).at(-1)!
  expect(receipts).toContainEqual(
    expect.objectContaining({
      participant: 'national',
      province: '340000',
      answers: 'STOPPED',
      result: 'ACCEPTED',
      reportedBy: 'AH-XYZX',
      about: { record: 'repair-notice', province: '340000', recordId: confirmation.recordId, version: 1 },
    }),
  )
  const owed = await countUnanswered(it.store.db, '2026-11-23')
  expect(owed.map(({ participant }) => participant).toSorted()).toEqual(['310000', '320000', '330000', '340000'])
  expect(await countByState(it.store.db)).toContainEqual({ province: '340000', state: 'REPAIRED', count: 1 })
  expect(await countOverdue(it.store.db, '2026-12-31')).toContainEqual(expect.objectContaining({ province: '340000', duty: 'FEEDBACK' }))
})
