import { consistencyProof, consistencyReads, inclusionProof, inclusionReads, verifyConsistency, verifyPath } from '@delta/seal'
import type { TestLog } from './logs.ts'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'
import type { Witness } from './witness.ts'

/** What is proved: that leaf `first` (from 0) stands in the tree of `size`, or that the tree of `first` leaves is its beginning. */
export type Kind = 'inclusion' | 'consistency'

/** A pair to prove. */
export type Pair = readonly [first: number, size: number]

/** Every pair of sizes from 1, or every leaf of every tree, to a size. */
export function* everyPair(kind: Kind, largest: number): Generator<Pair> {
  for (let size = 1; size <= largest; size++) {
    const lowest = kind === 'inclusion' ? 0 : 1
    for (let nth = 0; nth < size; nth++) yield [lowest + nth, size]
  }
}

/** So many random pairs with a tree of more than `above` and at most `largest` leaves; each order of magnitude comes as often. */
export function* randomPairs(
  kind: Kind,
  { above, largest, count, random }: { above: number; largest: number; count: number; random: Random },
): Generator<Pair> {
  for (let n = 0; n < count; n++) {
    const bound = Math.floor(above * (largest / above) ** random.fraction())
    const size = above + 1 + random.below(Math.min(bound, largest - above))
    yield kind === 'inclusion' ? [random.below(size), size] : [1 + random.below(size), size]
  }
}

const verify = (kind: Kind, [first, size]: Pair, [one, root, ...nodes]: readonly Buffer[]): boolean =>
  kind === 'inclusion' ? verifyPath(one!, first, size, nodes, root!) : verifyConsistency(first, size, one!, root!, nodes)

const hashesOf = (kind: Kind, log: TestLog, [first, size]: Pair): Buffer[] => {
  const announced = new Set(kind === 'inclusion' ? inclusionReads(first, size) : consistencyReads(first, size))
  const read = (leaf: number): Buffer => {
    if (!announced.has(leaf)) throw new Error(`leaf ${leaf} is read but was not announced`)
    return log.read(leaf)
  }
  return kind === 'inclusion'
    ? [log.leaf(first), log.root(size), ...inclusionProof(first, size, read)]
    : [log.root(first), log.root(size), ...consistencyProof(first, size, read)]
}

/** Proves every pair here and with the witness, and that no proof stands with one bit changed: of each of its hashes all bits, or a random one. */
export async function proveProofs(
  kind: Kind,
  pairs: Iterable<Pair>,
  { log, witness, tally, random, allBits = false }: { log: TestLog; witness: Witness; tally: Tally; random: Random; allBits?: boolean },
): Promise<void> {
  for (const pair of pairs) {
    const hashes = hashesOf(kind, log, pair)
    const flips = hashes.flatMap((_, at) => (allBits ? Array.from({ length: 256 }, (__, bit) => 256 * at + bit) : [256 * at + random.below(256)]))
    const what = `${kind} ${pair.join(' in ')}`
    tally.proofs += 1
    tally.changes += flips.length
    tally.check('ours', verify(kind, pair, hashes), () => `${what} does not verify`)
    for (const bit of flips) {
      const changed = hashes.with(bit >> 8, flipped(hashes[bit >> 8]!, bit & 255))
      tally.check('ours', !verify(kind, pair, changed), () => `${what} verifies with bit ${bit} changed`)
    }
    await witness.ask({ [kind]: pair, hashes: Buffer.concat(hashes).toString('base64'), flips, tree: log.name }, answer => {
      const [holds, same, unnoticed] = answer as [boolean, boolean | null, number]
      tally.check('python', holds, () => `${what} does not verify`)
      tally.check('python', same !== false, () => `${what} is another proof`)
      tally.check('python', unnoticed === 0, () => `${what} verifies with ${unnoticed} bits changed one at a time`)
    })
  }
}

const flipped = (hash: Buffer, bit: number): Buffer => {
  const changed = Buffer.from(hash)
  changed[bit >> 3]! ^= 1 << (bit & 7)
  return changed
}
