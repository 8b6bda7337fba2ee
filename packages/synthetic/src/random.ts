/** A repeatable source of choices: the same seed and path of parts gives the same choices on every machine. */
export interface Random {
  /** In [0, 1). */
  next(): number
  /** A whole number in [0, n). */
  int(n: number): number
  /** A whole number in [low, high]. */
  between(low: number, high: number): number
  chance(probability: number): boolean
  pick<T>(from: readonly T[]): T
  /** Picks by weights: pairs of value and weight. */
  weighted<T>(from: readonly (readonly [T, number])[]): T
}

const mix = (hash: number, value: number): number => {
  let h = Math.imul(hash ^ value, 0x85ebca6b)
  h ^= h >>> 13
  h = Math.imul(h, 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

const fold = (seed: number, part: string | number): number => {
  if (typeof part === 'number') return mix(mix(seed, part >>> 0), Math.floor(part / 0x1_0000_0000) >>> 0)
  let h = seed
  for (let i = 0; i < part.length; i += 1) h = mix(h, part.charCodeAt(i))
  return h
}

/** Opens the stream of choices for a seed and a path (sfc32, seeded by a 32-bit hash of the path). */
export function createRandom(seed: number, ...path: readonly (string | number)[]): Random {
  const root = path.reduce<number>(fold, mix(0x9e3779b9, seed >>> 0))
  let a = mix(root, 1)
  let b = mix(root, 2)
  let c = mix(root, 3)
  let counter = 1
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + t) | 0
    return (t >>> 0) / 0x1_0000_0000
  }
  const int = (n: number): number => Math.floor(next() * n)
  return {
    next,
    int,
    between: (low, high) => low + int(high - low + 1),
    chance: probability => next() < probability,
    pick: from => from[int(from.length)]!,
    weighted: from => {
      let rest = next() * from.reduce((sum, [, weight]) => sum + weight, 0)
      for (const [value, weight] of from) {
        rest -= weight
        if (rest < 0) return value
      }
      return from[from.length - 1]![0]
    },
  }
}
