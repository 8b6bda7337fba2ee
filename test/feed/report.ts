import { type Counts, lineOf } from '../runner/counts.ts'

/** Prints what held and what did not, and the line of counts; gives the exit code. */
export function report(claims: Readonly<Record<string, boolean>>): number {
  for (const [claim, holds] of Object.entries(claims)) console.log(`${holds ? '✓' : '✗'} ${claim}`)
  const held = Object.values(claims)
  const counts: Counts = { passed: held.filter(Boolean).length, failed: held.filter(one => !one).length, skipped: 0 }
  console.log(lineOf(counts))
  return counts.failed === 0 ? 0 : 1
}
