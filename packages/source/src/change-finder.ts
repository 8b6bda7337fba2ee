import type { Pool } from '@delta/store'
import { readMoment, type Moment } from './moment.ts'
import { createPace } from './pace.ts'
import { beginPass, endPass, FIRST_PASS, movePass, type Pass } from './pass.ts'
import { quotedTable } from './quoted.ts'
import { createRecentMoment, readRecentPage, type RecentOrder } from './recent-page.ts'
import { type RawRows, type Session, withSession } from './session.ts'
import { readSweepPage, sweepIsOver } from './sweep-page.ts'

/** How far the search of one table has come: JSON, to be stored with what was made of the rows. */
export interface Search {
  readonly source: string | null
  /** The walk over the whole table: it alone guarantees that nothing is left out. */
  readonly sweep: Pass
  /** The walk over the newest rows: it makes the guarantee quick. */
  readonly recent: Pass
}

/** A search that has found nothing yet. */
export const FIRST_SEARCH: Search = { source: null, sweep: FIRST_PASS, recent: FIRST_PASS }

/** What one step of a search found. */
interface Step {
  readonly search: Search
  readonly found: RawRows | null
}

/** What one read came to. */
interface Looked extends Step {
  /** Nothing has changed since the last pass: no row was looked at. */
  readonly unchanged?: boolean
}

/** Finds the changed rows of one table. */
export interface ChangeFinder {
  /** Goes on from a stored search: the next page of changed rows, or none for now. */
  step(search: Search): Promise<Step>
}

/** What a finder needs; `select` is the list of columns of `t` to read. */
export interface FinderParts {
  readonly pool: Pool
  readonly table: string
  readonly select: string
  readonly recent: RecentOrder | null
  readonly now: () => Date
  readonly pageRows: number
  /** Start as if all that is there now had been seen. */
  readonly startsNow?: boolean
  /** Least time between two sweeps in ms. Default 1,000. */
  readonly sweepEvery?: number
}

const RECENT_EVERY = 100
const SWEEP_EVERY = 1_000
const SWEEP_AT_ONCE = 200
const MOST_BLOCKS = 4_096

/** Makes the finder of one table. Only its paces live in memory: any other finder can go on from a search. */
export function createChangeFinder({ pool, table, select, recent, now, pageRows, startsNow = false, sweepEvery = SWEEP_EVERY }: FinderParts): ChangeFinder {
  const name = quotedTable(table)
  const newest = recent && { order: recent, readMoment: createRecentMoment(name, recent) }
  const recentPace = createPace(now, RECENT_EVERY)
  const sweepPace = createPace(now, sweepEvery)
  let stretch = 0

  const within = (search: Search, moment: Moment): Search => {
    if (search.source === moment.source) return search
    const seen: Pass = startsNow && search.source === null ? { earlier: moment.snapshot, current: null } : FIRST_PASS
    return { source: moment.source, sweep: seen, recent: { earlier: moment.snapshot, current: null } }
  }

  const readRecent = async (session: Session, { order, readMoment: readRecentMoment }: NonNullable<typeof newest>, from: Search): Promise<Looked> => {
    const { earlier, current } = from.recent
    const { moment, any } = current ? { moment: await readMoment(session, name, earlier), any: true } : await readRecentMoment(session, earlier)
    const search = within(from, moment)
    if (!search.recent.current && (moment.unchanged || search !== from)) return { search, found: null, unchanged: true }
    const pass = search.recent.current ? search.recent : beginPass(search.recent, moment)
    if (pass.earlier === null || !any) return { search: { ...search, recent: endPass(pass) }, found: null }
    const { found, at } = await readRecentPage(session, name, select, order, pass, pageRows)
    return { search: { ...search, recent: at ? movePass(pass, at) : endPass(pass) }, found: found.rows.length ? found : null }
  }

  const readSweep = async (session: Session, from: Search): Promise<Looked & { over: boolean }> => {
    const moment = await readMoment(session, name, from.sweep.earlier)
    const search = within(from, moment)
    if (!search.sweep.current && search === from && moment.unchanged) return { search, found: null, over: true, unchanged: true }
    const pass = search.sweep.current?.layout === moment.layout ? search.sweep : beginPass(search.sweep, moment)
    if (sweepIsOver(pass, moment.blocks)) return { search: { ...search, sweep: endPass(pass) }, found: null, over: true }
    stretch ||= pass.earlier === null ? 16 : MOST_BLOCKS
    const { found, at } = await readSweepPage(session, name, select, pass, stretch, pageRows)
    if (found.rows.length === pageRows) stretch = Math.max(1, stretch >> 1)
    else if (found.rows.length < pageRows / 2) stretch = Math.min(MOST_BLOCKS, stretch * 2)
    return { search: { ...search, sweep: movePass(pass, at!) }, found: found.rows.length ? found : null, over: false }
  }

  let sweeping = 0
  const step = async (from: Search, session: Session): Promise<Step> => {
    let search = from
    if (newest && recentPace.due()) {
      const start = performance.now()
      const result = await readRecent(session, newest, search)
      recentPace.done(result.unchanged ? null : performance.now() - start)
      if (result.found) return result
      search = result.search
    }
    if (!search.sweep.current && !sweepPace.due()) return { search, found: null }
    const start = performance.now()
    for (;;) {
      const result = await readSweep(session, search)
      const spent = performance.now() - start
      if (result.over) {
        sweepPace.done(result.unchanged ? null : sweeping + spent)
        sweeping = 0
        return result
      }
      if (result.found || spent > SWEEP_AT_ONCE) {
        sweeping += spent
        return result
      }
      search = result.search
    }
  }

  return { step: search => withSession(pool, table, session => step(search, session)) }
}
