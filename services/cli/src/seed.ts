import { play, type Played } from '@delta/synthetic'
import { Missing } from './missing.ts'
import type { SystemStatus } from './status.ts'

/** How the sources are played. */
export interface SeedSettings {
  readonly rate: number
  /** Without it, until the signal. */
  readonly seconds?: number
  readonly seed: number
  /** File that a line of JSON is appended to for each change. */
  readonly journal?: string
  readonly signal: AbortSignal
  readonly now: () => Date
  /** Told how many changes there are, after each. */
  readonly onCount: (count: number) => void
}

/** Lets changes go on happening in the four sources of a running system, and says what was changed. */
export async function seed({ sources }: SystemStatus, { rate, seconds, seed: number, journal, signal, now, onCount }: SeedSettings): Promise<string> {
  const url = (province: string): string => sources[province]?.url ?? missing(`${province}'s database`)
  const inbox = (province: string): string => sources[province]?.inbox ?? missing(`${province}'s drop folder`)
  let count = 0
  const played = await play({
    urls: { shanghai: url('shanghai'), jiangsu: url('jiangsu'), zhejiang: url('zhejiang') },
    inboxes: { jiangsu: inbox('jiangsu'), anhui: inbox('anhui') },
    rate,
    seed: number,
    signal,
    now,
    onChange: () => onCount(++count),
    ...(seconds === undefined ? {} : { seconds }),
    ...(journal === undefined ? {} : { journal }),
  })
  return summary(played)
}

/** A number from the command line, more than 0. */
export function positive(text: string, name: string): number {
  const value = Number(text)
  if (Number.isFinite(value) && value > 0) return value
  throw new Missing(`--${name} takes a number greater than 0, not ${text}.`)
}

function summary({ sources, changes }: Played): string {
  const total = Object.values(sources).reduce((a, b) => a + b, 0)
  return total === 0 ? 'no changes' : `${total} changes: ${listed(sources)} (${listed(changes)})`
}

function listed(counts: Readonly<Record<string, number>>): string {
  return Object.entries(counts)
    .map(([name, count]) => `${name} ${count}`)
    .join(', ')
}

function missing(what: string): never {
  throw new Missing(`The running system does not say where ${what} is.`)
}
