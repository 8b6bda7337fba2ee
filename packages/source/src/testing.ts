import { vi } from 'vitest'
import type { ChangeReader, RefusedFile, SourceRow } from './source-row.ts'

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

/** A stand-in for an adapter: stores cursors as JSON, keeps every row it was given. For tests only. */
export interface Taker {
  readonly cursors: Map<string, string>
  readonly rows: SourceRow[]
  readonly refused: RefusedFile[]
  /** Takes one batch; false when nothing was new. `dies` ends it after the commit ('committed') or before it ('lost'). */
  take(reader: Pick<ChangeReader, 'next'>, dies?: 'committed' | 'lost'): Promise<boolean>
  /**
   * Takes batches until `quiet` calls in a row had nothing new, moving the clock on before each; gives the rows that differ from what was taken at their
   * coordinate before (a row may always come again).
   */
  drain(reader: Pick<ChangeReader, 'next'>, quiet?: number): Promise<SourceRow[]>
  /** Lets a dataset be read again. */
  again(reader: Pick<ChangeReader, 'again'>, dataset: string): Promise<void>
  /** Reads a stored cursor. */
  cursor(name: string): Promise<unknown>
  /** The last row taken at each coordinate. */
  last(): Map<string, SourceRow>
}

/** A clock that moves only when told to. */
export interface TestClock {
  (): Date
  forward(milliseconds: number): void
}

/** Makes a clock that stands at a fixed time. For tests only. */
export function createClock(): TestClock {
  let at = Date.parse('2026-11-23T00:00:00Z')
  const forward = (milliseconds: number) => {
    at += milliseconds
  }
  return Object.assign(() => new Date(at), { forward })
}

const lastOf = (all: readonly SourceRow[]) => new Map(all.map(row => [row.coordinate, row]))

/** Makes a taker. For tests only. */
export function createTaker(clock: TestClock): Taker {
  const cursors = new Map<string, string>()
  const rows: SourceRow[] = []
  const refused: RefusedFile[] = []
  const cursor = async (name: string): Promise<unknown> => JSON.parse(cursors.get(name) ?? 'null')
  const again: Taker['again'] = async (reader, dataset) => {
    const batch = await reader.again(dataset)
    for (const { name, value } of batch.cursors) cursors.set(name, JSON.stringify(value))
    await batch.settled()
  }
  const take: Taker['take'] = async (reader, dies) => {
    const batch = await reader.next(cursor)
    if (!batch) return false
    if (dies === 'lost') return true
    for (const { name, value } of batch.cursors) cursors.set(name, JSON.stringify(value))
    rows.push(...batch.rows)
    refused.push(...batch.refused)
    if (dies !== 'committed') await batch.settled()
    return true
  }
  const drain: Taker['drain'] = async (reader, quiet = 3) => {
    const before = rows.length
    const known = lastOf(rows)
    for (let still = 0; still < quiet;) {
      clock.forward(10_000)
      still = (await take(reader)) ? 0 : still + 1
    }
    return rows.slice(before).filter(row => {
      const news = JSON.stringify(known.get(row.coordinate)) !== JSON.stringify(row)
      known.set(row.coordinate, row)
      return news
    })
  }
  return { cursors, rows, refused, take, drain, again, cursor, last: () => lastOf(rows) }
}
