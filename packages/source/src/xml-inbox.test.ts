import { createHash } from 'node:crypto'
import { symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readListMessage } from './list-message.ts'
import { createClock, createTaker, type Taker, type TestClock } from './testing.ts'
import { createTestInbox, type TestInbox } from './testing-inbox.ts'
import type { ChangeReader } from './source-row.ts'
import { createXmlInboxReader } from './xml-inbox.ts'

let inbox: TestInbox
let clock: TestClock
let taker: Taker
let reader: ChangeReader
const fields = ['LBDM', 'ZTMC', 'ZTDM']
const again = (mostBytes?: number) =>
  createXmlInboxReader({
    inbox: inbox.path,
    resources: [
      { resource: 'HMD', fields },
      { resource: 'GZMD', fields },
    ],
    now: clock,
    ...(mostBytes ? { mostBytes } : {}),
  })

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

const stem = (sequence: number, resource = 'HMD', day = '20261120') => `JS_${resource}_${day}_${String(sequence).padStart(4, '0')}`
const NS = 'xmlns="urn:js:pcip:exchange:1"'
const row = (name: string, op = 'I') => `<Row op="${op}"><LBDM>01</LBDM><ZTMC>${name}</ZTMC></Row>`
interface Form {
  id?: string
  sender?: string
  resource?: string
  count?: number | string
  digest?: string
  time?: string
}
const xml = (
  names: readonly string[],
  { id = stem(1), sender = 'S', resource = 'HMD', count = names.length, digest, time = '2026-11-20T10:00:00' }: Form = {},
) =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<M ${NS}><Head><MsgId>${id}</MsgId><Sender>${sender}</Sender><Resource>${resource}</Resource><SendTime>${time}</SendTime><Count>${count}</Count>${digest ? `<Digest>${digest}</Digest>` : ''}</Head><Body>${names.map(name => row(name)).join('\n')}</Body></M>`
const put = (sequence: number, names: readonly string[], form: Form = {}) => inbox.put(`${stem(sequence)}.xml`, xml(names, { id: stem(sequence), ...form }))
const held = () => taker.rows.map(one => [one.columns.ZTMC, one.held])

test('gives the rows of a message with all their columns', async () => {
  await put(1, ['甲', '乙'])
  const rows = await taker.drain(reader)
  expect(rows[1]).toEqual({
    dataset: 'HMD',
    coordinate: `${stem(1)}.xml:2`,
    position: `20261120 0001 00000002 ${stem(1)}.xml`,
    updatedAt: '2026-11-20T02:00:00.000Z',
    firstSeenAt: null,
    deleted: false,
    held: null,
    warnings: [],
    columns: { LBDM: '01', ZTMC: '乙', ZTDM: null, op: 'I', Resource: 'HMD' },
  })
  expect(await inbox.names('done')).toEqual([`${stem(1)}.xml`])
})

test('reads any namespace prefix, CDATA, character references, comments and line breaks as they stand', async () => {
  await inbox.put(
    `${stem(1)}.xml`,
    `\uFEFF<?xml version="1.0" encoding="utf-8"?>\r\n<!-- note --><x:Exchange xmlns:x="urn:js:pcip:exchange:1">
    <x:Head><x:Count> 1 </x:Count><x:MsgId>JS202611200001</x:MsgId><x:Sender>S</x:Sender><x:Resource>HMD_B01</x:Resource><x:SendTime>2026-11-20 10:00:00</x:SendTime></x:Head>
    <y:Body xmlns:y="urn:js:pcip:exchange:1"><y:Row op="D"><y:ZTMC><![CDATA[甲<&>]]>&#x20;&amp;乙𠮷</y:ZTMC><y:LBDM/></y:Row></y:Body>
  </x:Exchange>`,
  )
  const [one] = await taker.drain(reader)
  expect(one!.columns).toEqual({ LBDM: '', ZTMC: '甲<&> &乙𠮷', ZTDM: null, op: 'D', Resource: 'HMD_B01' })
})

test('the digest is that of the bytes of the Body element as they stand in the file', async () => {
  const body = /<Body>[^]*<\/Body>/.exec(xml(['甲𠮷', '乙']))![0]
  const digest = createHash('sha256').update(body).digest('hex')
  await put(1, ['甲𠮷', '乙'], { digest: digest.toUpperCase() })
  await put(2, ['甲𠮷', '丙'], { digest })
  await taker.drain(reader)
  expect(held()).toEqual([
    ['甲𠮷', null],
    ['乙', null],
  ])
  expect(taker.refused).toEqual([{ dataset: 'HMD', file: `${stem(2)}.xml`, code: 'E_DIGEST' }])
})

test('finds the bytes of the Body wherever the chunks break', async () => {
  const text =
    `\uFEFF<?xml version="1.0"?>\r\n<!-- <Body> 甲 -->\r\n<p:M xmlns:p="urn:js:pcip:exchange:1">\r<p:Head><p:MsgId>甲𠮷</p:MsgId></p:Head>\r\n<p:Body a="𠮷>"  >\r\n<p:Row><p:ZTMC>甲</p:ZTMC></p:Row>𠮷</p:Body></p:M>`.replace(
      '𠮷</p:Body',
      '</p:Body',
    )
  const bytes = Buffer.from(text)
  for (const size of [1, 2, 3, 7, 1_000]) {
    const chunks = async function* () {
      for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
    }
    const message = await readListMessage(chunks(), new Set(fields))
    if ('code' in message) throw new Error(message.code)
    expect(bytes.subarray(message.body.start, message.body.end).toString()).toBe(/<p:Body [^]*<\/p:Body>/.exec(text)![0])
  }
})

test('a message that was seen is ignored, under its own or another name', async () => {
  await put(1, ['甲'])
  await taker.drain(reader)
  await put(1, ['甲'], { time: '2026-11-21T00:00:00' })
  await put(2, ['甲'], { id: stem(1) })
  expect(await taker.drain(reader)).toEqual([])
  expect(taker.refused).toEqual([])
  expect(await inbox.names()).toEqual([])
  await put(2, ['乙'])
  expect(await taker.drain(reader)).toHaveLength(1)
})

test('a used number or MsgId with another Body is refused', async () => {
  await put(1, ['甲'])
  await taker.drain(reader)
  await put(1, ['乙'])
  await put(2, ['丙'], { id: stem(1) })
  await taker.drain(reader)
  expect(taker.refused.map(file => [file.file, file.code])).toEqual([
    [`${stem(1)}.xml`, 'E_SEQ_REUSED'],
    [`${stem(2)}.xml`, 'E_SEQ_REUSED'],
  ])
})

test('a gap holds what comes after it, per sender, resource and day', async () => {
  await put(2, ['乙'])
  await inbox.put(`${stem(1, 'GZMD')}.xml`, xml(['别的'], { id: stem(1, 'GZMD'), resource: 'GZMD' }))
  await inbox.put(`${stem(1, 'HMD', '20261121')}.xml`, xml(['次日'], { id: 'JS202611210001' }))
  await taker.drain(reader)
  expect(held()).toEqual([
    ['别的', null],
    ['乙', 'SEQUENCE_GAP'],
    ['次日', null],
  ])
  await put(1, ['甲'], { sender: 'T' })
  await taker.drain(reader)
  expect(held().slice(3)).toEqual([['甲', null]])
  await put(1, ['丙'])
  await taker.drain(reader)
  expect(held().slice(4)).toEqual([
    ['丙', null],
    ['乙', null],
  ])
})

test('the same MsgId of another resource is another message', async () => {
  await put(1, ['甲'], { id: 'JS202611200001' })
  await inbox.put(`${stem(1, 'GZMD')}.xml`, xml(['乙'], { id: 'JS202611200001', resource: 'GZMD' }))
  expect(await taker.drain(reader)).toHaveLength(2)
})

const LAUGHS = '<!DOCTYPE M [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
test.each<[string, string, string | Uint8Array]>([
  ['a DOCTYPE', 'E_XML_DTD', xml(['甲']).replace('<M', '<!DOCTYPE M SYSTEM "http://127.0.0.1:9/x.dtd"><M')],
  ['entities', 'E_XML_DTD', xml(['甲&b;']).replace('<M', `${LAUGHS}<M`)],
  ['an entity that nobody declares', 'E_XML_DTD', xml(['甲&b;'])],
  ['another namespace', 'E_MALFORMED', xml(['甲']).replace(NS, 'xmlns="urn:other"')],
  ['no namespace', 'E_MALFORMED', xml(['甲']).replace(NS, '')],
  ['an undeclared prefix', 'E_MALFORMED', xml(['甲']).replace('<Body>', '<z:Body>').replace('</Body>', '</z:Body>')],
  ['a foreign element', 'E_MALFORMED', xml(['甲']).replace('<ZTMC>', '<ZTMC xmlns="urn:other">')],
  ['crossed elements', 'E_MALFORMED', xml(['甲']).replace('</ZTMC></Row>', '</Row></ZTMC>')],
  ['an end missing', 'E_MALFORMED', xml(['甲']).slice(0, -4)],
  ['text after the end', 'E_MALFORMED', `${xml(['甲'])}x`],
  ['text between rows', 'E_MALFORMED', xml(['甲']).replace('<Body>', '<Body>x')],
  ['an element within a field', 'E_MALFORMED', xml(['<LBDM/>'])],
  ['an unknown field', 'E_MALFORMED', xml(['甲']).replaceAll('ZTMC', 'ZTMX')],
  ['a doubled field', 'E_MALFORMED', xml(['甲</ZTMC><ZTMC>乙'])],
  ['a field called __proto__', 'E_MALFORMED', xml(['甲']).replaceAll('ZTMC', '__proto__')],
  ['no Head', 'E_MALFORMED', xml(['甲']).replace(/<Head>.*<\/Head>/, '')],
  ['two Bodies', 'E_MALFORMED', xml(['甲']).replace('</M>', '<Body/></M>')],
  ['no Count', 'E_MALFORMED', xml(['甲']).replace('<Count>1</Count>', '')],
  ['a Resource that its name denies', 'E_MALFORMED', xml(['甲'], { resource: 'GZMD' })],
  ['the MsgId of a file that was not seen', 'E_MALFORMED', xml(['甲'], { id: stem(7) })],
  ['nothing in it', 'E_MALFORMED', ''],
  ['a wrong count', 'E_COUNT_MISMATCH', xml(['甲'], { count: 2 })],
  [
    'bytes that are not UTF-8',
    'E_ENCODING',
    Buffer.concat([Buffer.from(xml(['甲']).slice(0, 60)), Buffer.from([0xd6, 0xd0]), Buffer.from(xml(['甲']).slice(60))]),
  ],
  ['a cut-off character at its end', 'E_ENCODING', Buffer.concat([Buffer.from(xml(['甲'])), Buffer.from([0xe4, 0xb8])])],
  ['another declared encoding', 'E_ENCODING', xml(['甲']).replace('UTF-8', 'GBK')],
  ['UTF-16', 'E_ENCODING', Buffer.from(`\uFEFF${xml(['甲'])}`, 'utf16le')],
])('refuses a file with %s whole', async (_, code, content) => {
  await inbox.put(`${stem(1)}.xml`, content)
  await taker.drain(reader)
  expect(taker.refused).toEqual([{ dataset: 'HMD', file: `${stem(1)}.xml`, code }])
  expect(taker.rows).toEqual([])
  expect(await inbox.reason(`${stem(1)}.xml`)).toBe(code)
  await put(1, ['甲'])
  await taker.drain(reader)
  expect(held()).toEqual([['甲', null]])
})

test('refuses names of no message, links and files that are too large', async () => {
  reader = again(10_000)
  await inbox.put('anything.xml', xml(['甲']))
  await symlink('/etc/hostname', join(inbox.path, `${stem(1)}.xml`))
  await put(2, ['甲'.repeat(5_000)])
  await taker.drain(reader)
  expect(taker.refused.map(file => file.code)).toEqual(['E_MALFORMED', 'E_MALFORMED', 'E_MALFORMED'])
})

test('a message that is still being written is waited for', async () => {
  const text = xml(['甲'])
  const path = join(inbox.path, `${stem(1)}.xml`)
  for (let length = 0; length < text.length; length += 40) {
    await writeFile(path, text.slice(0, length))
    await taker.take(reader)
    clock.forward(200)
  }
  await writeFile(path, text)
  await taker.drain(reader)
  expect(taker.refused).toEqual([])
  expect(held()).toEqual([['甲', null]])
})

test('reads a large message without keeping the process busy', async () => {
  const names = Array.from({ length: 20_000 }, (_, n) => `名称${n}`)
  await put(1, names)
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  const rows = await taker.drain(reader)
  clearInterval(timer)
  expect(rows).toHaveLength(20_000)
  expect(turns).toBeGreaterThan(2)
})
