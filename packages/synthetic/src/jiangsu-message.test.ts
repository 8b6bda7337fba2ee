import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { messageFile } from './jiangsu-files.ts'
import { messageXml, type MessageRow } from './jiangsu-message.ts'
import { createRandom } from './random.ts'

const rows: MessageRow[] = [
  {
    op: 'I',
    fields: [
      ['LBDM', '05'],
      ['ZTMC', 'A & B <有限>公司'],
      ['YCRQ', null],
    ],
  },
]
const head = { msgId: 'JS_HMD_20261101_0001', resource: 'HMD', sendTime: '2026-11-01T09:01:00', prefix: '', cdata: false, digest: 'none' } as const

test('a message has the head, the rows and the escapes of its format', () => {
  expect(messageXml(head, rows)).toBe(`<?xml version="1.0" encoding="UTF-8"?>
<Message xmlns="urn:js:pcip:exchange:1">
  <Head><MsgId>JS_HMD_20261101_0001</MsgId><Sender>JSXYZX</Sender><Resource>HMD</Resource><SendTime>2026-11-01T09:01:00</SendTime><Count>1</Count></Head>
  <Body>
    <Row op="I"><LBDM>05</LBDM><ZTMC>A &amp; B &lt;有限&gt;公司</ZTMC></Row>
  </Body>
</Message>
`)
})

test('prefix and CDATA vary without changing what is said', () => {
  const text = messageXml({ ...head, prefix: 'js', cdata: true }, rows)
  expect(text).toContain('<js:Message xmlns:js="urn:js:pcip:exchange:1">')
  expect(text).toContain('<js:ZTMC><![CDATA[A & B <有限>公司]]></js:ZTMC>')
})

test("a digest is that of the Body element's bytes", () => {
  const text = messageXml({ ...head, digest: 'right' }, rows)
  const body = text.slice(text.indexOf('<Body>'), text.indexOf('</Body>') + '</Body>'.length)
  expect(text).toContain(`<Digest>${createHash('sha256').update(body).digest('hex')}</Digest>`)
  expect(messageXml({ ...head, digest: 'wrong' }, rows)).not.toContain(createHash('sha256').update(body).digest('hex'))
})

test('a file is named by resource, day and a number of four digits', () => {
  expect(messageFile('HONGMD', '2026-11-01', 12, rows, createRandom(1))).toMatchObject({ name: 'JS_HONGMD_20261101_0012.xml' })
})
