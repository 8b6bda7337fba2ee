/* oxlint-disable typescript/no-explicit-any -- what a query asks for is looked at as it comes */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { firm, NEIGHBOUR, startDesk, type TestDesk } from './testing.ts'

let it: TestDesk
beforeAll(async () => {
  it = await startDesk()
})
afterAll(() => it.stop())
beforeEach(() => void (it.clock.now = '2026-11-23T02:00:00Z'))

const at = (day: string): void => void (it.clock.now = `${day}T02:00:00Z`)
const THIRD = `subject:${NEIGHBOUR}`

/** One step a line: the day, the role, the mutation with its further arguments. Gives the case after the last, every step having been taken. */
async function walk(id: string, steps: readonly (readonly [day: string, role: string, mutation: string, args?: string])[]): Promise<any> {
  let last: any = null
  for (const [day, role, mutation, args = ''] of steps) {
    at(day)
    const { case: after, errors } = await it.step(role, mutation, `id: "${id}" ${args}`)
    expect([day, role, mutation, errors]).toEqual([day, role, mutation, []])
    last = after
  }
  return last
}

async function apply(day: string, role: string, product: 'LIST' | 'ARCHIVE', recordId: string, args = ''): Promise<string> {
  at(day)
  const { case: opened, errors } = await it.step(role, 'applyRepair', `item: { product: ${product}, id: "${recordId}" } ${args}`)
  expect(errors).toEqual([])
  return opened.id as string
}

const term = (found: any, duty: string) => found.terms.findLast((one: any) => one.duty === duty)

test('zj-2019, the whole way: subject, unit and credit body, each term with its article, and everybody who got it must answer', async () => {
  const entry = await it.entry({ province: '330000', domain: 'B05', unit: 'ZJ-ECO', from: '2021-06-01', subject: firm(1) })
  const id = await apply('2022-09-15', `subject:${firm(1)}`, 'LIST', entry)
  const complete = await walk(id, [
    ['2022-09-16', 'unit:ZJ-ECO', 'requestRepairMaterial'],
    ['2022-09-19', `subject:${firm(1)}`, 'supplyRepairMaterial', `documents: [{ kind: PROOF, digest: "${'a'.repeat(64)}" }]`],
    ['2022-09-20', 'unit:ZJ-ECO', 'completeRepairMaterial'],
  ])
  // 15 working days: the National Day week is not counted, and two Saturdays are worked.
  expect(term(complete, 'REVIEW')).toMatchObject({ dueOn: '2022-10-14', ruleSet: 'zj-2019', article: '11', state: 'STATED', provisional: false })
  expect(term(complete, 'ACCEPTANCE')).toMatchObject({ dueOn: null, state: 'OPEN', article: '10' })
  at('2022-10-17')
  expect(await it.query('analyst', `{ repairCase(id: "${id}") { overdue } repairCases(overdue: true) { nodes { id } totalCount } }`)).toMatchObject({
    repairCase: { overdue: true },
    repairCases: { nodes: [{ id }], totalCount: 1 },
  })
  await walk(id, [
    ['2022-10-17', 'unit:ZJ-ECO', 'decideRepair', 'approve: true'],
    ['2022-10-18', 'unit:ZJ-ECO', 'publiciseRepair'],
  ])
  at('2022-10-25')
  expect((await it.step('unit:ZJ-ECO', 'confirmRepair', `id: "${id}"`)).errors).toMatchObject([{ code: 'TOO_EARLY' }])
  const confirmed = await walk(id, [['2022-10-26', 'unit:ZJ-ECO', 'confirmRepair']])
  expect(confirmed).toMatchObject({
    state: 'REPAIRED',
    annotation: '经浙江省生态环境厅同意修复，不再作为负面信息使用',
    events: expect.arrayContaining([
      expect.objectContaining({ step: 'CONFIRM', party: 'FINDER', unit: { code: 'ZJ-ECO' }, effect: 'REPAIRED', ruleSet: 'zj-2019', article: '11' }),
    ]),
  })
  expect(confirmed.propagation.map((one: any) => [one.participant, one.state, one.dueState])).toEqual(
    ['310000', '320000', '330000', '340000', 'national'].map(participant => [participant, 'PENDING', 'RULE_UNKNOWN']),
  )
  const annotated = await walk(id, [
    ['2022-10-27', 'unit:ZJ-ECO', 'notifyRepair'],
    ['2022-10-31', 'province:330000', 'annotateRepair'],
  ])
  expect(term(annotated, 'ANNOTATION')).toMatchObject({ dueOn: '2022-10-31', doneOn: '2022-10-31', article: '13', overdue: false })
  const last = await walk(id, [
    ['2022-11-01', 'province:310000', 'acknowledgeRepair'],
    ['2022-11-01', 'national', 'acknowledgeRepair'],
  ])
  expect(last.propagation.filter((one: any) => one.state === 'STOPPED').map((one: any) => one.participant)).toEqual(['310000', 'national'])
})

test('zj-2019: a refusal, the subject’s objection to the superior body, and review anew; a third party’s objection takes the repair back', async () => {
  const entry = await it.entry({ province: '330000', domain: 'B05', unit: 'ZJ-ECO', from: '2021-06-02', subject: firm(2) })
  const id = await apply('2022-09-15', `subject:${firm(2)}`, 'LIST', entry)
  await walk(id, [['2022-09-20', 'unit:ZJ-ECO', 'completeRepairMaterial']])
  expect((await it.step('unit:ZJ-ECO', 'decideRepair', `id: "${id}" approve: false`)).errors).toMatchObject([{ code: 'REASON_REQUIRED', field: 'reason' }])
  await walk(id, [['2022-09-21', 'unit:ZJ-ECO', 'decideRepair', 'approve: false reason: NOT_FULFILLED']])
  const objected = await walk(id, [['2022-09-28', `subject:${firm(2)}`, 'objectToRepair', `documents: [{ kind: OBJECTION, digest: "${'b'.repeat(64)}" }]`]])
  expect(objected.objections).toMatchObject([{ number: 1, by: 'SUBJECT', bodies: ['PROVINCIAL_FGW'], bodiesState: 'STATED', upheld: null }])
  expect(term(objected, 'OBJECTION_DECISION')).toMatchObject({ dueOn: '2022-10-10', article: '15', objection: 1 })
  expect((await it.step('unit:ZJ-ECO', 'decideRepairObjection', `id: "${id}" uphold: true reason: OBJECTION_FOUNDED`)).errors).toMatchObject([
    { code: 'NOT_COMPETENT' },
  ])
  const again = await walk(id, [['2022-10-08', 'unit:ZJ-FGW', 'decideRepairObjection', 'uphold: true reason: OBJECTION_FOUNDED']])
  expect(again).toMatchObject({ state: 'OPEN', objections: [{ upheld: true }] })
  await walk(id, [
    ['2022-10-09', 'unit:ZJ-ECO', 'decideRepair', 'approve: true'],
    ['2022-10-10', 'unit:ZJ-ECO', 'publiciseRepair'],
    ['2022-10-18', 'unit:ZJ-ECO', 'confirmRepair'],
  ])
  at('2022-10-19')
  expect(await it.step(THIRD, 'objectToRepair', `id: "${id}"`)).toEqual({ case: null, errors: [] })
  const revoked = await walk(id, [['2022-10-20', 'unit:ZJ-ECO', 'decideRepairObjection', 'uphold: true reason: OBJECTION_FOUNDED']])
  expect(revoked).toMatchObject({
    state: 'REVOKED',
    annotation: null,
    objections: [{ by: 'SUBJECT' }, { by: 'THIRD_PARTY', bodies: ['CONFIRMING_UNIT', 'PROVINCIAL_FGW'], upheld: true }],
  })
  expect(revoked.events.at(-1)).toMatchObject({ step: 'UPHOLD_OBJECTION', party: 'OBJECTION_BODY', effect: 'RESTORED', article: '15' })
  expect(new Set(revoked.propagation.map((one: any) => one.state))).toEqual(new Set(['VOID']))
})

test('cn-2023-58: the single window decides on a penalty; sites synchronise within three working days; objections are open in the texts', async () => {
  const penalty = await it.penalty({ province: '320000', unit: 'JS-ECO', from: '2025-01-10', subject: firm(3), authority: '江苏省生态环境厅' })
  const id = await apply('2025-08-01', `subject:${firm(3)}`, 'ARCHIVE', penalty)
  at('2025-08-04')
  expect((await it.step('unit:JS-ECO', 'decideRepair', `id: "${id}" approve: true`)).errors).toMatchObject([{ code: 'NOT_COMPETENT' }])
  const confirmed = await walk(id, [
    ['2025-08-04', 'province:320000', 'decideRepair', 'approve: true'],
    ['2025-08-05', 'unit:JS-FGW', 'confirmRepair'],
  ])
  expect(term(confirmed, 'FEEDBACK')).toMatchObject({ dueOn: '2025-08-15', ruleSet: 'cn-2023-58', article: null })
  expect(confirmed.events.map((one: any) => [one.step, one.party, one.unit?.code ?? null])).toEqual([
    ['APPLY', 'SUBJECT', null],
    ['APPROVE', 'CREDIT_CHINA', 'JS-FGW'],
    ['CONFIRM', 'CREDIT_CHINA', 'JS-FGW'],
  ])
  expect(confirmed.annotation).toBeNull()
  expect(confirmed.propagation[0]).toMatchObject({ participant: '310000', dueOn: '2025-08-08', dueState: 'STATED', overdue: false })
  await walk(id, [
    ['2025-08-05', 'province:320000', 'notifyRepair'],
    ['2025-08-08', 'province:320000', 'synchroniseRepair'],
  ])
  at('2025-08-11')
  expect(await it.step(THIRD, 'objectToRepair', `id: "${id}"`)).toEqual({ case: null, errors: [] })
  const dismissed = await walk(id, [['2025-08-11', 'province:320000', 'decideRepairObjection', 'uphold: false reason: OBJECTION_UNFOUNDED']])
  expect(dismissed).toMatchObject({ state: 'REPAIRED', objections: [{ by: 'THIRD_PARTY', bodies: [], bodiesState: 'OPEN', upheld: false }] })
  expect(dismissed.propagation.filter((one: any) => one.overdue)).toHaveLength(5)
})

test('cn-2026-36: the window forwards, the finder accepts within three working days and decides; what the order leaves open stays open', async () => {
  const entry = await it.entry({ province: '340000', domain: 'B05', unit: 'AH-ECO', from: '2026-04-10', subject: firm(4) })
  const id = await apply('2026-11-02', `subject:${firm(4)}`, 'LIST', entry)
  at('2026-11-03')
  expect((await it.step('unit:AH-ECO', 'acceptRepair', `id: "${id}" accept: true`)).errors).toMatchObject([{ code: 'STEP_NOT_ALLOWED' }])
  const accepted = await walk(id, [
    ['2026-11-03', 'province:340000', 'forwardRepair'],
    ['2026-11-05', 'unit:AH-ECO', 'acceptRepair', 'accept: true'],
  ])
  expect(term(accepted, 'ACCEPTANCE')).toMatchObject({ dueOn: '2026-11-06', doneOn: '2026-11-05', ruleSet: 'cn-2026-36' })
  expect(term(accepted, 'REVIEW')).toMatchObject({ dueOn: null, state: 'OPEN', open: expect.stringContaining('自受理之日起') })
  await walk(id, [['2026-11-09', 'unit:AH-ECO', 'decideRepair', 'approve: false reason: NOT_FULFILLED']])
  const objected = await walk(id, [['2026-11-10', `subject:${firm(4)}`, 'objectToRepair']])
  expect(objected.objections).toMatchObject([{ by: 'SUBJECT', bodies: [], bodiesState: 'OPEN' }])
  expect(term(objected, 'OBJECTION_DECISION')).toMatchObject({ dueOn: null, state: 'OPEN' })
  await walk(id, [
    ['2026-11-11', 'province:340000', 'decideRepairObjection', 'uphold: true reason: OBJECTION_FOUNDED'],
    ['2026-11-12', 'unit:AH-ECO', 'decideRepair', 'approve: true'],
  ])
  const confirmed = await walk(id, [['2026-11-13', 'unit:AH-ECO', 'confirmRepair']])
  expect(confirmed).toMatchObject({ state: 'REPAIRED', annotation: null })
  expect(confirmed.propagation[0]).toMatchObject({ dueOn: null, dueState: 'OPEN' })
  const rejected = await it.step('province:310000', 'acknowledgeRepair', `id: "${id}" rejected: "E_RECORD_UNKNOWN"`)
  expect(rejected.case.propagation[0]).toMatchObject({ participant: '310000', state: 'REJECTED' })
  expect((await it.step('province:310000', 'acknowledgeRepair', `id: "${id}"`)).case.propagation[0].state).toBe('STOPPED')
  expect((await it.step('province:310000', 'acknowledgeRepair', `id: "${id}"`)).errors).toMatchObject([{ code: 'ALREADY_ANSWERED' }])
})

test('a term that runs into 2027 is provisional', async () => {
  const entry = await it.entry({ province: '310000', domain: 'B05', unit: 'SH-ECO', from: '2026-05-10', subject: firm(5) })
  const id = await apply('2026-12-24', `subject:${firm(5)}`, 'LIST', entry)
  const { repairCase } = await it.query(`subject:${firm(5)}`, `{ repairCase(id: "${id}") { terms { duty dueOn provisional } } }`)
  expect(repairCase.terms).toContainEqual({ duty: 'FEEDBACK', dueOn: '2027-01-07', provisional: true })
})

test('while another list of serious dishonesty holds the subject, nothing is approved under zj-2019; its own entry does not block itself', async () => {
  const repaired = await it.entry({ province: '330000', domain: 'B05', unit: 'ZJ-ECO', from: '2021-06-01', subject: firm(6) })
  const serious = await it.entry({ province: '330000', domain: 'B04', unit: 'ZJ-EMER', from: '2022-08-01', subject: firm(6) })
  const id = await apply('2022-09-15', `subject:${firm(6)}`, 'LIST', repaired)
  await walk(id, [['2022-09-16', 'unit:ZJ-ECO', 'completeRepairMaterial']])
  expect((await it.step('unit:ZJ-ECO', 'decideRepair', `id: "${id}" approve: true`)).errors).toMatchObject([{ code: 'SERIOUS_LIST' }])
  await it.settle(serious)
  await walk(id, [
    ['2022-09-19', 'unit:ZJ-ECO', 'decideRepair', 'approve: true'],
    ['2022-09-20', 'unit:ZJ-ECO', 'publiciseRepair'],
  ])
  // What comes later blocks what is yet to come, and leaves what was done as it was.
  await it.entry({ province: '330000', domain: 'B04', unit: 'ZJ-EMER', from: '2022-09-21', subject: firm(6) })
  at('2022-10-10')
  expect(await it.step('unit:ZJ-ECO', 'confirmRepair', `id: "${id}"`)).toMatchObject({ case: null, errors: [{ code: 'SERIOUS_LIST' }] })
  expect((await it.query('analyst', `{ repairCase(id: "${id}") { stage } }`))['repairCase']).toEqual({ stage: 'PUBLICISE' })
})

test('an objection against the finding itself: the subject raises it, the province records who decided; upheld, the item is withdrawn and everybody who got it must answer', async () => {
  const entry = await it.entry({ province: '330000', domain: 'B05', unit: 'ZJ-ECO', from: '2026-05-10', subject: firm(7) })
  at('2026-11-02')
  const item = `item: { product: LIST, id: "${entry}" }`
  expect((await it.step(THIRD, 'objectToFinding', item)).errors).toMatchObject([{ code: 'ITEM_UNKNOWN' }])
  const opened = await it.step(`subject:${firm(7)}`, 'objectToFinding', `${item} documents: [{ kind: OBJECTION, digest: "${'c'.repeat(64)}" }]`)
  expect(opened).toMatchObject({
    errors: [],
    case: { state: 'OPEN', stage: 'OBJECT', terms: [], objections: [{ number: 1, by: 'SUBJECT', bodies: [], bodiesState: 'OPEN', upheld: null }] },
  })
  const { id } = opened.case
  expect((await it.step(`subject:${firm(7)}`, 'applyRepair', item)).errors).toMatchObject([{ code: 'CASE_OPEN' }])
  expect((await it.step('unit:ZJ-ECO', 'decideRepairObjection', `id: "${id}" uphold: true reason: OBJECTION_FOUNDED`)).errors).toMatchObject([
    { code: 'NOT_COMPETENT' },
  ])
  const fell = await walk(id, [['2026-11-05', 'province:330000', 'decideRepairObjection', 'uphold: true reason: OBJECTION_FOUNDED']])
  expect(fell).toMatchObject({ state: 'FINDING_FELL', closed: true, annotation: null, next: [] })
  expect(fell.events).toMatchObject([
    { step: 'OBJECT', party: 'SUBJECT', effect: null, ruleSet: null, article: null },
    { step: 'UPHOLD_OBJECTION', party: 'OBJECTION_BODY', unit: { code: 'ZJ-FGW' }, effect: 'WITHDRAWN', ruleSet: null, article: null },
  ])
  expect(fell.propagation.map((one: any) => [one.participant, one.state])).toEqual(['310000', '320000', '330000', '340000'].map(one => [one, 'PENDING']))
  expect((await it.step(`subject:${firm(7)}`, 'applyRepair', item)).errors).toMatchObject([{ code: 'ITEM_NOT_EFFECTIVE' }])
})

test('an objection against the finding that is dismissed leaves it as it was: repair may be applied for', async () => {
  const entry = await it.entry({ province: '330000', domain: 'B05', unit: 'ZJ-ECO', from: '2021-06-01', subject: firm(8) })
  at('2022-09-14')
  const { case: opened } = await it.step('unit:ZJ-MKT', 'objectToFinding', `item: { product: LIST, id: "${entry}" } receivedOn: "2022-09-13"`)
  const stands = await walk(opened.id, [['2022-09-15', 'province:330000', 'decideRepairObjection', 'uphold: false reason: OBJECTION_UNFOUNDED']])
  expect(stands).toMatchObject({ state: 'FINDING_STANDS', closed: true, propagation: [], events: [{ party: 'AGENT' }, { effect: null }] })
  await apply('2022-09-15', `subject:${firm(8)}`, 'LIST', entry)
})
