/** Who judged. */
export type Side = 'ours' | 'python'

/** Counts what was proved in one group, and what went wrong on either side. */
export interface Tally {
  proofs: number
  changes: number
  check(side: Side, holds: boolean, fault: () => string): void
  /** Prints a line for each side that had something to judge, with the first faults; how many sides were without fault, and how many not. */
  report(title: string, seconds: number): { passed: number; failed: number }
}

const SHOWN = 5

/** Begins to count. */
export function createTally(): Tally {
  const sides = { ours: { checks: 0, faults: [] as string[] }, python: { checks: 0, faults: [] as string[] } }
  return {
    proofs: 0,
    changes: 0,
    check: (side, holds, fault) => {
      sides[side].checks += 1
      if (!holds) sides[side].faults.push(fault())
    },
    report(title, seconds) {
      const judged = Object.entries(sides).filter(([, { checks }]) => checks > 0)
      for (const [side, { faults }] of judged) {
        const wrong = faults.length === 0 ? '' : `; ${faults.length} faults`
        console.log(`${wrong === '' ? '✓' : '✗'} ${title}, ${side}: ${this.proofs} compared, ${this.changes} with one bit changed${wrong}`)
        for (const fault of faults.slice(0, SHOWN)) console.log(`  ${fault}`)
      }
      console.log(`  ${seconds.toFixed(1)} s`)
      const failed = judged.filter(([, { faults }]) => faults.length > 0).length
      return { passed: judged.length - failed, failed }
    },
  }
}
