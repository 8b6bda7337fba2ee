import { readdirSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** The resident memory of a process and all that descend from it, in MiB. */
export interface Memory {
  /** Each page counted once, however many processes share it. */
  readonly pss: number
  /** Each process' pages added up. */
  readonly rss: number
  readonly processes: number
  /** `pss` by what the processes are. */
  readonly byName: Readonly<Record<string, number>>
}

/** Reads the memory of a process tree as Linux tells it; needs the right to look at its processes. */
export function memoryOf(root: number): Memory {
  const children = Map.groupBy(processes(), ({ parent }) => parent)
  const pids: number[] = []
  for (const waiting = [root]; waiting.length > 0;) {
    const pid = waiting.pop()!
    pids.push(pid)
    waiting.push(...(children.get(pid) ?? []).map(one => one.pid))
  }
  const byName: Record<string, number> = {}
  let rss = 0
  let counted = 0
  for (const pid of pids) {
    const rollup = readOr(`/proc/${pid}/smaps_rollup`)
    const of = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0) / 1024
    if (rollup === '') continue
    const name = nameOf(readOr(`/proc/${pid}/cmdline`))
    byName[name] = (byName[name] ?? 0) + of('Pss')
    rss += of('Rss')
    counted += 1
  }
  return { pss: Object.values(byName).reduce((a, b) => a + b, 0), rss, processes: counted, byName }
}

function processes(): { pid: number; parent: number }[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => ({
      pid: Number(name),
      parent: Number(
        readOr(`/proc/${name}/stat`)
          .replace(/^.*\) \S /s, '')
          .split(' ')[0],
      ),
    }))
}

function nameOf(commandLine: string): string {
  const service = /\/services\/([^/]+)\/src\/main\.ts/.exec(commandLine)?.[1]
  return service ?? (/start\.ts/.test(commandLine) ? 'start' : basename(commandLine.split('\0')[0]!.split(/[ :]/)[0]!) || 'other')
}

function readOr(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
