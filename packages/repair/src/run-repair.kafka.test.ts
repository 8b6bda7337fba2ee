import { createKeyring, generateKey, openSealed, publicOf, signingKey } from '@delta/seal'
import { PROVINCES, type RepairNotice, type Receipt } from '@delta/model'
import { openStore } from '@delta/store'
import { openKafka, type ReceivedMessage } from '@delta/stream'
import { openCuttableKafka, randomName, readUntil, silentLog, testBroker, until, withTopics } from '@delta/stream/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runRepair } from './run-repair.ts'
import { firm, judging, startDesk, type TestDesk, topics as all } from './testing.ts'

const broker = testBroker(process.env.DELTA_TEST_KAFKA)
const kafka = openKafka({ brokers: [broker], clientId: 'test-repair', log: silentLog })
const prefix = randomName('test.repair')
const topics = all.filter(({ record }) => record === 'repair-notice' || record === 'receipt').map(topic => ({ ...topic, name: `${prefix}.${topic.name}` }))
let it: TestDesk
let made: { remove(): Promise<void> }
beforeAll(async () => {
  it = await startDesk({ topics })
  made = await withTopics(
    kafka,
    topics.map(({ name, partitions }) => ({ topic: name, partitions })),
  )
}, 60_000)
afterAll(async () => {
  await made?.remove()
  await it?.stop()
})

const keysOf = async () => Object.fromEntries(await Promise.all(PROVINCES.map(async code => [code, await generateKey()] as const)))

test('notices and receipts reach Kafka in order, each once, sealed in the name of their province, through a broker that was away and a second process', async () => {
  const jwks = await keysOf()
  const seals = Object.fromEntries(PROVINCES.map(code => [code, () => signingKey(jwks[code]!)])) as Parameters<typeof runRepair>[0]['seals']
  const away = openCuttableKafka(broker)
  const now = () => new Date(it.clock.now)
  const start = (handle: typeof kafka) =>
    runRepair({ ...judging, store: it.store, messages: it.messages, topics, seals, kafka: handle, log: silentLog, now, lapseEvery: 100 })
  const first = start(away.kafka)
  const second = start(kafka)
  const walk = async (n: number): Promise<void> => {
    const subject = firm(n)
    const entry = await it.entry({ province: n % 2 ? '340000' : '320000', domain: 'B05', unit: n % 2 ? 'AH-ECO' : 'JS-ECO', from: '2026-04-10', subject })
    const [province, unit] = n % 2 ? ['province:340000', 'unit:AH-ECO'] : ['province:320000', 'unit:JS-ECO']
    const { case: opened } = await it.step(`subject:${subject}`, 'applyRepair', `item: { product: LIST, id: "${entry}" }`)
    for (const [role, step, args] of [
      [province, 'forwardRepair', ''],
      [unit, 'acceptRepair', 'accept: true'],
      [unit, 'decideRepair', 'approve: true'],
      [unit, 'confirmRepair', ''],
      ['province:310000', 'acknowledgeRepair', ''],
    ] as const)
      expect((await it.step(role!, step, `id: "${opened.id}" ${args}`)).errors).toEqual([])
  }
  try {
    await walk(1)
    away.cut()
    await walk(2)
    away.mend()
    await first.stop()
    await Promise.all([walk(3), walk(4)])
    // A finding whose five years are over is repaired without anybody doing anything.
    await it.entry({ province: '330000', domain: 'B05', unit: 'ZJ-ECO', from: '2020-01-02', subject: firm(5) })
    const distinct = (messages: readonly ReceivedMessage[]): Map<string, ReceivedMessage> =>
      new Map(messages.map(one => [`${one.topic} ${one.partition} ${one.headers['delta-seq']}`, one]))
    const read = await readUntil(
      kafka,
      topics.map(({ name }) => name),
      messages => distinct(messages).size >= 4 * 6 + 1,
    )
    const keyring = createKeyring({
      issuedAt: '2020-01-01T00:00:00Z',
      expiresAt: '2100-01-01T00:00:00Z',
      participants: PROVINCES.map(province => ({
        province,
        name: province,
        keys: [{ jwk: publicOf(jwks[province]!), validFrom: '2020-01-01T00:00:00Z', validTo: null }],
      })),
    })
    const lanes = Map.groupBy(distinct(read).values(), ({ topic, partition }) => `${topic} ${partition}`)
    for (const lane of lanes.values()) expect(lane.map(({ headers }) => Number(headers['delta-seq']))).toEqual(lane.map((_, index) => index + 1))
    const values = await Promise.all(
      [...distinct(read).values()].map(async message => {
        const value = JSON.parse(message.value!.toString()) as RepairNotice | Receipt
        const province = topics.find(({ name }) => name === message.topic)!.province!
        expect(await openSealed({ ...message, value: message.value }, keyring, { now: () => new Date(), province })).toMatchObject({ province })
        expect([value.province, value.recordId, message.headers['ce_source']]).toEqual([province, message.key, `urn:delta:unit:${value.reportedBy}`])
        return value
      }),
    )
    const cases = Map.groupBy(
      values.filter((value): value is RepairNotice => 'caseId' in value),
      ({ caseId }) => caseId,
    )
    expect([...cases.values()].map(events => events.map(({ step }) => step).join(' ')).toSorted()).toEqual([
      ...Array.from({ length: 4 }, () => 'APPLY FORWARD ACCEPT APPROVE CONFIRM'),
      'NATURAL_REPAIR',
    ])
    expect(values.filter(value => 'participant' in value).map(value => (value as Receipt).participant)).toEqual(Array.from({ length: 4 }, () => '310000'))
    await until(async () => (await it.outbox.backlog()).count === 0)
    expect([second.checks.kafka(), second.checks.lapse()]).toEqual([undefined, undefined])
  } finally {
    await first.stop()
    await second.stop()
  }
}, 60_000)

test('once a database that was away has come back, the process that works and the one that waits say that they are well again', async () => {
  const jwks = await keysOf()
  const seals = Object.fromEntries(PROVINCES.map(code => [code, () => signingKey(jwks[code]!)])) as Parameters<typeof runRepair>[0]['seals']
  const parts = { ...judging, store: it.store, messages: it.messages, topics, seals, kafka, log: silentLog, now: () => new Date(it.clock.now), lapseEvery: 100 }
  const both = [runRepair(parts), runRepair(parts)]
  const { rows } = await it.store.pool.query<{ name: string }>('select current_database() as name')
  const server = openStore(process.env.DELTA_TEST_POSTGRES!, { connections: 1 })
  const open = (allowed: boolean) => server.pool.query(`alter database "${rows[0]!.name}" allow_connections ${String(allowed)}`)
  try {
    await open(false)
    await server.pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [rows[0]!.name])
    await until(() => both.every(({ checks }) => checks.kafka() !== undefined))
    await open(true)
    await until(() => both.every(({ checks }) => checks.kafka() === undefined && checks.lapse() === undefined))
  } finally {
    await open(true)
    await Promise.all(both.map(one => one.stop()))
    await server.close()
  }
}, 60_000)
