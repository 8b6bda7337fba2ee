import { afterAll, beforeAll, expect, test } from 'vitest'
import { adapterMigrations, type AdapterTables, counts, createAdapter, openReaders, type Adapter } from '@delta/adapter'
import { loadCatalogue } from '@delta/catalogue'
import type { ListEntry } from '@delta/model'
import { createKeyring, generateKey, generateSecret, openSealed, publicOf, readSecret, signingKey } from '@delta/seal'
import { usccFor } from '@delta/mapping/testing'
import { migrate } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { createRecordValidator, distinctTopics, openKafka, partitionOf, readCloudEvent, readTopics, type ReceivedMessage } from '@delta/stream'
import { randomName, readUntil, silentLog, testBroker, until, withTopics } from '@delta/stream/testing'
import { createSourceSchemas } from '@delta/synthetic'
import { fileURLToPath } from 'node:url'
import { shanghai } from './province.ts'

const SCHEMA = fileURLToPath(new URL('../../../schema', import.meta.url))
const kafka = openKafka({ brokers: [testBroker(process.env.DELTA_TEST_KAFKA)], clientId: 'test-shanghai', log: silentLog })
const prefix = randomName('test.shanghai')
const topics = readTopics(SCHEMA).map(topic => ({ ...topic, name: `${prefix}.${topic.name}` }))
const own = distinctTopics(topics.filter(topic => topic.province === '310000'))
const now = () => new Date()
const validate = createRecordValidator(SCHEMA)
const jwk = await generateKey()
const keys = { seal: () => signingKey(jwk), record: readSecret(generateSecret()), pseudonym: readSecret(generateSecret()) }
const keyring = createKeyring({
  issuedAt: '2026-01-01T00:00:00Z',
  expiresAt: '2099-01-01T00:00:00Z',
  participants: [{ province: '310000', name: '上海市', keys: [{ jwk: publicOf(jwk), validFrom: '2020-01-01T00:00:00Z', validTo: null }] }],
})
let source: TestDatabase<unknown>
let ledger: TestDatabase<AdapterTables>
let made: { remove(): Promise<void> }
let adapter: Adapter

beforeAll(async () => {
  ;[source, ledger] = await Promise.all([
    createTestDatabase<unknown>(process.env.DELTA_TEST_POSTGRES),
    createTestDatabase<AdapterTables>(process.env.DELTA_TEST_POSTGRES, 5),
  ])
  await createSourceSchemas({ shanghai: source.url, jiangsu: source.url, zhejiang: source.url })
  await migrate(ledger.db, adapterMigrations)
  made = await withTopics(
    kafka,
    own.map(({ name, partitions }) => ({ topic: name, partitions })),
  )
  const catalogue = loadCatalogue()
  adapter = createAdapter({
    province: '310000',
    mapping: shanghai,
    store: ledger,
    kafka,
    keys,
    catalogue,
    topics,
    validate,
    log: silentLog,
    now,
    readers: openReaders({ mapping: shanghai, pool: source.pool, inbox: null, catalogue, now, cloak: key => key }),
  })
  adapter.run().catch(() => undefined)
})
afterAll(async () => {
  await adapter.stop()
  await made.remove()
  await ledger.drop()
  await source.drop()
})

/** A row of t_md as a Shanghai clerk would write it: padded, lower-case code, compact dates. */
const write = (zj: string, over: Record<string, string | null> = {}) => {
  const row = {
    zj: zj.padEnd(32, '0'),
    mdlx: '2',
    lydm: 'SH-LY-05',
    tyshxydm: '91350100m000100y43',
    zjlx: null,
    zjhm: null,
    mc: '上海云澜网络科技有限公司',
    rdjg: '上海市生态环境局',
    rdrq: '20260105',
    yxqz: '20260105',
    yxqzi: '20290104',
    ycrq: null,
    ycyy: null,
    yxbz: 'Y',
    ...over,
  }
  const names = Object.keys(row)
  return source.pool.query(
    `insert into gxpt.t_md (${names.join()}, gxsj) values (${names.map((_, n) => `$${n + 1}`).join()}, now() at time zone 'Asia/Shanghai')
     on conflict (zj) do update set (${names.join()}, gxsj) = (${names.map(name => `excluded.${name}`).join()}, excluded.gxsj)`,
    Object.values(row),
  )
}
const states = async () => (await counts(ledger.db)).map(({ product, kind, published, rejected }) => `${product} ${kind} ${published} ${rejected}`)
const entries = (enough: (messages: readonly ReceivedMessage[]) => boolean) =>
  readUntil(
    kafka,
    own.map(topic => topic.name),
    enough,
  )

test('a row of t_md becomes a list entry that validates and opens; changed, revoked and bad rows follow; the same again is nothing', async () => {
  await write('a')
  await until(async () => (await states()).includes('LIST ENT 1 0'))
  await write('a', { ycrq: '20260301', ycyy: '信用修复' })
  await write('b', { lydm: 'SH-LY-06', rdrq: '20190230' })
  await until(async () => (await states()).includes('LIST ENT 1 1'))
  const version = async () => (await ledger.db.selectFrom('ledger').select('version').where('state', '=', 'published').executeTakeFirst())?.version
  await until(async () => (await version()) === 2)
  await write('a', { yxbz: 'N', ycrq: '20260301', ycyy: '信用修复' })
  await until(async () => (await version()) === 3)
  await write('a', { yxbz: 'N', ycrq: '20260301', ycyy: '信用修复' })
  await write('b', { lydm: 'SH-LY-06', rdrq: '20190228' })
  await until(async () => (await states()).includes('LIST ENT 2 0'))
  const messages = await entries(read => read.length >= 6)

  for (const message of messages) {
    const event = readCloudEvent(message.headers)!
    const record = JSON.parse(message.value!.toString()) as ListEntry
    expect(validate(event.dataschema, record)).toBeNull()
    expect(await openSealed(message, keyring, { now, province: '310000' })).toEqual({ province: '310000', kid: jwk.kid })
    expect(message.key).toBe(record.recordId)
    expect(event).toMatchObject({ id: `${record.recordId}.${record.version}`, time: record.recordedAt })
    expect(message.headers['delta-version']).toBe(String(record.version))
    expect(message.partition).toBe(partitionOf(event.subject, own.find(topic => topic.name === message.topic)!.partitions))
  }
  const listed = messages.filter(message => message.topic.includes('.delta.list.')).map(message => JSON.parse(message.value!.toString()) as ListEntry)
  const [first] = listed
  expect(first).toMatchObject({
    op: 'upsert',
    version: 1,
    province: '310000',
    domain: 'B05',
    polarity: 'BLACK',
    from: '2026-01-05',
    to: '2029-01-04',
    removedOn: null,
    reportedBy: 'SH-ECO',
    unit: 'SH-ECO',
    subject: { id: '91350100M000100Y43', idType: 'USCC', kind: 'ENT' },
    evidence: { dataset: 't_md', coordinate: `gxpt.t_md/${'a'.padEnd(32, '0')}` },
  })
  expect(listed.filter(entry => entry.recordId === first!.recordId).map(entry => [entry.version, entry.op])).toEqual([
    [1, 'upsert'],
    [2, 'repair'],
    [3, 'revoke'],
  ])
  const rejections = messages
    .filter(message => message.topic.includes('.delta.rejected.'))
    .map(message => JSON.parse(message.value!.toString()) as Record<string, unknown>)
  expect(rejections.map(({ code, field, state, version: of }) => [code, field, state, of])).toEqual([
    ['E_DATE_INVALID', 'rdrq', 'REJECTED', 1],
    ['E_DATE_INVALID', 'rdrq', 'RESOLVED', 2],
  ])
})

test('an entry under one firm’s code and another’s name is not published: it is rejected at its column, and published once the row is mended', async () => {
  const firms = [
    { code: usccFor('91', '310000', '7A123456'), name: '上海天宇贸易有限公司' },
    { code: usccFor('91', '310000', '7B123456'), name: '上海海明科技有限公司' },
  ] as const
  for (const [n, { code, name }] of firms.entries())
    await source.pool.query(
      `insert into gxpt.t_fr_jbxx (zj, tyshxydm, frmc, frlx, clrq, djzt, gxsj, yxbz) values ($1, $2, $3, '01', '20150101', '1', '2024-01-01', 'Y')`,
      [`firm${n}`.padEnd(32, '0'), code, name],
    )
  await until(async () => (await states()).some(one => one.startsWith('ARCHIVE ENT 8')))
  const told = async () => (await ledger.db.selectFrom('ledger').select(['code', 'field', 'version']).where('coordinate', 'like', 'gxpt.t_md/c%').execute())[0]
  await write('c', { tyshxydm: firms[0].code, mc: firms[1].name })
  await until(async () => (await told()) !== undefined)
  expect(await told()).toEqual({ code: 'E_ID_CONFLICT', field: 'tyshxydm', version: 0 })
  await write('c', { tyshxydm: firms[1].code, mc: firms[1].name })
  await until(
    async () =>
      (await ledger.db.selectFrom('ledger').select('version').where('coordinate', 'like', 'gxpt.t_md/c%').where('version', '=', 1).execute()).length === 1,
  )
})
