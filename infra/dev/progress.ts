/** Says what is being done: one line when a step ends, on a terminal also one while it runs. */
export interface Progress {
  /** Runs a step under a title; the value it resolves with may be told by `done`. */
  step<T>(title: string, work: (say: (detail: string) => void) => Promise<T>): Promise<T>
  /** A line of its own. */
  note(line: string): void
}

/** A progress that writes to a stream, with times; `terminal` allows rewriting the last line. */
export function createProgress(out: NodeJS.WritableStream, terminal: boolean): Progress {
  const running = new Map<symbol, string>()
  let drawn = false
  const clear = (): void => {
    if (drawn) out.write('\r\u001b[2K')
    drawn = false
  }
  const draw = (): void => {
    if (!terminal || running.size === 0) return
    out.write(
      [...running.values()]
        .map(text => `• ${text} …`)
        .join('  ')
        .slice(0, 150),
    )
    drawn = true
  }
  const line = (text: string): void => {
    clear()
    out.write(`${text}\n`)
    draw()
  }
  return {
    note: line,
    async step(title, work) {
      const key = Symbol(title)
      const begun = performance.now()
      let detail = ''
      let told = begun
      running.set(key, title)
      clear()
      draw()
      const say = (text: string): void => {
        detail = text
        running.set(key, `${title}: ${text}`)
        clear()
        draw()
        if (!terminal && performance.now() - told > 5000) {
          told = performance.now()
          line(`  ${title}: ${text} …`)
        }
      }
      try {
        const value = await work(say)
        running.delete(key)
        line(`✓ ${title}${detail === '' ? '' : `: ${detail}`} (${((performance.now() - begun) / 1000).toFixed(1)} s)`)
        return value
      } catch (error) {
        running.delete(key)
        clear()
        draw()
        throw error
      }
    },
  }
}

/** A progress that says nothing. */
export const silent: Progress = { note: () => {}, step: (_title, work) => work(() => {}) }
