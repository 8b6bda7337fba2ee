import { join } from 'node:path'
import { readAgreements } from '@delta/access'
import { createAnswers } from '@delta/graph'
import { ask, countedDatabase, type CountedDatabase } from '@delta/graph/testing'
import type { Receipt } from '@delta/model'
import type { GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { catalogueGraph } from './graph.ts'
import { projectReceipts, projectSent, rejectedReceipts, type SentVersion, waitingReceipts } from './project-deliveries.ts'
import { migrateQuality, type QualityTables } from './tables.ts'
import { qualityParts } from './testing.ts'

let base: CountedDatabase<QualityTables>
let schema: GraphQLSchema
beforeAll(async () => {
  base = await countedDatabase<QualityTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrateQuality(base.db)
  schema = catalogueGraph({
    ...qualityParts(base, () => new Date('2026-11-25T04:00:00Z')),
    answers: createAnswers(base),
    limits: { representations: 100 } as never,
    agreements: readAgreements(join(import.meta.dirname, '../../../schema/agreements.json')),
    today: () => '2026-11-25',
  })
})
afterAll(() => base.drop())
beforeEach(async () => {
  await base.db.deleteFrom('delivery').execute()
})

const ANHUI = '913401000000000019'
const sent = (recordId: string, version: number, subject: string | null = ANHUI, recordedAt = '2026-11-20T00:00:00.000Z'): SentVersion => ({
  recordId,
  version,
  subject,
  division: null,
  recordedAt,
})
const send = (...versions: SentVersion[]) => projectSent(base.db, 'list-entry', '310000', versions)
const receipt = (recordId: string, version: number, code: string | null = null): Receipt => ({
  recordId: `receipt-${recordId}`,
  province: '340000',
  version,
  reportedBy: 'AH-FGW',
  recordedAt: '2026-11-20T00:00:05.000Z',
  evidence: { dataset: 'delta.list.sh.v1', coordinate: '0:1' },
  participant: '340000',
  about: { record: 'list-entry', province: '310000', recordId, version },
  answers: 'DELIVERED',
  result: code === null ? 'ACCEPTED' : 'REJECTED',
  code,
  at: '2026-11-20T00:00:04.000Z',
})
const answer = (...receipts: Receipt[]) =>
  projectReceipts(
    base.db,
    receipts.map(record => ({ recordId: record.recordId, version: record.version, record })),
  )
const rows = async () =>
  (
    await base.db.selectFrom('delivery').select(['record_id', 'participant', 'version', 'answered_version', 'state', 'code']).orderBy('record_id').execute()
  ).map(row => Object.values(row).join(' '))

test('another province’s organisation waits for its receipt; nobody waits for one’s own, for one from outside, or for a person', async () => {
  await send(sent('a', 1), sent('b', 1, '91310115MA1K000011'), sent('c', 1, '91110108MA00000047'), sent('d', 1, `NP:${'a'.repeat(43)}`), sent('e', 1, null))
  expect(await rows()).toEqual(['a 340000 1  WAITING '])
  expect(await waitingReceipts(base.db)).toEqual([{ province: '310000', participant: '340000', count: 1, since: '2026-11-20T00:00:00.000Z' }])
  await answer(receipt('a', 1))
  expect(await rows()).toEqual(['a 340000 1 1 ACCEPTED '])
  expect(await waitingReceipts(base.db)).toEqual([])
})

test('a newer version waits again, whatever the order in which versions and receipts arrive, and however often', async () => {
  await answer(receipt('a', 2, 'E_TEXT_LENGTH'), receipt('a', 1))
  expect(await rows()).toEqual(['a 340000 2 2 REJECTED E_TEXT_LENGTH'])
  await send(sent('a', 1), sent('a', 2))
  await answer(receipt('a', 1))
  expect(await rows()).toEqual(['a 340000 2 2 REJECTED E_TEXT_LENGTH'])
  await send(sent('a', 3))
  await send(sent('a', 3))
  expect(await rows()).toEqual(['a 340000 3 2 WAITING E_TEXT_LENGTH'])
  await answer(receipt('a', 3))
  expect(await rows()).toEqual(['a 340000 3 3 ACCEPTED '])
})

const day = (n: number): string => `2026-11-${20 + n}T00:00:00.000Z`
const since = async () => (await waitingReceipts(base.db)).map(one => one.since)

test('an answer is owed since the first version that is not answered, however many come after it', async () => {
  await send(sent('a', 1, ANHUI, day(0)))
  await send(sent('a', 2, ANHUI, day(1)), sent('a', 3, ANHUI, day(2)))
  expect(await since()).toEqual([day(0)])
  await answer(receipt('a', 2))
  expect(await since()).toEqual([day(2)])
  await answer(receipt('a', 3))
  await send(sent('a', 4, ANHUI, day(4)), sent('a', 5, ANHUI, day(5)))
  expect(await since()).toEqual([day(4)])
  await answer(receipt('a', 5))
  const person = `NP:${'a'.repeat(43)}`
  await answer(receipt('p', 1))
  await send(sent('p', 2, person, day(6)))
  await send(sent('p', 3, person, day(7)))
  expect(await since()).toEqual([day(6)])
})

test('what was rejected is counted by reason until a newer version is taken', async () => {
  await send(sent('a', 1), sent('b', 1), sent('c', 1))
  await answer(receipt('a', 1, 'E_TEXT_LENGTH'), receipt('b', 1, 'E_TEXT_LENGTH'), receipt('c', 1, 'STORE'))
  const of = { province: '310000', participant: '340000' }
  expect(await rejectedReceipts(base.db)).toEqual([
    { ...of, code: 'E_TEXT_LENGTH', count: 2 },
    { ...of, code: 'STORE', count: 1 },
  ])
  await send(sent('a', 2))
  await answer(receipt('a', 2))
  expect((await rejectedReceipts(base.db))[0]).toEqual({ ...of, code: 'E_TEXT_LENGTH', count: 1 })
})

test('an answer on a version that was never published answers nothing, and does not outlive the next', async () => {
  await send(sent('a', 1))
  await answer(receipt('a', 1_000_000))
  expect(await rows()).toEqual(['a 340000 1 1000000 WAITING '])
  await answer(receipt('a', 1))
  expect(await rows()).toEqual(['a 340000 1 1 ACCEPTED '])
  await answer(receipt('p', 1_000_000))
  await send(sent('p', 2, `NP:${'a'.repeat(43)}`))
  expect((await rows())[1]).toBe('p 340000 2 1000000 WAITING ')
  await answer(receipt('p', 2))
  expect((await rows())[1]).toBe('p 340000 2 2 ACCEPTED ')
})

test('an answer that comes before its version counts once that has come', async () => {
  await answer(receipt('a', 1), receipt('a', 2))
  await send(sent('a', 1))
  expect(await rows()).toEqual(['a 340000 1 2 WAITING '])
  await send(sent('a', 2))
  expect(await rows()).toEqual(['a 340000 2 2 ACCEPTED '])
})

test('a person’s record is waited for once its receiver has shown itself, also when it is erased', async () => {
  await answer(receipt('p', 1))
  await send(sent('p', 2, `NP:${'a'.repeat(43)}`))
  expect(await rows()).toEqual(['p 340000 2 1 WAITING '])
  await answer(receipt('p', 2))
  await send({ recordId: 'p', version: 3, subject: null, division: null, recordedAt: '2026-11-21T00:00:00.000Z' })
  expect(await rows()).toEqual(['p 340000 3 2 WAITING '])
})

test('the graph shows them by record, state and participant, paged by keyset', async () => {
  await send(...['a', 'b', 'c', 'd'].map(id => sent(id, 1)))
  await answer(receipt('b', 1, 'STORE'), receipt('d', 1))
  const query =
    'query($state: DeliveryState, $after: String) { deliveries(province: "310000", participant: "340000", state: $state, first: 1, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { record kind province { code } participant answers version sentAt state answeredVersion code answeredAt } } }'
  const page = async (variables: object) => {
    const { data, errors } = await ask(schema, query, { variables: variables as never })
    expect(errors).toBeUndefined()
    return (data as never as { deliveries: { totalCount: number; pageInfo: { hasNextPage: boolean; endCursor: string }; nodes: Record<string, unknown>[] } })
      .deliveries
  }
  const first = await page({ state: 'WAITING' })
  expect([first.totalCount, first.pageInfo.hasNextPage, first.nodes[0]!['record']]).toEqual([2, true, 'a'])
  const second = await page({ state: 'WAITING', after: first.pageInfo.endCursor })
  expect([second.pageInfo.hasNextPage, second.nodes[0]!['record']]).toEqual([false, 'c'])
  expect((await page({ state: 'REJECTED' })).nodes).toEqual([
    {
      record: 'b',
      kind: 'LIST_ENTRY',
      province: { code: '310000' },
      participant: '340000',
      answers: 'DELIVERED',
      version: 1,
      sentAt: '2026-11-20T00:00:00.000Z',
      state: 'REJECTED',
      answeredVersion: 1,
      code: 'STORE',
      answeredAt: '2026-11-20T00:00:04.000Z',
    },
  ])
})
