/** How far a numbered stream of files has been taken; JSON. */
export interface Sequence {
  /** The number that is due. */
  readonly next: number
  /** Digests of files that came before their turn, by number. */
  readonly held: Readonly<Record<string, string>>
}

/** A stream of which nothing has come. */
export const NEW_SEQUENCE: Sequence = { next: 1, held: {} }

/**
 * What is to be done with a file: `take` it, `hold` it for the first time because an earlier one is missing, go on `waiting` with it, put it away because it
 * was `seen`, or refuse it because its number was used for something else (`reused`).
 */
export type Verdict = 'take' | 'hold' | 'waiting' | 'seen' | 'reused'

/** Judges a file by its number and digest; `taken` is the digest of the file that was taken under this number, if one was. */
export function judge(sequence: Sequence, number: number, digest: string, taken: string | null): Verdict {
  if (taken !== null) return taken === digest ? 'seen' : 'reused'
  const held = sequence.held[number]
  if (held !== undefined && held !== digest) return 'reused'
  if (number === sequence.next) return 'take'
  if (number < sequence.next) return 'reused'
  return held === undefined ? 'hold' : 'waiting'
}

/** The stream after taking the file that was due. */
export const afterTaking = ({ next, held }: Sequence): Sequence => {
  const { [next]: _, ...rest } = held
  return { next: next + 1, held: rest }
}

/** The stream after holding a file. */
export const afterHolding = ({ next, held }: Sequence, number: number, digest: string): Sequence => ({ next, held: { ...held, [number]: digest } })
