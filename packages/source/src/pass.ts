import type { Moment } from './moment.ts'

/** Where a pass stands in its table; what it means is the walk's own affair. */
export type Place = Readonly<Record<string, unknown>>

/**
 * One walk over the rows of a table that changed since an earlier snapshot. A row version that the pass's own snapshot sees is read in this pass, or was
 * replaced meanwhile by a version that the next pass reads; hence no committed version is left out, however late it commits and whatever time it carries.
 */
export interface Pass {
  /** Snapshot (pg_snapshot text) at the start of the last finished pass; null reads everything. */
  readonly earlier: string | null
  /** The pass under way, or null between passes. */
  readonly current: {
    readonly snapshot: string
    /** Rows written by transactions above this id are read even where `earlier` calls them visible; null when there are none. */
    readonly floor: string | null
    readonly layout: string
    readonly at: Place | null
  } | null
}

/** A pass that has read nothing yet. */
export const FIRST_PASS: Pass = { earlier: null, current: null }

const FARTHEST = 2n ** 30n

const bounds = (snapshot: string): { xmin: bigint; xmax: bigint } => {
  const [xmin = '', xmax = ''] = snapshot.split(':')
  return { xmin: BigInt(xmin), xmax: BigInt(xmax) }
}

/**
 * Starts the next pass at a moment. After 2^30 transactions row versions can no longer be told from earlier ones by their 32-bit ids, so everything is read
 * again.
 */
export function beginPass(pass: Pass, moment: Moment): Pass {
  const tooFar = pass.earlier !== null && bounds(moment.snapshot).xmax - bounds(pass.earlier).xmin > FARTHEST
  return { earlier: tooFar ? null : pass.earlier, current: { snapshot: moment.snapshot, floor: moment.floor, layout: moment.layout, at: null } }
}

/** Notes how far the pass under way has come. */
export const movePass = (pass: Pass, at: Place): Pass => ({ ...pass, current: pass.current && { ...pass.current, at } })

/** Ends the pass under way: the next one starts from its snapshot. */
export const endPass = (pass: Pass): Pass => ({ earlier: pass.current?.snapshot ?? pass.earlier, current: null })

/** SQL condition on a row version, with its values. */
export interface Condition {
  readonly sql: string
  readonly values: readonly string[]
}

const NO_FLOOR = String(2n ** 63n - 1n)

/** The condition, with the places of the oldest transaction's 32 bits, of all its bits, of the snapshot and of the floor. */
const changedAfter = (short: string, long: string, snapshot: string, floor: string): string => {
  const wide = `(${long}::bigint + age(${short}::xid) - age(t.xmin))`
  return `age(t.xmin) <= age(${short}::xid) and (${wide} > ${floor}::bigint or not pg_visible_in_snapshot(${wide}::text::xid8, ${snapshot}::pg_snapshot))`
}

/** The oldest transaction that ran at a snapshot. */
export const oldestOf = (earlier: string): readonly [short: string, long: string] => {
  const oldest = bounds(earlier).xmin
  return [String(oldest % 2n ** 32n), String(oldest)]
}

/**
 * Which row versions of `t` the pass under way reads; null means all. `t.xmin` has 32 bits and is widened by its distance from the earlier snapshot's oldest
 * running transaction. The cheap comparison of ages comes first and drops almost every row.
 */
export function changedSince(pass: Pass, firstParameter: number): Condition | null {
  if (pass.earlier === null) return null
  const [short, long, snapshot, floor] = [0, 1, 2, 3].map(n => `$${firstParameter + n}`)
  return { sql: changedAfter(short!, long!, snapshot!, floor!), values: [...oldestOf(pass.earlier), pass.earlier, pass.current?.floor ?? NO_FLOOR] }
}

/**
 * SQL condition in the statement that reads a moment (`createMomentWith`): which row versions of `t` a pass would read that began then. Its values, from $3 on, are
 * what `oldestOf` gives; none fits where they are null.
 */
export const CHANGED_BY_THEN = changedAfter('$3', '$4', '$2::text', `coalesce(own.floor, ${NO_FLOOR})`)
