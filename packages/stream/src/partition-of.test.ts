import { createHash } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { cloudEventHeaders, readCloudEvent } from './cloud-event.ts'
import { partitionOf } from './partition-of.ts'
import { createRecordValidator } from './record-validator.ts'
import { distinctTopics, readTopics, topicFor } from './topics.ts'

const schemaDir = fileURLToPath(new URL('../../../schema', import.meta.url))

test('the partition is the first four bytes of SHA-256, big endian, modulo the number', () => {
  for (const subject of ['91310000MA1FL0000X', 'NP:abc', 'ORG:79Y9T0441', '上海']) {
    expect(partitionOf(subject, 7)).toBe(createHash('sha256').update(subject).digest().readUInt32BE(0) % 7)
  }
  const counts = [0, 0, 0, 0]
  for (let n = 0; n < 4000; n++) counts[partitionOf(`subject ${n}`, 4)]!++
  expect(Math.min(...counts)).toBeGreaterThan(850)
})

test('topics are written out for each province and know their schema', () => {
  const topics = readTopics(schemaDir)
  expect(distinctTopics(topics.filter(topic => topic.province === '330000')).map(topic => topic.name)).toEqual([
    'delta.archive.zj.v1',
    'delta.relationship.zj.v1',
    'delta.list.zj.v1',
    'delta.repair.zj.v1',
    'delta.receipt.zj.v1',
    'delta.rejected.zj.v1',
    'delta.supervision.zj.v1',
  ])
  expect(topicFor(topics, 'list-entry', '310000')).toMatchObject({
    name: 'delta.list.sh.v1',
    partitions: 4,
    cleanup: 'compact',
    type: 'cn.delta.credit.list-entry.v1',
    schema: 'https://schema.delta.example/records/list-entry.v1.schema.json',
  })
  expect(topicFor(topics, 'catalogue-row', null).name).toBe('delta.catalogue.v1')
  expect(() => topicFor(topics, 'unheard-of', null)).toThrow(/no topic/)
})

test('a CloudEvent survives its headers, and half of one is none', () => {
  const event = { id: 'x.1', source: 'urn:delta:unit:SH-MKT', type: 't', subject: 's', time: '2026-11-23T04:00:00Z', dataschema: 'https://x' }
  const headers = cloudEventHeaders(event)
  expect(readCloudEvent(headers)).toEqual(event)
  for (const name of Object.keys(headers)) expect(readCloudEvent({ ...headers, [name]: undefined })).toBeNull()
})

test('a value that does not fit its schema is told by path and keyword, never by value', () => {
  const check = createRecordValidator(schemaDir)
  const schema = 'https://schema.delta.example/records/rejection.v1.schema.json'
  const rejection = {
    recordId: 'a'.repeat(43),
    province: '310000',
    version: 1,
    reportedBy: null,
    recordedAt: '2026-11-23T04:00:00.000Z',
    evidence: { dataset: 't_md', coordinate: 't_md/1' },
    product: 'LIST',
    subjectKind: null,
    code: 'E_REQUIRED',
    field: 'lydm',
    state: 'REJECTED',
  }
  expect(check(schema, rejection)).toBeNull()
  expect(check(schema, { ...rejection, code: 'E_SECRET' })).toEqual({ path: '/code', keyword: 'enum' })
  expect(check('https://schema.delta.example/none', rejection)).toEqual({ path: '', keyword: 'schema' })
})
