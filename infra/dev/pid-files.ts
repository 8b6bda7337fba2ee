import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { identityOf } from './process-identity.ts'

/** A process that was written down, if it still runs. */
export interface Known {
  readonly name: string
  readonly pid: number
}

/** Writes down that this process is ours. */
export function writePid(folder: string, name: string, pid: number): void {
  const identity = identityOf(pid)
  if (identity !== null) writeFileSync(join(folder, `${name}.pid`), JSON.stringify({ pid, identity }))
}

/** Forgets a process that has ended. */
export function forgetPid(folder: string, name: string): void {
  rmSync(join(folder, `${name}.pid`), { force: true })
}

/** The process of this name, when it is still the very one that was written down. */
export function readPid(folder: string, name: string): Known | null {
  try {
    const { pid, identity } = JSON.parse(readFileSync(join(folder, `${name}.pid`), 'utf8')) as { pid: number; identity: string }
    return identityOf(pid) === identity ? { name, pid } : null
  } catch {
    return null
  }
}

/** Ends what an earlier start that was killed has left running, databases and brokers last; gives the names of what it ended. */
export async function endLeftovers(folder: string, signals: Readonly<Record<string, NodeJS.Signals>>): Promise<string[]> {
  if (!existsSync(folder)) return []
  const names = readdirSync(folder)
    .filter(file => file.endsWith('.pid'))
    .map(file => file.slice(0, -4))
  const last = Object.keys(signals)
  const ended: string[] = []
  for (const group of [names.filter(name => !last.includes(name)), ...last.map(name => names.filter(each => each === name))]) {
    await Promise.all(
      group.map(async name => {
        if (await endOne(folder, name, signals[name] ?? 'SIGTERM')) ended.push(name)
      }),
    )
  }
  return ended
}

async function endOne(folder: string, name: string, signal: NodeJS.Signals): Promise<boolean> {
  const known = readPid(folder, name)
  if (known !== null) {
    process.kill(known.pid, signal)
    const killAt = performance.now() + 15_000
    while (readPid(folder, name) !== null) {
      if (performance.now() > killAt) process.kill(known.pid, 'SIGKILL')
      await sleep(50)
    }
  }
  forgetPid(folder, name)
  return known !== null
}
