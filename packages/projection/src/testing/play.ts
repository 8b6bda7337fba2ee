import { addDays } from '@delta/model'
import type { ReceivedMessage } from '@delta/stream'
import type { Kysely } from 'kysely'
import { projectBatch } from '../project-batch.ts'
import { sweepStatuses } from '../sweep.ts'
import type { ReadModelTables } from '../tables.ts'
import { auditReadModel, contentOf, emptyReadModel } from './audit.ts'
import { cut, DAY, type Turn } from './history.ts'
import type { World } from './world.ts'

const LAST_DAY = addDays(DAY, 6)
const noonOf = (day: string): Date => new Date(`${day}T04:00:00Z`)

/** Plays a history into an empty read model in the plainest way: each partition in one batch, all on the last day. Gives what it then holds. */
export async function playPlainly(db: Kysely<ReadModelTables>, world: World, lanes: readonly (readonly ReceivedMessage[])[]): Promise<string[]> {
  await emptyReadModel(db)
  const parts = world.parts(db, () => noonOf(LAST_DAY))
  for (const lane of lanes) await projectBatch(lane[0]!.topic, lane[0]!.partition, lane, parts)
  return contentOf(db)
}

/** Plays the same history in batches, with records that come again, partitions beside each other and days that pass. Gives what it then holds, and everything found wrong on the way. */
export async function playOddly(
  db: Kysely<ReadModelTables>,
  world: World,
  lanes: readonly (readonly ReceivedMessage[])[],
  way: readonly Turn[],
): Promise<{ content: string[]; wrong: string[] }> {
  await emptyReadModel(db)
  let day = DAY
  const now = () => noonOf(day)
  const parts = world.parts(db, now)
  const wrong: string[] = []
  for (const { batches, nextDay } of cut(lanes, way)) {
    await Promise.all(batches.map(batch => (batch[0] ? projectBatch(batch[0].topic, batch[0].partition, batch, parts) : undefined)))
    if (nextDay && day < LAST_DAY) {
      day = addDays(day, 1)
      await sweepStatuses({ db, now, most: 3 })
      wrong.push(...(await auditReadModel(db)))
    }
  }
  day = LAST_DAY
  await sweepStatuses({ db, now })
  wrong.push(...(await auditReadModel(db)))
  return { content: await contentOf(db), wrong }
}
