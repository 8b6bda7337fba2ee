import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bringUp, freePorts, type System } from '@delta/dev'

/** How a lent system is made. */
export interface Lent {
  /** How many subjects its provinces hold; the default of `npm start` where it is left out. */
  readonly subjects?: number
  /** Environment for all of its processes, and for programs that `work` starts. */
  readonly env?: Readonly<Record<string, string>>
}

/** Brings a system of one's own up in a folder that is thrown away, lends it with that folder as DELTA_VAR, and stops it however the work ends; a signal, or an error that nobody caught, ends the process after that. */
export async function lendSystem<T>({ subjects, env = {} }: Lent, work: (system: System) => Promise<T>): Promise<T> {
  const stopping = new AbortController()
  const interrupted = Promise.withResolvers<never>()
  interrupted.promise.catch(() => undefined)
  stopping.signal.addEventListener('abort', () => interrupted.reject(stopping.signal.reason as Error))
  const interrupt = (): void => stopping.abort(new Error('stopped by a signal'))
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
  for (const signal of signals) process.on(signal, interrupt)
  const broken = (error: unknown): void => {
    console.error(error)
    stopping.abort(error)
  }
  process.on('uncaughtException', broken)
  const varFolder = mkdtempSync(join(tmpdir(), 'delta-lent-'))
  const before = { ...process.env }
  Object.assign(process.env, env, { DELTA_VAR: varFolder })
  let system: System | undefined
  try {
    system = await bringUp({ varFolder, ports: await freePorts(), ...(subjects === undefined ? {} : { subjects }) }, { signal: stopping.signal })
    return await Promise.race([work(system), interrupted.promise])
  } finally {
    await system?.stop()
    for (const name of ['DELTA_VAR', ...Object.keys(env)]) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
    for (const signal of signals) process.off(signal, interrupt)
    process.off('uncaughtException', broken)
    rmSync(varFolder, { recursive: true, force: true })
    if (stopping.signal.aborted) process.exit(130)
  }
}
