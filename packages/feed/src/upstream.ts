import { provinceOf, type ProvinceShort } from '@delta/model'
import type { Kysely } from 'kysely'
import { sql } from 'kysely'

/** How old what the feed has is, as its keepalive tells it. */
export interface Upstream {
  /** Changes that the log has not taken yet, and since when (UTC) the oldest waits. */
  readonly waiting: number
  readonly since: string | null
  /** By province: when (UTC) the last of its list records reached the region. */
  readonly heard: Readonly<Record<string, string>>
}

/** Looks at what stands before the log: the queue of changes and the projector's positions. */
export async function readUpstream<DB>(db: Kysely<DB>): Promise<Upstream> {
  const { rows: queue } = await sql<{ waiting: number; since: string | null }>`select count(*) as waiting, min(at) as since from list_change`.execute(db)
  const { rows: positions } = await sql<{
    topic: string
    at: string
  }>`select topic, max(updated_at) as at from projection_position where topic like 'delta.list.%' group by topic`.execute(db)
  const heard = Object.fromEntries(positions.map(({ topic, at }) => [provinceOf(topic.split('.')[2] as ProvinceShort), at]))
  return { ...queue[0]!, heard }
}
