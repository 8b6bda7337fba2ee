import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

/** What tells a running process apart from a later one with the same number: when it was started. Null when it does not run (a zombie does not). */
export function identityOf(pid: number): string | null {
  return existsSync('/proc/self/stat') ? fromProc(pid) : fromPs(pid)
}

function fromProc(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (fields[0] === 'Z' || fields[0] === 'X') return null
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()} ${fields[19]}`
  } catch {
    return null
  }
}

function fromPs(pid: number): string | null {
  const { stdout, status } = spawnSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' })
  const [state = 'Z', ...started] = (stdout ?? '').trim().split(/\s+/)
  return status !== 0 || state.startsWith('Z') ? null : started.join(' ')
}
