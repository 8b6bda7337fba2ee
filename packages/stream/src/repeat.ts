import { setTimeout as sleep } from 'node:timers/promises'
import type { StreamLog } from './log.ts'
import { createBell } from './signal.ts'

const FIRST_PAUSE = 200
const LONGEST_PAUSE = 5_000

/** Work that goes on for ever. */
export interface Repeated {
  /** Says that there is something to do. */
  ring(): void
  /** Why it does not get on at the moment; null when all is well. */
  failing(): string | null
  /** Ends after the turn under way. */
  stop(): Promise<void>
}

/** Does `turn` whenever rung, and every `every` milliseconds anyway; again while it says that there is more, after a `rest` in which more can gather. What fails is tried again after a pause. */
export function repeat(name: string, every: number, log: StreamLog, turn: () => Promise<boolean>, { rest = 0 }: { readonly rest?: number } = {}): Repeated {
  const bell = createBell()
  let stopping = false
  let failure: string | null = null
  let pause = FIRST_PAUSE
  const once = async (): Promise<boolean> => {
    try {
      const more = await turn()
      failure = null
      pause = FIRST_PAUSE
      return more
    } catch (error) {
      failure = String((error as { code?: unknown }).code ?? 'failed')
      log.warn({ name, error, pause }, 'tried again after a pause')
      await bell.wait(pause)
      pause = Math.min(pause * 2, LONGEST_PAUSE)
      return true
    }
  }
  const running = (async () => {
    while (!stopping) {
      const more = await once()
      if (rest > 0 && !stopping) await sleep(rest)
      if (!more && !stopping) await bell.wait(every)
    }
  })()
  return {
    ring: bell.ring,
    failing: () => failure,
    stop: async () => {
      stopping = true
      bell.ring()
      await running
    },
  }
}
