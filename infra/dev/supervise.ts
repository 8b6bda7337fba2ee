import { spawn, type ChildProcess } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { forgetPid, writePid } from './pid-files.ts'
import { signalGroup } from './run-command.ts'
import type { Places } from './places.ts'

/** How a process is started. */
export interface Program {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env: NodeJS.ProcessEnv
  readonly cwd: string
  readonly user?: { readonly uid: number; readonly gid: number } | null
  /** What asks it to stop; SIGTERM unless said otherwise. */
  readonly stopSignal?: NodeJS.Signals
}

/** A process that is kept running. */
export interface Kept {
  readonly name: string
  readonly logFile: string
  pid(): number | null
  /** How often it has died by itself. */
  deaths(): number
  /** Asks it to stop, waits, and ends it after `patience` ms if it does not. */
  stop(patience?: number): Promise<void>
}

const FIRST_PAUSE = 100
const LONGEST_PAUSE = 5_000
const STEADY_AFTER = 20_000

/** Starts a process in a group of its own, its output in its log file, and starts it again, with growing pauses, whenever it dies. */
export function keepRunning(program: Program, places: Places): Kept {
  const logFile = join(places.log, `${program.name}.log`)
  let child: ChildProcess | null = null
  let gone: Promise<void> = Promise.resolve()
  let again: NodeJS.Timeout | null = null
  let pause = FIRST_PAUSE
  let deaths = 0
  let stopping = false

  const start = (): void => {
    const log = openSync(logFile, 'a')
    const begun = performance.now()
    const running = spawn(program.command, program.args, {
      cwd: program.cwd,
      env: program.env,
      detached: true,
      stdio: ['ignore', log, log],
      ...program.user,
    })
    closeSync(log)
    child = running
    if (running.pid !== undefined) writePid(places.run, program.name, running.pid)
    gone = new Promise(resolve => {
      const end = (): void => {
        if (child !== running) return
        child = null
        forgetPid(places.run, program.name)
        resolve()
        if (stopping) return
        deaths += 1
        pause = performance.now() - begun > STEADY_AFTER ? FIRST_PAUSE : Math.min(pause * 2, LONGEST_PAUSE)
        again = setTimeout(start, pause)
      }
      running.once('error', end)
      running.once('exit', end)
    })
  }
  start()

  return {
    name: program.name,
    logFile,
    pid: () => child?.pid ?? null,
    deaths: () => deaths,
    async stop(patience = 10_000) {
      stopping = true
      if (again !== null) clearTimeout(again)
      if (child === null) return
      const { pid } = child
      child.kill(program.stopSignal ?? 'SIGTERM')
      const killer = setTimeout(() => signalGroup(pid, 'SIGKILL'), patience)
      await gone
      clearTimeout(killer)
    },
  }
}
