import { setTimeout as sleep } from 'node:timers/promises'
import { type Kysely, sql } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'
import { classifyStoreError } from './store-error.ts'

const PATIENCE = 60_000
const PAUSE = 200

/** Waits, a minute at most, for a server that is away or starting. */
async function answering<DB>(db: Kysely<DB>): Promise<void> {
  for (const end = performance.now() + PATIENCE; ; await sleep(PAUSE)) {
    try {
      return void (await sql`select 1`.execute(db))
    } catch (error) {
      if (performance.now() > end || classifyStoreError(error) !== 'again') throw error
    }
  }
}

/** Brings a database to its newest schema. Migrations run in the order of their names, each once, under a lock; `table` keeps the rooms that share a database apart. A server that is away is waited for, a minute at most: a service that starts while it comes back needs no second start. */
export async function migrate<DB>(db: Kysely<DB>, migrations: Readonly<Record<string, Migration>>, table = 'migration'): Promise<void> {
  await answering(db)
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableName: table,
    migrationLockTableName: `${table}_lock`,
    allowUnorderedMigrations: true,
  })
  const { error } = await migrator.migrateToLatest()
  if (error) throw error
}
