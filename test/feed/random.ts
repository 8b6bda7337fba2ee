/** A small seeded generator (mulberry32), so that a failing run can be run again: numbers from 0 to below 1. */
export const createRandom =
  (seed: number): (() => number) =>
  () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }

/** The seed of a run: DELTA_SEED, or a new one. Says it. */
export function announceSeed(): number {
  const seed = Number(process.env['DELTA_SEED'] ?? Date.now() % 1_000_000)
  console.log(`seed ${seed} (DELTA_SEED=${seed} runs the same again)`)
  return seed
}
