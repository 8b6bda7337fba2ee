import { createTestDatabase } from '@delta/store/testing'
import fc from 'fast-check'
import { migrateReadModel, type ReadModelTables } from '../tables.ts'
import { crashNowAndThen } from './crash.ts'
import { publish, type Step, steps, type Turn, turns } from './history.ts'
import { playOddly, playPlainly } from './play.ts'
import { createWorld } from './world.ts'

/** The first thing that is wrong after random histories with commits that fail, and the number of the history; null when all are sound. For tests only. */
export async function judge(
  server: string | undefined,
  { seed, histories }: { seed: number; histories: number },
): Promise<{ history: number; wrong: string } | null> {
  const base = await createTestDatabase<ReadModelTables>(server)
  try {
    await migrateReadModel(base.db)
    const crash = await crashNowAndThen(base.db)
    const world = await createWorld()
    const cases = fc.sample(fc.tuple(steps, turns), { seed, numRuns: histories }) as [Step[], Turn[]][]
    for (const [history, [said, way]] of cases.entries()) {
      const lanes = await publish(world, said)
      await crash.set(true)
      const { content, wrong } = await playOddly(base.db, world, lanes, way)
      await crash.set(false)
      if (wrong.length > 0) return { history, wrong: wrong[0]! }
      const plain = await playPlainly(base.db, world, lanes)
      const missing = plain.find(line => !content.includes(line)) ?? content.find(line => !plain.includes(line))
      if (missing) return { history, wrong: `not in both: ${missing}` }
    }
    return null
  } finally {
    await base.drop()
  }
}
