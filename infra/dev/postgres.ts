import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openStore } from '@delta/store'
import { HOST } from './addresses.ts'
import { mayEnter, ownerOf, type OsUser } from './os-user.ts'
import type { Places } from './places.ts'
import { postgresHome } from './postgres-home.ts'
import { findPostgres, majorOf, type PostgresPrograms } from './postgres-programs.ts'
import { runCommand } from './run-command.ts'
import { keepRunning, type Kept } from './supervise.ts'
import { Trouble, until } from './wait.ts'

/** A running PostgreSQL of our own. */
export interface LocalPostgres {
  readonly kept: Kept
  /** A superuser's URL of the database `postgres`. */
  readonly url: string
  readonly version: string
  /** Where the data is. */
  readonly folder: string
}

/** For a development machine of two cores: throughput, little memory, and still every commit on disk. */
const SERVER_SETTINGS = {
  listen_addresses: HOST,
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  random_page_cost: '1.1',
  jit: 'off',
  max_parallel_workers_per_gather: '1',
  timezone: 'UTC',
  log_timezone: 'UTC',
} as const

/** Makes the data folder if there is none, starts the server and waits until it answers. */
export async function startPostgres(parts: {
  places: Places
  port: number
  programs: string | null
  signal: AbortSignal
  onStart: (kept: Kept) => void
}): Promise<LocalPostgres> {
  const { folder } = postgresHome(parts.places)
  const user = ownerOf(folder)
  const parent = join(folder, '..')
  mkdirSync(parent, { recursive: true })
  if (user !== null && !mayEnter(user, parent)) chmodSync(parent, 0o755)
  const programs = findPostgres(parts.programs, user, parent)
  const passwordFile = `${folder}.password`
  if (!existsSync(join(folder, 'PG_VERSION'))) await createCluster({ folder, passwordFile, programs, user, signal: parts.signal })
  const made = Number(readFileSync(join(folder, 'PG_VERSION'), 'utf8'))
  if (made !== majorOf(programs.version)) {
    throw new Trouble(
      `The data in ${folder} was made by PostgreSQL ${made}, this is ${programs.version}: name the old one's folder with --postgres-bin, or start anew with --reset.`,
    )
  }
  const kept = keepRunning(
    {
      name: 'postgres',
      command: join(programs.folder, 'postgres'),
      args: ['-D', folder, '-p', String(parts.port), ...Object.entries(SERVER_SETTINGS).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      env: { PATH: process.env['PATH'], LC_ALL: 'C' },
      cwd: folder,
      user,
      stopSignal: 'SIGINT',
    },
    parts.places,
  )
  parts.onStart(kept)
  const url = `postgres://postgres:${readFileSync(passwordFile, 'utf8').trim()}@${HOST}:${parts.port}/postgres`
  await until(() => answers(url), { signal: parts.signal, within: 60_000, what: `PostgreSQL does not answer (see ${kept.logFile})` })
  return { kept, url, version: programs.version, folder }
}

/** Does a PostgreSQL answer at this URL? */
export async function answers(url: string): Promise<boolean> {
  const store = openStore(url, { connections: 1 })
  try {
    await store.pool.query('select 1')
    return true
  } catch {
    return false
  } finally {
    await store.close()
  }
}

async function createCluster(parts: {
  folder: string
  passwordFile: string
  programs: PostgresPrograms
  user: OsUser | null
  signal: AbortSignal
}): Promise<void> {
  const fresh = `${parts.folder}.new`
  rmSync(fresh, { recursive: true, force: true })
  rmSync(parts.folder, { recursive: true, force: true })
  mkdirSync(fresh, { mode: 0o700 })
  writeFileSync(parts.passwordFile, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 })
  if (parts.user !== null) for (const path of [fresh, parts.passwordFile]) chownSync(path, parts.user.uid, parts.user.gid)
  await runCommand(
    join(parts.programs.folder, 'initdb'),
    ['-D', fresh, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${parts.passwordFile}`, '-E', 'UTF8', '--locale=C', '--no-instructions'],
    { signal: parts.signal, cwd: '/', user: parts.user, env: { PATH: process.env['PATH'], LC_ALL: 'C' } },
  )
  renameSync(fresh, parts.folder)
}
