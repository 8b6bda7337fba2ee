import { randomBytes } from 'node:crypto'
import { openStore, type Store } from './open-store.ts'

/** A database of its own for one test file, on the server that DELTA_TEST_POSTGRES names. */
export interface TestDatabase<DB> extends Store<DB> {
  readonly url: string
  /** Closes the store and removes the database. */
  drop(): Promise<void>
}

/** Makes an empty database with a random name. For tests only. */
export async function createTestDatabase<DB>(server: string | undefined, connections = 4): Promise<TestDatabase<DB>> {
  if (!server) throw new Error('DELTA_TEST_POSTGRES is not set: run the tests by `npm test`')
  const name = `test_${randomBytes(8).toString('hex')}`
  const admin = openStore(server, { connections: 1 })
  await admin.pool.query(`create database ${name}`)
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href
  const store = openStore<DB>(url, { connections })
  return {
    ...store,
    url,
    drop: async () => {
      await store.close()
      await admin.pool.query(`drop database if exists ${name} with (force)`)
      await admin.close()
    },
  }
}
