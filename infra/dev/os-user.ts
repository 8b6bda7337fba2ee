import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'

/** An operating-system user that a child process may run as. */
export interface OsUser {
  readonly uid: number
  readonly gid: number
}

/** The user that PostgreSQL runs as when we are root, which it refuses: `postgres` where there is one, else `nobody`. Null for an ordinary user: it runs as ourselves. */
export function databaseUser(): OsUser | null {
  if (process.getuid?.() !== 0) return null
  const lines = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map(line => line.split(':'))
  for (const wanted of ['postgres', 'nobody']) {
    const line = lines.find(([name]) => name === wanted)
    if (line !== undefined) return { uid: Number(line[2]), gid: Number(line[3]) }
  }
  return null
}

/** The user that PostgreSQL runs as over this data: its owner, where we are root and an ordinary user has made it. */
export function ownerOf(data: string): OsUser | null {
  const user = databaseUser()
  if (user === null || !existsSync(data)) return user
  const { uid, gid } = statSync(data)
  return uid === 0 ? user : { uid, gid }
}

/** Can this user get into the folder? Every parent has to let it through. */
export function mayEnter(user: OsUser | null, folder: string): boolean {
  return user === null || spawnSync('/bin/sh', ['-c', 'cd "$1"', 'sh', folder], { uid: user.uid, gid: user.gid, cwd: '/', stdio: 'ignore' }).status === 0
}
