import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT } from '@delta/dev'

/** Changes that go on in the four sources. */
export interface Changing {
  /** How many have been committed. */
  count(): number
  /** Resolves when what was begun is committed. */
  stop(): Promise<void>
}

const CLI = join(ROOT, 'services/cli/src/main.ts')
const PAUSE = 500

/** Lets changes go on in the sources of the system in DELTA_VAR. A player ends when the database under it is killed: then the next one goes on. */
export function keepChanging({ rate, seed }: { rate: number; seed: number }): Changing {
  const journal = join(process.env['DELTA_VAR']!, 'journal.jsonl')
  const stopping = new AbortController()
  let player: ChildProcess | undefined
  const play = async (): Promise<void> => {
    for (let turn = 0; !stopping.signal.aborted; turn += 1) {
      player = spawn(
        process.execPath,
        ['--disable-warning=ExperimentalWarning', CLI, 'seed', '--rate', `${rate}`, '--seed', `${seed + turn}`, '--journal', journal],
        {
          stdio: 'ignore',
          env: { ...process.env, NODE_OPTIONS: '' },
        },
      )
      await once(player, 'exit')
      await wait(PAUSE, undefined, { signal: stopping.signal }).catch(() => undefined)
    }
  }
  const playing = play()
  return {
    count: () => (existsSync(journal) ? readFileSync(journal, 'utf8').split('\n').length - 1 : 0),
    stop: async () => {
      stopping.abort()
      player?.kill('SIGTERM')
      await playing
    },
  }
}
