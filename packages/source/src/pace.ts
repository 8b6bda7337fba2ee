/** Says when a repeated piece of work is due again: not sooner than `least` ms, and not so often that it takes more than a twentieth of the time. */
export interface Pace {
  due(): boolean
  /** Notes that the work was done and took `spent` ms. */
  done(spent: number): void
}

const SHARE = 20

/** Makes a pace; a clock that jumps back makes the work due at once. */
export function createPace(now: () => Date, least: number): Pace {
  let doneAt = -Infinity
  let dueAt = -Infinity
  return {
    due: () => {
      const at = now().getTime()
      return at >= dueAt || at < doneAt
    },
    done: spent => {
      doneAt = now().getTime()
      dueAt = doneAt + Math.max(least, SHARE * spent)
    },
  }
}
