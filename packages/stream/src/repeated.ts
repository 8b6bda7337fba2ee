/** Something that is done over and over. */
export interface Repeated {
  start(): void
  /** Ends after the turn under way. */
  stop(): Promise<void>
}

/** Does something every so many milliseconds, from `start` on, never twice at once. What `turn` rejects with is not caught. */
export const repeated = (every: number, turn: () => Promise<void>): Repeated => {
  let running: Promise<void> | null = null
  let timer: NodeJS.Timeout | undefined
  return {
    start: () => {
      timer = setInterval(() => {
        running ??= turn().finally(() => (running = null))
      }, every)
    },
    stop: async () => {
      clearInterval(timer)
      await running
    },
  }
}
