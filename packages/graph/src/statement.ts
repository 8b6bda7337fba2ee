import { runPrepared, type Store } from '@delta/store'
import { sql } from 'kysely'
import type { Json } from './json-sql.ts'

/** Runs JSON expressions as statements of their own, prepared by shape. */
export interface Answers {
  /** One statement, one JSON value. */
  one(expression: Json): Promise<unknown>
}

/** Session settings of a subgraph's connections: a shape is planned once per connection (planning a drill over all partitions costs more than running it), and never compiled (its cost as a whole would make PostgreSQL do so, which costs more still). */
export const DRILL_SETTINGS = { plan_cache_mode: 'force_generic_plan', jit: 'off' } as const

/** Makes the runner on a read model. */
export function createAnswers<DB>(store: Pick<Store<DB>, 'db' | 'pool'>): Answers {
  return {
    one: async expression => {
      const [row] = await runPrepared<{ answer: unknown }>(store.pool, sql`select ${expression} as answer`.compile(store.db))
      return row?.answer ?? null
    },
  }
}
