import { createHash, randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { databaseUser, mayEnter } from './os-user.ts'
import type { Places } from './places.ts'

const OUTSIDE = '/var/lib'

/** The folder that PostgreSQL's data is in. Where its user cannot get into the state folder (root's own home, for one), that is a folder outside of it: `sheltered`. */
export function postgresHome(places: Places): { folder: string; sheltered: boolean } {
  const user = databaseUser()
  mkdirSync(places.var, { recursive: true })
  if (!mayEnter(user, places.var)) chmodSync(places.var, statSync(places.var).mode | 0o011)
  return mayEnter(user, places.var) ? { folder: places.postgres, sheltered: false } : { folder: join(shelterOf(places), 'postgres'), sheltered: true }
}

/** A shelter belongs to one life of its state folder: when that is deleted and made anew, the data in the old shelter would not fit Kafka's and the keys any more. */
function shelterOf(places: Places): string {
  const note = join(places.var, 'postgres-shelter')
  if (!existsSync(note)) {
    const kin = `delta-${createHash('sha256').update(places.var).digest('hex').slice(0, 8)}-`
    for (const old of readdirSync(OUTSIDE).filter(name => name.startsWith(kin))) rmSync(join(OUTSIDE, old), { recursive: true, force: true })
    writeFileSync(note, join(OUTSIDE, kin + randomBytes(4).toString('hex')))
  }
  return readFileSync(note, 'utf8')
}
