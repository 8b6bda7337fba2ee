import type { Kysely } from 'kysely'
import { type Migration, Migrator } from 'kysely/migration'

/** Brings a database to its newest schema. Migrations run in the order of their names, each once, under a lock; `table` keeps the rooms that share a database apart. */
export async function migrate<DB>(db: Kysely<DB>, migrations: Readonly<Record<string, Migration>>, table = 'migration'): Promise<void> {
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
