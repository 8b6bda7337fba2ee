import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { openSealed } from '@delta/seal'
import { openStore, type Store } from '@delta/store'
import { createRecordValidator, partitionOf, type ReceivedMessage } from '@delta/stream'
import { openCuttableKafka, readUntil, silentLog, testBroker, until } from '@delta/stream/testing'
import { counts } from './counts.ts'
import { type Adapter, type AdapterPoint, KILLED } from './run-adapter.ts'
import { idOf, SCHEMA } from './testing.ts'
import { type AdapterBench, createBench, takeAway } from './testing-adapter.ts'

const broker = testBroker(process.env.DELTA_TEST_KAFKA)
let bench: AdapterBench
let server: Store<unknown>

beforeAll(async () => {
  bench = await createBench(broker, process.env.DELTA_TEST_POSTGRES)
  server = openStore(process.env.DELTA_TEST_POSTGRES!, { connections: 1 })
})
afterAll(async () => {
  await bench.remove()
  await server.close()
})

let run = 0
let running: Adapter[] = []
beforeEach(() => {
  run++
  running = []
  return async () => {
    await Promise.all(running.map(adapter => adapter.stop()))
  }
})
const start = (...args: Parameters<AdapterBench['adapter']>): Adapter => {
  const adapter = bench.adapter(...args)
  running.push(adapter)
  adapter.run().catch(() => undefined)
  return adapter
}
const key = (n: number): string => `r${run}-${n}`
const rows = (count: number, name: string, from = 0): Record<string, string> =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [key(from + n), name]))
const backlog = async (): Promise<number> =>
  (
    await sql<{
      n: number
    }>`select coalesce(sum(head.seq - sent.seq), 0)::bigint as n from outbox_head head join outbox_sent sent using (topic, partition)`.execute(bench.ledger.db)
  ).rows[0]!.n
const published = async (): Promise<number> => (await counts(bench.ledger.db)).reduce((sum, one) => sum + one.published, 0)
const total = async (): Promise<number> =>
  (await sql<{ n: number }>`select coalesce(sum(seq), 0)::bigint as n from outbox_head`.execute(bench.ledger.db)).rows[0]!.n
const names = () => bench.topics.filter(topic => topic.province === '310000').map(topic => topic.name)

/** All that Kafka holds, once it holds all that the outbox has numbered. */
const readAll = async (): Promise<ReceivedMessage[]> => {
  await until(async () => (await backlog()) === 0)
  const expected = await total()
  return readUntil(
    bench.kafka,
    names(),
    messages => new Set(messages.map(one => `${one.topic} ${one.partition} ${one.headers['delta-seq']}`)).size === expected,
  )
}

/** What a reader is left with that drops every number it has passed; and every lane's numbers must then be dense from 1. */
const filtered = (messages: readonly ReceivedMessage[]): ReceivedMessage[] => {
  const lanes = new Map<string, number>()
  return messages.filter(one => {
    const lane = `${one.topic} ${one.partition}`
    const seq = Number(one.headers['delta-seq'])
    const passed = lanes.get(lane) ?? 0
    expect(seq).toBeLessThanOrEqual(passed + 1)
    if (seq <= passed) return false
    lanes.set(lane, seq)
    return true
  })
}

test('a row becomes a message that validates, opens, and lies in its subject’s partition', async () => {
  start()
  await bench.state(rows(3, 'named'))
  await until(async () => (await published()) === 3)
  const messages = (await readAll()).filter(one => one.topic.endsWith('delta.list.sh.v1'))
  const validate = createRecordValidator(SCHEMA)
  for (const one of messages) {
    expect(validate(one.headers['ce_dataschema']!, JSON.parse(one.value!.toString()))).toBeNull()
    expect(await openSealed(one, bench.keyring, { now: () => new Date() })).toMatchObject({ province: '310000' })
    expect(one.partition).toBe(partitionOf(one.headers['ce_subject']!, 4))
  }
  expect(messages.map(one => one.key).toSorted()).toEqual([0, 1, 2].map(n => idOf(key(n))).toSorted())
})

test('killed at every point while rows change, nothing is lost, doubled or reordered, and reading again publishes nothing', async () => {
  const points: AdapterPoint[] = ['after-read', 'in-transaction', 'before-commit', 'after-commit', 'after-settled', 'before-send', 'after-ack', 'after-mark']
  const kills = points
  let done = false
  const changes = (async () => {
    for (let n = 0; !done || n < 60; n++)
      await bench.state({ [key(n % 40)]: n % 11 === 3 ? 'bad' : `name ${n}`, [key((n * 7) % 40)]: `other ${n}`, [key(1_000 + n)]: 'stated once' })
  })()
  for (const [index, point] of kills.entries()) {
    let left = 1 + (index % 3)
    const adapter = bench.adapter({
      at: reached => {
        if (reached === point && --left === 0) throw Object.assign(new Error('killed'), { code: KILLED })
      },
    })
    const ended = adapter.run().catch((error: unknown) => error)
    const publisherPoint = ['before-send', 'after-ack', 'after-mark'].includes(point)
    await Promise.race([ended, until(() => publisherPoint && left <= 0)])
    await adapter.stop()
    expect(left).toBeLessThanOrEqual(0)
  }
  done = true
  await changes
  const final = new Map(
    (await bench.source.pool.query<{ zj: string; mc: string }>('select zj, mc from t_md where zj like $1', [`r${run}-%`])).rows.map(row => [
      idOf(row.zj),
      row.mc,
    ]),
  )
  start()
  await until(async () => {
    const { rows: last } = await sql<{ key: string; state: string; name: string }>`
      select l.record_id as key, l.state, (select o.value::json ->> 'basis' from outbox o where o.key = l.record_id and o.topic like '%.list.%' order by o.seq desc limit 1) as name from ledger l`.execute(
      bench.ledger.db,
    )
    const states = new Map(last.map(one => [one.key, one.state === 'rejected' ? 'bad' : one.name]))
    return [...final].every(([id, name]) => states.get(id) === name)
  }, 60_000)
  const versions = new Map<string, { version: number; basis: string }>()
  for (const one of filtered(await readAll()).filter(message => message.topic.endsWith('delta.list.sh.v1'))) {
    const value = JSON.parse(one.value!.toString()) as { version: number; basis: string }
    expect(value.version).toBe((versions.get(one.key)?.version ?? 0) + 1)
    versions.set(one.key, value)
  }
  for (const [id, name] of final) if (name !== 'bad') expect(versions.get(id)?.basis).toBe(name)
  await Promise.all(running.map(adapter => adapter.stop()))
  const before = await total()
  await sql`delete from source_cursor`.execute(bench.ledger.db)
  let settled = 0
  const read = bench.readers().map(reader => ({
    ...reader,
    next: async (cursor: Parameters<typeof reader.next>[0]) => {
      const batch = await reader.next(cursor)
      return (
        batch && {
          ...batch,
          settled: () =>
            batch.settled().then(() => {
              settled += batch.rows.length
            }),
        }
      )
    },
  }))
  start({ readers: read })
  const {
    rows: [all],
  } = await bench.source.pool.query<{ n: number }>('select count(*) as n from t_md')
  await until(() => settled >= all!.n)
  expect(await total()).toBe(before)
}, 120_000)

test('a second instance waits, and takes over when the first has gone', async () => {
  const first = start()
  await until(() => first.checks.instance() === undefined)
  const second = start()
  await until(() => second.checks.instance() === 'waits for another instance to end')
  await bench.state({ [key(0)]: 'by the first' })
  const before = await published()
  await until(async () => (await published()) >= before && (await backlog()) === 0)
  expect(second.checks.instance()).toBe('waits for another instance to end')
  await first.stop()
  await until(() => second.checks.instance() === undefined)
  const now = await published()
  await bench.state({ [key(1)]: 'by the second' })
  await until(async () => (await published()) >= now + 1)
})

test('a source that goes away is named by readiness; what it stated meanwhile is published when it is back', async () => {
  const adapter = start()
  await until(() => adapter.checks.instance() === undefined)
  const { mend } = await takeAway(bench.source, server)
  await until(() => adapter.checks.source() !== undefined)
  expect(adapter.checks.source()).toMatch(/^table\/public\.t_md: SOURCE_/)
  expect(adapter.checks.store()).toBeUndefined()
  await mend()
  const before = await published()
  await bench.state({ [key(0)]: 'back' })
  await until(async () => (await published()) >= before + 1)
  expect(adapter.checks.source()).toBeUndefined()
})

test('its own store may go away: it says so, gives the province up, and goes on when the store is back', async () => {
  const adapter = start()
  await until(() => adapter.checks.instance() === undefined)
  const before = await published()
  const { mend } = await takeAway(bench.ledger, server)
  await until(() => adapter.checks.store() !== undefined && adapter.checks.instance() !== undefined)
  await bench.state({ [key(0)]: 'meanwhile' })
  await mend()
  await until(async () => (await published()) >= before + 1)
  await until(() => adapter.checks.store() === undefined && adapter.checks.instance() === undefined)
})

test('while Kafka is away rows go on into the outbox; it is named by readiness and the backlog goes out later', async () => {
  const { kafka, cut, mend } = openCuttableKafka(broker)
  const adapter = start({ kafka })
  await until(() => adapter.checks.instance() === undefined)
  cut()
  const before = await published()
  await bench.state(rows(5, 'unsent'))
  await until(async () => (await published()) >= before + 5 && adapter.checks.kafka() !== undefined)
  expect(await backlog()).toBeGreaterThanOrEqual(5)
  mend()
  await until(async () => (await backlog()) === 0 && adapter.checks.kafka() === undefined)
})

test('a source whose columns are not the declared ones stops the adapter before it publishes, naming the columns', async () => {
  await bench.source.pool.query('alter table t_md add column surprise text')
  const before = await total()
  await bench.state(rows(1, 'not yet'))
  await expect(bench.adapter().run()).rejects.toMatchObject({ code: 'ADAPTER_SHAPE', message: 't_md: nobody maps surprise' })
  expect(await total()).toBe(before)
  await bench.source.pool.query('alter table t_md drop column surprise')
})

test('no personal data is in a log line: rows are named by reader and count only', async () => {
  const lines: string[] = []
  const note = (about: object, message: string) => void lines.push(JSON.stringify(about) + message)
  start({ log: { ...silentLog, info: note, warn: note, error: note } })
  const before = await published()
  await bench.state(rows(2, '王小明'))
  await until(async () => (await published()) >= before + 2)
  expect(lines.join()).not.toContain('王小明')
})
