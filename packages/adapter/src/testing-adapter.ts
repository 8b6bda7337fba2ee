import { loadCatalogue } from '@delta/catalogue'
import { declareProvince, type Outcome, table } from '@delta/mapping'
import { createKeyring, generateKey, type Keyring, publicOf, signingKey } from '@delta/seal'
import type { ChangeReader } from '@delta/source'
import { migrate, type Store } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { createRecordValidator, distinctTopics, type KafkaHandle, openKafka, readTopics, type Topic } from '@delta/stream'
import { randomName, silentLog, withTopics } from '@delta/stream/testing'
import { openReaders } from './readers.ts'
import { type Adapter, createAdapter, type AdapterParts } from './run-adapter.ts'
import { adapterMigrations, type AdapterTables } from './tables.ts'
import { idOf, listEntry, rejected, SCHEMA } from './testing.ts'

/** A province with one table: each row of t_md states one list entry, or is bad where `mc` says so. For tests only. */
export const testProvince = declareProvince({
  province: '310000',
  datasets: [
    {
      source: table('public.t_md', { key: ['zj'], order: 'gxsj', orderType: 'timestamp-shanghai', deleted: null, overlapMinutes: 10 }),
      states: [
        {
          columns: ['zj', 'mc'],
          state: (reading): Outcome[] => {
            const [key, name] = [reading.raw('zj')!, reading.raw('mc')!]
            if (name === 'bad') return [rejected(key)]
            return [{ ...listEntry(key, { basis: name, evidence: { dataset: reading.row.dataset, coordinate: reading.row.coordinate } }), recordId: idOf(key) }]
          },
        },
      ],
      ignore: ['gxsj'],
    },
  ],
})

/** A source, a ledger, topics and keys of one test file, and adapters over them. For tests only. */
export interface AdapterBench {
  readonly source: TestDatabase<unknown>
  readonly ledger: TestDatabase<AdapterTables>
  readonly kafka: KafkaHandle
  readonly topics: readonly Topic[]
  readonly keyring: Keyring
  /** States rows: key → name, each in a transaction of its own. */
  state(rows: Readonly<Record<string, string>>): Promise<void>
  /** New readers of the source. */
  readers(): ChangeReader[]
  /** A new adapter, as a new process would make it. */
  adapter(over?: Partial<AdapterParts>, store?: Store<AdapterTables>): Adapter
  remove(): Promise<void>
}

/** Makes a bench. For tests only. */
export async function createBench(broker: string, server: string | undefined): Promise<AdapterBench> {
  const kafka = openKafka({ brokers: [broker], clientId: 'test-adapter', log: silentLog })
  const prefix = randomName('test.adapter')
  const topics = readTopics(SCHEMA).map(topic => ({ ...topic, name: `${prefix}.${topic.name}` }))
  const own = distinctTopics(topics.filter(topic => topic.province === '310000'))
  const made = await withTopics(
    kafka,
    own.map(({ name, partitions }) => ({ topic: name, partitions })),
  )
  const [source, ledger] = await Promise.all([createTestDatabase<unknown>(server), createTestDatabase<AdapterTables>(server, 6)])
  await migrate(ledger.db, adapterMigrations)
  await source.pool.query('create table t_md (zj text primary key, mc text not null, gxsj timestamp not null)')
  await source.pool.query('create index on t_md (gxsj, zj)')
  const jwk = await generateKey()
  const keys = { seal: () => signingKey(jwk), record: new Uint8Array(32), pseudonym: new Uint8Array(32) }
  const catalogue = loadCatalogue()
  const now = () => new Date()
  const readers = () => openReaders({ mapping: testProvince, pool: source.pool, inbox: null, catalogue, now, cloak: key => key })
  return {
    source,
    ledger,
    kafka,
    topics,
    readers,
    keyring: createKeyring({
      issuedAt: '2026-01-01T00:00:00Z',
      expiresAt: '2099-01-01T00:00:00Z',
      participants: [{ province: '310000', name: '上海市', keys: [{ jwk: publicOf(jwk), validFrom: '2020-01-01T00:00:00Z', validTo: null }] }],
    }),
    state: async rows => {
      for (const [key, name] of Object.entries(rows)) {
        await source.pool.query(`insert into t_md values ($1, $2, now()) on conflict (zj) do update set mc = excluded.mc, gxsj = excluded.gxsj`, [key, name])
      }
    },
    adapter: (over = {}, store = ledger) =>
      createAdapter({
        province: '310000',
        mapping: testProvince,
        store,
        kafka,
        keys,
        catalogue,
        topics,
        now,
        log: silentLog,
        validate: createRecordValidator(SCHEMA),
        readers: readers(),
        ...over,
      }),
    remove: async () => {
      await made.remove()
      await ledger.drop()
      await source.drop()
    },
  }
}

/** Makes a database refuse connections, and ends those that it has; `mend` undoes it. For tests only. */
export async function takeAway(database: { readonly url: string }, server: Store<unknown>): Promise<{ mend(): Promise<void> }> {
  const name = new URL(database.url).pathname.slice(1)
  await server.pool.query(`alter database ${name} allow_connections false`)
  await server.pool.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
  return { mend: async () => void (await server.pool.query(`alter database ${name} allow_connections true`)) }
}
