import type { ChangeReader } from '@delta/source'
import type { StreamLog } from '@delta/stream'
import type { AdapterMetrics } from './metrics.ts'

/** How the sources of a province answer: one that does not is left alone for a while, and the others go on. */
export interface Sources {
  /** Asks a source; null where it did not answer. */
  ask<T>(reader: ChangeReader, read: () => Promise<T>): Promise<T | null>
  /** May it be asked now? */
  due(reader: ChangeReader): boolean
  /** Notes that none can be asked, and why. */
  failed(code: string): void
  /** Those that do not answer and why; undefined when all do. */
  failing(): string | undefined
}

const FIRST_PAUSE = 200
const LONGEST_PAUSE = 5_000

/** The code of an error, else its name. */
export const nameOf = (error: unknown): string => String((error as { code?: unknown })?.code ?? (error instanceof Error ? error.name : 'failed'))

/** Makes it for a province's readers. */
export function createSources(readers: readonly ChangeReader[], metrics: Pick<AdapterMetrics, 'polled'>, log: StreamLog): Sources {
  const states = new Map(readers.map(reader => [reader.name, { failure: null as string | null, pause: FIRST_PAUSE, dueAt: 0 }]))
  return {
    ask: async (reader, read) => {
      const source = states.get(reader.name)!
      try {
        const result = await read()
        metrics.polled(reader.name, null)
        source.failure = null
        source.pause = FIRST_PAUSE
        return result
      } catch (error) {
        source.failure = nameOf(error)
        source.dueAt = performance.now() + source.pause
        source.pause = Math.min(source.pause * 2, LONGEST_PAUSE)
        log.warn({ reader: reader.name, error }, 'a source does not answer')
        return null
      }
    },
    due: reader => performance.now() >= states.get(reader.name)!.dueAt,
    failed: code => {
      for (const source of states.values()) source.failure = code
    },
    failing: () => {
      const silent = [...states].filter(([, { failure }]) => failure !== null).map(([name, { failure }]) => `${name}: ${failure}`)
      return silent.join(', ') || undefined
    },
  }
}
