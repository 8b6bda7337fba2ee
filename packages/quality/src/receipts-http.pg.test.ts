import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAnswers } from '@delta/graph'
import { countedDatabase, type CountedDatabase, testViewer } from '@delta/graph/testing'
import { loadCatalogue } from '@delta/catalogue'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { projectReceipts, projectSent } from './project-deliveries.ts'
import { createReceiptsHttp } from './receipts-http.ts'
import { migrateQuality, type QualityTables } from './tables.ts'

let base: CountedDatabase<QualityTables>
let server: Server
let viewer = testViewer({})
beforeAll(async () => {
  base = await countedDatabase<QualityTables>(process.env['DELTA_TEST_POSTGRES'])
  await migrateQuality(base.db)
  const gate = { identify: async () => viewer.principal, admit: () => viewer }
  const handle = createReceiptsHttp({ gate, catalogue: loadCatalogue(), answers: createAnswers(base), onError: () => undefined })
  server = createServer((request, response) => void handle(request, response).then(taken => taken || response.writeHead(404).end()))
  await new Promise<void>(listening => server.listen(0, '127.0.0.1', listening))
  const sent = (recordId: string) => ({ recordId, version: 1, subject: '913401000000000019', division: null, recordedAt: '2026-11-20T00:00:00.000Z' })
  await projectSent(base.db, 'list-entry', '310000', ['a', 'b', 'c'].map(sent))
  await projectSent(base.db, 'relationship', '320000', [sent('d')])
  const record = {
    recordId: 'r',
    province: '340000',
    version: 1,
    reportedBy: 'AH-FGW',
    recordedAt: '2026-11-20T00:00:05.000Z',
    evidence: { dataset: 'x', coordinate: '0:1' },
    participant: '340000',
    about: { record: 'list-entry', province: '310000', recordId: 'b', version: 1 },
    answers: 'DELIVERED',
    result: 'REJECTED',
    code: 'E_TEXT_LENGTH',
    at: '2026-11-20T00:00:04.000Z',
  } as const
  await projectReceipts(base.db, [{ recordId: 'r', version: 1, record }])
})
afterAll(async () => {
  server.close()
  server.closeAllConnections()
  await base.drop()
})

const get = (query: string, method = 'GET') => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/receipts${query}`, { method })
interface Page {
  readonly receipts: readonly { readonly record: string }[]
  readonly next: string | null
}
const page = async (query: string): Promise<Page> => (await (await get(query)).json()) as Page
const records = async (query: string) => (await page(query)).receipts.map(({ record }) => record)

test('who has received what, by record, participant, publisher and state, as the graph tells it', async () => {
  expect(await records('')).toEqual(['a', 'b', 'c', 'd'])
  expect(await records('?state=WAITING&province=310000')).toEqual(['a', 'c'])
  expect(await records('?participant=330000')).toEqual([])
  expect(await page('?record=b&participant=340000&state=REJECTED')).toEqual({
    receipts: [
      {
        record: 'b',
        kind: 'LIST_ENTRY',
        province: '310000',
        participant: '340000',
        answers: 'DELIVERED',
        version: 1,
        sentAt: '2026-11-20T00:00:00.000Z',
        state: 'REJECTED',
        answeredVersion: 1,
        code: 'E_TEXT_LENGTH',
        answeredAt: '2026-11-20T00:00:04.000Z',
      },
    ],
    next: null,
  })
})

test('a page leads to the next, until none follows', async () => {
  const all: string[] = []
  for (let after: string | null = ''; after !== null;) {
    const found: Page = await page(`?first=3${after && `&after=${after}`}`)
    all.push(...found.receipts.map(({ record }) => record))
    after = found.next
  }
  expect(all).toEqual(['a', 'b', 'c', 'd'])
})

test('the agreement decides, and what is asked wrongly is refused with its code', async () => {
  viewer = testViewer({ provinces: ['320000'], products: ['RELATIONSHIP'] })
  expect(await records('')).toEqual(['d'])
  expect([(await get('?province=310000')).status, ((await (await get('?province=310000')).json()) as { code: string }).code]).toEqual([403, 'NOT_AGREED'])
  viewer = testViewer({ subjects: 'own', role: 'subject:91350100M000100Y43' })
  expect((await get('')).status).toBe(403)
  viewer = testViewer({})
  for (const [query, code] of [
    ['?state=LOST', 'BAD_ARGUMENT'],
    ['?province=110000', 'BAD_ARGUMENT'],
    ['?first=x', 'BAD_ARGUMENT'],
    ['?first=101', 'PAGE_TOO_LARGE'],
    ['?after=x', 'BAD_CURSOR'],
    ['?recrod=a', 'BAD_ARGUMENT'],
  ] as const)
    expect([query, ((await (await get(query)).json()) as { code: string }).code]).toEqual([query, code])
  expect((await get('', 'POST')).status).toBe(405)
})
