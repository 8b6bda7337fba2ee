import { hash } from 'node:crypto'

/** Numbers that look random and are the same for a seed each time. */
export interface Random {
  /** A whole number from 0 to before `bound` (at most 2^48). */
  below(bound: number): number
  /** A number from 0 to before 1. */
  fraction(): number
  bytes(length: number): Buffer
}

/** Makes the numbers of a seed. */
export function createRandom(seed: string): Random {
  let drawn = 0
  const draw = (): Buffer => hash('sha256', `${seed} ${drawn++}`, 'buffer')
  const fraction = (): number => draw().readUIntBE(0, 6) / 2 ** 48
  return {
    below: bound => Math.floor(fraction() * bound),
    fraction,
    bytes: length => Buffer.concat(Array.from({ length: Math.ceil(length / 32) }, draw)).subarray(0, length),
  }
}
