import { copyFile, mkdir, mkdtemp, rename, symlink, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCsvInboxReader } from './csv-inbox.ts'
import { createClock, createTaker, type Taker, type TestClock } from './testing.ts'
import { createTestInbox, type TestInbox } from './testing-inbox.ts'
import { encodeGb18030 } from './testing-gb18030.ts'
import type { ChangeReader } from './source-row.ts'

let inbox: TestInbox
let clock: TestClock
let taker: Taker
let reader: ChangeReader
const datasets = [{ dataset: 'XZCF', required: ['行政相对人名称', '处罚决定书文号'], optional: ['罚款金额（元）', '操作标志'] }]
const again = (mostBytes?: number) => createCsvInboxReader({ inbox: inbox.path, datasets, now: clock, ...(mostBytes ? { mostBytes } : {}) })

beforeEach(async () => {
  inbox = await createTestInbox()
  clock = createClock()
  taker = createTaker(clock)
  reader = again()
})
afterEach(async () => {
  await reader.close()
  await inbox.remove()
})

const stem = (sequence: number, day = '20261120') => `AH_340100_MKT_XZCF_${day}_${String(sequence).padStart(3, '0')}`
const csv = (...names: string[]) => ['行政相对人名称,处罚决定书文号', ...names.map(name => `${name},文号`), ''].join('\r\n')
const held = () => taker.rows.map(row => [row.columns['行政相对人名称'], row.held])

test('gives the rows of a file with their lines, columns as the dataset calls them, and puts it away', async () => {
  await inbox.putCsv(stem(1), '处罚决定书文号,罚款 金额(元),行政相对人名称\r\n皖〔2026〕1号,"1,000.00",甲公司\r\n2号,,乙𠮷㐁\r\n')
  const rows = await taker.drain(reader)
  expect(rows).toEqual([
    {
      dataset: 'XZCF',
      coordinate: `${stem(1)}.csv:2`,
      position: `20261120 0001 00000002 ${stem(1)}.csv`,
      updatedAt: null,
      firstSeenAt: null,
      deleted: false,
      held: null,
      warnings: [],
      columns: { 处罚决定书文号: '皖〔2026〕1号', '罚款金额（元）': '1,000.00', 行政相对人名称: '甲公司', 操作标志: null },
    },
    expect.objectContaining({ coordinate: `${stem(1)}.csv:3`, columns: expect.objectContaining({ 行政相对人名称: '乙𠮷㐁', '罚款金额（元）': '' }) }),
  ])
  expect(await inbox.names()).toEqual([])
  expect(await inbox.names('done')).toEqual([`${stem(1)}.csv`, `${stem(1)}.ok`])
})

test('waits for the manifest, and for the file', async () => {
  await inbox.put(`${stem(1)}.csv`, encodeGb18030(csv('甲')))
  await inbox.put(`${stem(2)}.ok`, encodeGb18030('行数=1'))
  expect(await taker.drain(reader)).toEqual([])
  expect(await inbox.names()).toEqual([`${stem(1)}.csv`, `${stem(2)}.ok`])
  await inbox.putCsv(stem(1), csv('甲'))
  expect(await taker.drain(reader)).toHaveLength(1)
})

test('the same file again changes nothing', async () => {
  await inbox.putCsv(stem(1), csv('甲'))
  await taker.drain(reader)
  await inbox.putCsv(stem(1), csv('甲'))
  expect(await taker.drain(reader)).toEqual([])
  expect(await inbox.names()).toEqual([])
  expect(taker.refused).toEqual([])
})

test('a used number with another content is refused', async () => {
  await inbox.putCsv(stem(1), csv('甲'))
  await taker.drain(reader)
  await inbox.putCsv(stem(1), csv('乙'))
  await taker.drain(reader)
  expect(taker.refused).toEqual([{ dataset: 'XZCF', file: `${stem(1)}.csv`, code: 'E_SEQ_REUSED' }])
  expect(held()).toEqual([['甲', null]])
})

test('after a gap files are given as held, once, and again when the gap is filled, in order', async () => {
  await inbox.putCsv(stem(3), csv('丙'))
  await inbox.putCsv(stem(2), csv('乙'))
  await inbox.putCsv(stem(1, '20261119'), csv('别的'))
  await taker.drain(reader)
  await taker.drain(again())
  expect(held()).toEqual([
    ['别的', null],
    ['乙', 'SEQUENCE_GAP'],
    ['丙', 'SEQUENCE_GAP'],
  ])
  expect(await inbox.names()).toHaveLength(4)
  await inbox.putCsv(stem(1), csv('甲'))
  await taker.drain(reader)
  expect(held().slice(3)).toEqual([
    ['甲', null],
    ['乙', null],
    ['丙', null],
  ])
  expect(await inbox.names()).toEqual([])
})

test('a held file that is replaced by another content is refused', async () => {
  await inbox.putCsv(stem(2), csv('乙'))
  await taker.drain(reader)
  await inbox.putCsv(stem(2), csv('丙'))
  await taker.drain(reader)
  expect(taker.refused.map(file => file.code)).toEqual(['E_SEQ_REUSED'])
})

test('each division, unit, dataset and day is numbered on its own', async () => {
  await inbox.putCsv('AH_340100_TAX_XZCF_20261120_001', csv('甲'))
  await inbox.putCsv('AH_340200_MKT_XZCF_20261120_001', csv('乙'))
  await inbox.putCsv('AH_340100_MKT_XZCF_20261121_001', csv('丙'))
  await taker.drain(reader)
  expect(held().map(([, why]) => why)).toEqual([null, null, null])
})

const sha = `SHA256=${'0'.repeat(64)}`
test.each<[string, string, (stem: string) => Promise<void>]>([
  ['a wrong count', 'E_COUNT_MISMATCH', name => inbox.putCsv(name, encodeGb18030(csv('甲', '乙')))],
  ['a wrong digest', 'E_DIGEST', name => inbox.putCsv(name, csv('甲'), `行数=1\r\n${sha}`)],
  ['a manifest without a digest', 'E_MALFORMED', name => inbox.putCsv(name, csv('甲'), '行数=1')],
  ['UTF-8', 'E_ENCODING', name => inbox.putCsv(name, Buffer.from(csv('甲')))],
  ['an unknown header', 'E_MALFORMED', name => inbox.putCsv(name, '行政相对人名称,处罚决定书文号,别的\r\n甲,1,2\r\n')],
  ['a doubled header', 'E_MALFORMED', name => inbox.putCsv(name, '行政相对人名称,处罚决定书文号,行政 相对人名称\r\n甲,1,2\r\n')],
  ['a missing header', 'E_MALFORMED', name => inbox.putCsv(name, '行政相对人名称\r\n甲\r\n')],
  ['a stray quote', 'E_MALFORMED', name => inbox.putCsv(name, '行政相对人名称,处罚决定书文号\r\n甲,"1"2\r\n')],
  ['a record of another length', 'E_MALFORMED', name => inbox.putCsv(name, '行政相对人名称,处罚决定书文号\r\n甲\r\n')],
  ['nothing in it', 'E_MALFORMED', name => inbox.putCsv(name, '')],
])('refuses a file with %s whole', async (_, code, put) => {
  await put(stem(1))
  await taker.take(reader)
  expect(taker.refused).toEqual([])
  await taker.drain(reader)
  expect(taker.refused).toEqual([{ dataset: 'XZCF', file: `${stem(1)}.csv`, code }])
  expect(taker.rows).toEqual([])
  expect(await inbox.names('refused')).toEqual([`${stem(1)}.csv`, `${stem(1)}.csv.reason`, `${stem(1)}.ok`])
  expect(await inbox.reason(`${stem(1)}.csv`)).toBe(code)
  await inbox.putCsv(stem(1), csv('甲'))
  await taker.drain(reader)
  expect(held()).toEqual([['甲', null]])
})

test.each([
  'AH_340100_MKT_XZCF_20261120_01',
  'AH_340100_MKT_XZCF_20260230_001',
  'AH_340100_MKT_XZCF_20261120_000',
  'AH_340100_MKT_XXXX_20261120_001',
  'anything',
])('refuses the name %s', async name => {
  await inbox.putCsv(name, csv('甲'))
  await taker.drain(reader)
  expect(taker.refused).toMatchObject([{ file: `${name}.csv`, code: 'E_MALFORMED' }])
})

test('refuses a file that is too large without reading it', async () => {
  reader = again(1_000)
  await inbox.putCsv(stem(1), csv('甲'.repeat(600)))
  await taker.drain(reader)
  expect(taker.refused.map(file => file.code)).toEqual(['E_MALFORMED'])
})

test('never follows a link out of the folder', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'outside-'))
  await writeFile(join(outside, 'secret'), encodeGb18030(csv('机密')))
  await inbox.putCsv(stem(1), csv('机密'))
  await rename(join(inbox.path, `${stem(1)}.csv`), join(outside, 'other'))
  await symlink(join(outside, 'other'), join(inbox.path, `${stem(1)}.csv`))
  await mkdir(join(inbox.path, `${stem(2)}.csv`))
  await inbox.put(`${stem(2)}.ok`, '')
  await taker.drain(reader)
  expect(taker.rows).toEqual([])
  expect(taker.refused.map(file => file.code)).toEqual(['E_MALFORMED', 'E_MALFORMED'])
})

test('refuses to work with a folder for done files that is a link', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'outside-'))
  await symlink(outside, join(inbox.path, 'done'))
  await expect(taker.take(reader)).rejects.toMatchObject({ code: 'SOURCE_SHAPE', canRetry: false })
})

test('a file that is still being written is waited for, not refused', async () => {
  const bytes = encodeGb18030(csv('甲'))
  await inbox.putCsv(stem(1), csv('甲'))
  await truncate(join(inbox.path, `${stem(1)}.csv`), 10)
  await taker.take(reader)
  clock.forward(200)
  await writeFile(join(inbox.path, `${stem(1)}.csv`), bytes.subarray(0, 20))
  await taker.take(reader)
  clock.forward(200)
  await taker.take(reader)
  await writeFile(join(inbox.path, `${stem(1)}.csv`), bytes)
  await taker.drain(reader)
  expect(taker.refused).toEqual([])
  expect(held()).toEqual([['甲', null]])
})

test('a file that is replaced between reading and settling stays, and is judged anew', async () => {
  await inbox.putCsv(stem(1), csv('甲'))
  const batch = (await reader.next(async () => null))!
  for (const { name, value } of batch.cursors) taker.cursors.set(name, JSON.stringify(value))
  await inbox.putCsv(stem(1), csv('乙'))
  await batch.settled()
  expect(await inbox.names()).toContain(`${stem(1)}.csv`)
  await taker.drain(reader)
  expect(taker.refused.map(file => file.code)).toEqual(['E_SEQ_REUSED'])
})

test('killed before the commit, the file comes again; killed after it, it is put away', async () => {
  await inbox.putCsv(stem(1), csv('甲'))
  await inbox.putCsv(stem(2), csv('乙'))
  await taker.take(reader, 'lost')
  await taker.take(again(), 'committed')
  expect(await inbox.names()).toHaveLength(4)
  await taker.drain(again())
  expect(held()).toEqual([
    ['甲', null],
    ['乙', null],
  ])
  expect(await inbox.names()).toEqual([])
})

test('killed between the two moves of putting away, the manifest follows at the next start', async () => {
  await inbox.putCsv(stem(1), csv('甲'))
  await taker.drain(reader)
  await copyFile(join(inbox.path, 'done', `${stem(1)}.ok`), join(inbox.path, `${stem(1)}.ok`))
  await taker.drain(again())
  expect(await inbox.names()).toEqual([])
})

test('a refusal that was not settled is told again', async () => {
  await inbox.putCsv(stem(1), csv('甲'), '行数=9')
  await taker.take(reader)
  clock.forward(1_000)
  await taker.take(reader, 'committed')
  await taker.drain(again())
  expect(taker.refused.map(file => file.code)).toEqual(['E_MALFORMED', 'E_MALFORMED'])
})

test('tells of a new file without being asked', async () => {
  const hinted = Promise.withResolvers<void>()
  const stop = reader.onHint(() => hinted.resolve())
  await inbox.putCsv(stem(1), csv('甲'))
  await hinted.promise
  stop()
})

test('a missing folder is an error that can be retried', async () => {
  const nowhere = createCsvInboxReader({ inbox: join(inbox.path, 'nowhere'), datasets, now: clock })
  await expect(nowhere.next(async () => null)).rejects.toMatchObject({ code: 'SOURCE_MISSING', canRetry: true })
  nowhere.onHint(() => {})()
})

test('says the columns of its datasets', async () => {
  expect(await reader.shapes()).toEqual([{ dataset: 'XZCF', columns: ['行政相对人名称', '处罚决定书文号', '罚款金额（元）', '操作标志'] }])
})

test('a dataset is given again as it was given, by a new reader too, and the next number is still the next', async () => {
  await inbox.putCsv(stem(1), csv('甲', '乙'))
  await inbox.putCsv(stem(2), csv('丙'))
  await inbox.putCsv(stem(1).replace('XZCF', 'HMD'), csv('丁'))
  await taker.drain(reader)
  const before = [...taker.rows]
  await taker.again(reader, 'XZCF')
  expect(await inbox.names()).toEqual([1, 2].flatMap(n => [`${stem(n)}.csv`, `${stem(n)}.ok`]))
  expect(await reader.through('XZCF', taker.cursor)).toBe(false)
  reader = again()
  clock.forward(1_000)
  expect(await reader.next(taker.cursor)).toMatchObject({ again: true })
  expect(await taker.drain(reader)).toEqual([])
  expect(taker.rows.slice(before.length)).toEqual(before)
  expect(await reader.through('XZCF', taker.cursor)).toBe(true)
  await inbox.putCsv(stem(1), csv('甲', '乙'))
  await inbox.putCsv(stem(3), csv('戊'))
  await taker.drain(reader)
  expect(taker.rows.slice(2 * before.length)).toEqual([expect.objectContaining({ held: null, coordinate: `${stem(3)}.csv:2` })])
})
