import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrateReadModel, type ReadModelTables } from './tables.ts'
import { publish, steps, turns } from './testing/history.ts'
import { playOddly, playPlainly } from './testing/play.ts'
import { createWorld, type World } from './testing/world.ts'

let base: TestDatabase<ReadModelTables>
let world: World
beforeAll(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES)
  await migrateReadModel(base.db)
  world = await createWorld()
})
afterAll(() => base?.drop())

test('whatever is stated, and however it is cut, repeated and mixed with days: rollups equal the rows, and the result is the same', async () => {
  await fc.assert(
    fc.asyncProperty(steps, turns, async (history, way) => {
      const lanes = await publish(world, history)
      const plain = await playPlainly(base.db, world, lanes)
      const { content, wrong } = await playOddly(base.db, world, lanes, way)
      expect(wrong).toEqual([])
      expect(content).toEqual(plain)
    }),
    { numRuns: Number(process.env.DELTA_TEST_RUNS ?? 12), interruptAfterTimeLimit: 150_000 },
  )
}, 200_000)
