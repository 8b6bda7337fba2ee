/** When an adapter has read its own backlog, and may turn to what others say. */
export interface OwnFirst {
  /** Notes a round that moved so many rows, and its end in milliseconds of a steady clock; says whether the time has come. Once it has, it stays. */
  noted(rows: number, at: number): boolean
}

/** So many rows between two looks say that more are waiting. */
const BACKLOG = 100
const LOOK_EVERY = 3_000
/** Just started among others that start, an adapter is slow: so long it is not taken for one that has read everything. */
const CALM = 8_000
const LONGEST = 300_000

/** What a province has to say itself goes first, and those who read it are left as long again; however much it is, others are kept waiting five minutes at most. */
export function createOwnFirst(): OwnFirst {
  let begun: number | undefined
  let busyUntil = 0
  let lookedAt = 0
  let moved = 0
  let through = false
  return {
    noted: (rows, at) => {
      if (begun === undefined) begun = busyUntil = lookedAt = at
      moved += rows
      if (through || at - lookedAt <= LOOK_EVERY) return through
      if (moved >= BACKLOG) busyUntil = at
      lookedAt = at
      moved = 0
      through = at - busyUntil > Math.max(CALM, busyUntil - begun) || at - begun > LONGEST
      return through
    },
  }
}
