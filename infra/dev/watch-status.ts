import { setTimeout as sleep } from 'node:timers/promises'
import { listens } from './kafka.ts'
import { isReady, type ProcessStatus, type Status, writeStatus } from './status.ts'
import type { Kept } from './supervise.ts'

/** A process and where it answers. */
export interface Watched {
  readonly kept: Kept
  readonly url: string
  /** Ready when its port is open (`tcp`) or when it says so itself. */
  readonly asks: 'tcp' | 'health'
}

/** Keeps status.json true. */
export interface StatusWatch {
  current(): Status
  /** Says that the first load is through. */
  loaded(): void
  stop(): Promise<void>
}

/** Looks at every process, often while not all are ready and each second after that, and writes what it sees whenever that changes. */
export function watchStatus(
  folder: string,
  fixed: Omit<Status, 'services' | 'infrastructure' | 'loaded'>,
  services: readonly Watched[],
  infrastructure: readonly Watched[],
): StatusWatch {
  const ending = new AbortController()
  const seen = new Map<string, boolean>()
  let loaded = false
  let written = ''

  const processOf = ({ kept, url }: Watched): ProcessStatus => ({
    name: kept.name,
    pid: kept.pid(),
    url,
    ready: kept.pid() !== null && seen.get(kept.name) === true,
  })
  const current = (): Status => ({ ...fixed, loaded, services: services.map(processOf), infrastructure: infrastructure.map(processOf) })
  const write = (): void => {
    const status = current()
    const text = JSON.stringify(status)
    if (text !== written) writeStatus(folder, status)
    written = text
  }
  const look = async (): Promise<boolean> => {
    const all = [...services, ...infrastructure]
    const answers = await Promise.all(all.map(({ url, asks }) => (asks === 'tcp' ? listens(Number(new URL(url).port)) : isReady(url, ending.signal))))
    all.forEach(({ kept }, index) => seen.set(kept.name, answers[index] === true))
    write()
    return answers.every(Boolean)
  }
  const run = async (): Promise<void> => {
    while (!ending.signal.aborted) {
      const pause = (await look()) ? 1_000 : 250
      await sleep(pause, undefined, { signal: ending.signal }).catch(() => undefined)
    }
  }
  write()
  const running = run()

  return {
    current,
    loaded() {
      loaded = true
      write()
    },
    async stop() {
      ending.abort()
      await running
    },
  }
}
