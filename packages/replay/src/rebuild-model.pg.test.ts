import { addDays, type ListEntry } from '@delta/model'
import { migrateReadModel, type ReadModelTables } from '@delta/projection'
import {
  createWorld,
  deliver,
  draftOf,
  emptyReadModel,
  projectBatch,
  publish,
  recordsOf,
  type Step,
  steps,
  sweepStatuses,
  type World,
} from '@delta/projection/testing'
import { migrate } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { createOutbox, outboxMigrations, type OutboxTables, type ReceivedMessage } from '@delta/stream'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { differences, digestTables } from './digest.ts'
import { MODEL_NAMES, MODELS } from './models.ts'
import type { Pipe } from './pipe.ts'
import { rebuildModel } from './rebuild-model.ts'

const DAY = '2026-11-20'
const ALL = Object.values(MODELS).flat()
let base: TestDatabase<ReadModelTables>
let kept: TestDatabase<OutboxTables>
let world: World
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  kept = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await migrateReadModel(base.db)
  await migrate(kept.db, outboxMigrations)
  world = await createWorld()
})
afterAll(async () => {
  await base?.drop()
  await kept?.drop()
})

/** The lanes of a history, with a repair of every third entry. */
async function lanesOf(history: readonly Step[]): Promise<ReceivedMessage[][]> {
  const lanes = await publish(world, history)
  const entries = lanes.flat().flatMap(({ topic, value }) => (topic.startsWith('delta.list.') && value ? [JSON.parse(value.toString()) as ListEntry] : []))
  const repaired = [...new Map(entries.filter(({ polarity }) => polarity !== 'RED').map(entry => [entry.recordId, entry])).values()].filter(
    (_, n) => n % 3 === 0,
  )
  const drafts = repaired.map(entry => draftOf(world.topicOf('repair-notice', entry.province), recordsOf(world).notice(entry), 0))
  for (const own of Map.groupBy(drafts, draft => `${draft.topic} ${draft.partition}`).values()) {
    own.forEach((draft, n) => (draft.headers['delta-seq'] = String(n + 1)))
    const { province } = [...world.topics.values()].find(({ name }) => name === own[0]!.topic)!
    lanes.push(await deliver(own, world.keys[province], () => new Date(`${DAY}T02:10:00Z`)))
  }
  return lanes
}

/** Lets the outbox hold lanes as if it had published them: each under one seal. */
async function keep(lanes: readonly (readonly ReceivedMessage[])[]): Promise<void> {
  await sql`truncate outbox, outbox_head, outbox_sent, outbox_seal`.execute(kept.db)
  for (const lane of lanes) {
    const messages = lane.map(({ topic, partition, key, headers, value }) => {
      const { 'delta-seal': _seal, 'delta-seal-path': _path, 'delta-seq': _seq, ...own } = headers as Record<string, string>
      return { topic, partition, key, headers: own, value: value && value.toString() }
    })
    await kept.db.transaction().execute(trx => createOutbox(kept.db).append(trx, messages))
    const { topic, partition, headers } = lane[0]!
    await sql`insert into outbox_seal (topic, partition, first, seq, seal) values (${topic}, ${partition}, 1, ${lane.length}, ${headers['delta-seal']})`.execute(
      kept.db,
    )
  }
}

/** Projects lanes bit by bit, beside each other and with days passing, as a live projector would. */
async function live(lanes: readonly (readonly ReceivedMessage[])[], random: () => number): Promise<void> {
  let clock = Date.parse(`${DAY}T04:00:00Z`)
  const now = () => new Date((clock += 250 + Math.floor(random() * 3_000)))
  const at = lanes.map(() => 0)
  while (at.some((place, lane) => place < lanes[lane]!.length)) {
    const open = [...lanes.keys()].filter(lane => at[lane]! < lanes[lane]!.length)
    const chosen = [...new Set([0, 1].map(() => open[Math.floor(random() * open.length)]!))]
    const batches = chosen.map(lane => lanes[lane]!.slice(Math.max(0, at[lane]! - 1), (at[lane]! += 1 + Math.floor(random() * 4))))
    await Promise.all(batches.map(batch => projectBatch(batch[0]!.topic, batch[0]!.partition, batch, world.parts(base.db, now))))
    if (random() < 0.3) clock = Date.parse(`${addDays(new Date(clock + 8 * 3_600_000).toISOString().slice(0, 10), 1)}T04:00:00.000Z`)
    if (random() < 0.6) await sweepStatuses({ db: base.db, now })
  }
}

const createRandom = (seed: number) => {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

test('whatever was stated, replaced, repaired and erased, and however it came: a read model that was lost comes out as it was, and one that was not is left alone', async () => {
  const pipe = { outboxes: [{ name: 'all', store: kept, outbox: createOutbox(kept.db), lock: null }] } as unknown as Pipe
  const parts = {
    pipe,
    url: base.url,
    catalogue: world.catalogue,
    law: world.law,
    keys: async () => world.keyring,
    schemaDir: world.schemaDir,
    say: () => undefined,
  }
  let past = 0
  await fc.assert(
    fc.asyncProperty(steps, fc.nat(2 ** 31), async (history, seed) => {
      await emptyReadModel(base.db)
      const lanes = await lanesOf(history)
      await keep(lanes)
      await live(lanes, createRandom(seed))
      const before = await digestTables(base.db, ALL)
      past += before.filter(one => one.table.endsWith('_past')).reduce((sum, one) => sum + one.rows, 0)

      const calm = await rebuildModel(MODEL_NAMES, parts)
      expect(Object.entries(calm.replaced).filter(([, { gone, come }]) => gone + come > 0)).toEqual([])
      expect(differences(before, await digestTables(base.db, ALL))).toEqual([])

      await sql.raw(`truncate ${ALL.join(', ')}`).execute(base.db)
      const rebuilt = await rebuildModel(MODEL_NAMES, parts)
      expect(rebuilt.differences).toEqual([])
      expect(differences(before, await digestTables(base.db, ALL))).toEqual([])
    }),
    { numRuns: Number(process.env.DELTA_TEST_RUNS ?? 5), interruptAfterTimeLimit: 150_000 },
  )
  expect(past).toBeGreaterThan(0)
}, 200_000)

test('a journal that does not tell all is no ground for a rebuild: nothing is touched', async () => {
  await emptyReadModel(base.db)
  const [history] = fc.sample(steps, { seed: 3, numRuns: 1 }) as [Step[]]
  const lanes = await lanesOf(history)
  await keep(lanes)
  await live(lanes, createRandom(3))
  await sql`delete from projection_journal where n = (select max(n) from projection_journal where kind = 'records')`.execute(base.db)
  const before = await digestTables(base.db, ALL)
  const pipe = { outboxes: [{ name: 'all', store: kept, outbox: createOutbox(kept.db), lock: null }] } as unknown as Pipe
  const { catalogue, law, schemaDir, keyring } = world
  await expect(
    rebuildModel(MODEL_NAMES, { pipe, url: base.url, catalogue, law, keys: async () => keyring, schemaDir, say: () => undefined }),
  ).rejects.toMatchObject({ code: 'JOURNAL_SHORT' })
  expect(differences(before, await digestTables(base.db, ALL))).toEqual([])
})
