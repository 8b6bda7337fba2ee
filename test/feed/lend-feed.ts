import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { issueToken } from '@delta/access'
import { freePorts, keepRunning, type Kept, makeKeys, makePlaces, type Places, placesIn, ROOT, until } from '@delta/dev'
import type { ListTables } from '@delta/list'
import type { Store } from '@delta/store'
import { createTestDatabase } from '@delta/store/testing'
import { openKafka, type KafkaHandle } from '@delta/stream'
import { randomName, silentLog, testBroker, withTopics } from '@delta/stream/testing'
import { sql } from 'kysely'

/** A feed of one's own: its processes, its database and its topic, on the servers of the test layer. */
export interface LentFeed {
  readonly store: Store<ListTables>
  readonly database: string
  readonly kafka: KafkaHandle
  readonly brokers: string
  readonly topic: string
  readonly places: Places
  /** Its processes, each kept running, and where each answers. */
  readonly processes: readonly { readonly kept: Kept; readonly url: string }[]
  /** Where the first answers. */
  readonly url: string
  /** Headers of a partner city. */
  headers(city?: string): Promise<Record<string, string>>
  /** Starts another program that is kept running, with this environment besides, and stops it at the end. */
  keep(name: string, file: string, args: readonly string[], options?: { env?: Record<string, string>; command?: string }): Kept
}

/** How a feed is lent: how many processes share the log, and environment for every program that is kept. */
export interface FeedLoan {
  readonly processes?: number
  readonly env?: Readonly<Record<string, string>>
}

const QUIET = ['--disable-warning=ExperimentalWarning']
const SCHEMA = join(ROOT, 'schema')
const TOPIC = 'delta.list-changes.v1'

/** The folder of the schema with a topic of this run's own in it. */
function schemaWith(topic: string, folder: string): string {
  cpSync(SCHEMA, folder, { recursive: true })
  const file = join(folder, 'topics.yaml')
  writeFileSync(file, readFileSync(file, 'utf8').replace(`name: ${TOPIC}`, `name: ${topic}`))
  return folder
}

/** Lends a feed with real PostgreSQL and Kafka (DELTA_TEST_POSTGRES, DELTA_TEST_KAFKA) and takes all of it down again, however the work ends. */
export async function lendFeed<T>({ processes: count = 1, env = {} }: FeedLoan, work: (feed: LentFeed) => Promise<T>): Promise<T> {
  const signal = new AbortController()
  const interrupted = Promise.withResolvers<never>()
  interrupted.promise.catch(() => undefined)
  const interrupt = (): void => {
    signal.abort()
    interrupted.reject(new Error('stopped by a signal'))
  }
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, interrupt)
  const folder = mkdtempSync(join(tmpdir(), 'delta-feed-'))
  const places = placesIn(folder)
  makePlaces(places)
  await makeKeys(places.keys, () => new Date())
  const base = await createTestDatabase<ListTables>(process.env['DELTA_TEST_POSTGRES'], 6)
  await sql`create table projection_position (topic text, partition int, seq bigint, kafka_offset bigint, updated_at timestamptz)`.execute(base.db)
  const brokers = testBroker(process.env['DELTA_TEST_KAFKA'])
  const kafka = openKafka({ brokers: [brokers], clientId: 'feed-proof', log: silentLog })
  const topic = randomName('list-changes')
  const topics = await withTopics(kafka, [{ topic, partitions: 1 }])
  const schema = schemaWith(topic, join(folder, 'schema'))
  const kept: Kept[] = []
  const keep: LentFeed['keep'] = (name, file, args, { env: more = {}, command } = {}) => {
    const one = keepRunning(
      {
        name,
        command: command ?? process.execPath,
        args: command ? [file, ...args] : ['--max-old-space-size=256', '--max-semi-space-size=8', ...QUIET, file, ...args],
        env: { ...process.env, ...env, ...more },
        cwd: ROOT,
      },
      places,
    )
    kept.push(one)
    return one
  }
  const startFeed = async (n: number): Promise<LentFeed['processes'][number]> => {
    const port = (await freePorts()).feed
    const settings = {
      DELTA_HOST: '127.0.0.1',
      DELTA_PORT: String(port),
      DELTA_KAFKA: brokers,
      DELTA_KEYS: places.keys,
      DELTA_STORE_URL: base.url,
      DELTA_SCHEMA: schema,
      DELTA_LOG_LEVEL: 'warn',
    }
    return { kept: keep(`feed-${n}`, join(ROOT, 'services/feed/src/main.ts'), [], { env: settings }), url: `http://127.0.0.1:${port}` }
  }
  try {
    const processes = []
    for (let n = 1; n <= count; n += 1) processes.push(await startFeed(n))
    for (const { url } of processes) await until(() => isReady(url), { signal: signal.signal, within: 60_000, what: 'the feed is ready' })
    const issuer = JSON.parse(readFileSync(join(places.keys, 'issuer.jwk'), 'utf8')) as object
    const headers = async (city = '330100'): Promise<Record<string, string>> => ({
      authorization: `Bearer ${await issueToken({ key: issuer, role: `partner:${city}`, now: () => new Date() })}`,
      'delta-purpose': 'exchange',
    })
    const lent: LentFeed = { store: base, database: base.url, kafka, brokers, topic, places, processes, url: processes[0]!.url, headers, keep }
    return await Promise.race([work(lent), interrupted.promise])
  } catch (error) {
    for (const { name, logFile } of kept) console.error(`— ${name}: ${tailOf(logFile)}`)
    throw error
  } finally {
    await Promise.all(kept.map(one => one.stop()))
    await topics.remove()
    await base.drop()
    rmSync(folder, { recursive: true, force: true })
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.off(name, interrupt)
  }
}

const isReady = async (url: string): Promise<boolean> =>
  (await fetch(`${url}/health/ready`).then(
    response => response.status,
    () => 0,
  )) === 200

function tailOf(file: string): string {
  const text = readFileSync(file, 'utf8')
  return text.slice(-1_500)
}
