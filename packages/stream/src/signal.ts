/** A bell that a loop waits at: rung before the wait counts. */
export interface Bell {
  ring(): void
  /** Resolves when rung, or after `ms`. */
  wait(ms: number): Promise<void>
}

/** Makes a bell. */
export function createBell(): Bell {
  let rung = false
  let wake: (() => void) | undefined
  return {
    ring: () => {
      rung = true
      wake?.()
    },
    wait: ms =>
      new Promise(resolve => {
        const done = () => {
          clearTimeout(timer)
          wake = undefined
          rung = false
          resolve()
        }
        const timer = setTimeout(done, ms)
        wake = done
        if (rung) done()
      }),
  }
}
