/** Says when a repeated piece of work is due again: not sooner than `least` ms, and not so often that it takes more than a twentieth of the time. */
export interface Pace {
  due(): boolean
  /** Notes that the work was done and took `spent` ms; null where there was nothing to do. */
  done(spent: number | null): void
}

const SHARE = 20
const REMEMBERED = 5

/** Makes a pace; a clock that jumps back makes the work due at once. What the work takes is the least of the last few times: anything may hold one of them up, and it would hold up the next. */
export function createPace(now: () => Date, least: number): Pace {
  let doneAt = -Infinity
  let dueAt = -Infinity
  let last: readonly number[] = []
  return {
    due: () => {
      const at = now().getTime()
      return at >= dueAt || at < doneAt
    },
    done: spent => {
      doneAt = now().getTime()
      if (spent !== null) last = [spent, ...last].slice(0, REMEMBERED)
      dueAt = doneAt + (spent === null ? least : Math.max(least, SHARE * Math.min(...last)))
    },
  }
}
