import { HASH_BYTES, hashNode, merkleRoot } from './merkle.ts'

/** What an appended tree must remember: its size and the roots of its full subtrees, the largest first. */
export interface MerkleFrontier {
  readonly size: number
  readonly roots: readonly Buffer[]
}

/** The nodes that were stored with a leaf, by its index from 0: what `appendLeaf` gave. */
type ReadNodes = (leaf: number) => Buffer

/** A full subtree: the last leaf under it, with whose nodes it is stored, and its level. */
interface Subtree {
  readonly leaf: number
  readonly level: number
}

/** Leaves from `begin` to before `end`. */
type Range = readonly [begin: number, end: number]

const MAX_LEVEL = 52
const MAX_SIZE = 2 ** MAX_LEVEL

/** The frontier of a tree without leaves. */
export const EMPTY_FRONTIER: MerkleFrontier = { size: 0, roots: [] }

/**
 * Appends a leaf hash: the new frontier, and as `nodes` the leaf hash followed by the hashes of the full subtrees that this leaf completes, from the leaf up, 32 bytes each. So the
 * node of `level` that ends with leaf i (from 0) stands in the nodes of leaf i at 32 × level.
 */
export function appendLeaf({ size, roots }: MerkleFrontier, leaf: Buffer): { frontier: MerkleFrontier; nodes: Buffer } {
  if (leaf.length !== HASH_BYTES || !isSize(size + 1)) throw outOfRange()
  const kept = [...roots]
  const nodes = [leaf]
  for (let rest = size; rest % 2 === 1; rest = half(rest)) nodes.push(hashNode(kept.pop()!, nodes.at(-1)!))
  kept.push(nodes.at(-1)!)
  return { frontier: { size: size + 1, roots: kept }, nodes: Buffer.concat(nodes) }
}

/** The root (RFC 9162 §2.1.1); of a tree without leaves SHA-256 of nothing. */
export function frontierRoot({ roots }: MerkleFrontier): Buffer {
  return roots.length === 0 ? merkleRoot([]) : fold(roots)
}

/** The leaves, ascending, whose nodes `frontierOf` reads. */
export function frontierReads(size: number): number[] {
  if (!isSize(size)) throw outOfRange()
  return subtreesOf([0, size]).map(({ leaf }) => leaf)
}

/** The frontier of a tree of `size` leaves, from stored nodes. */
export function frontierOf(size: number, read: ReadNodes): MerkleFrontier {
  if (!isSize(size)) throw outOfRange()
  return { size, roots: subtreesOf([0, size]).map(subtree => nodeOf(subtree, read)) }
}

/** The leaves, ascending and distinct, whose nodes `inclusionProof` reads. */
export function inclusionReads(index: number, size: number): number[] {
  return readsOf(inclusionRanges(index, size))
}

/** The path of leaf `index` (from 0) in the tree of `size` leaves (RFC 9162 §2.1.3.1), from stored nodes: what `verifyPath` verifies. Throws `MERKLE_RANGE` where there is no such leaf, `MERKLE_NODES` where what is read lacks a node. */
export function inclusionProof(index: number, size: number, read: ReadNodes): Buffer[] {
  return inclusionRanges(index, size).map(range => rootOf(range, read))
}

/** The leaves, ascending and distinct, whose nodes `consistencyProof` reads. */
export function consistencyReads(from: number, to: number): number[] {
  return readsOf(consistencyRanges(from, to))
}

/** The proof that the tree of `from` leaves is the beginning of the tree of `to` leaves (RFC 9162 §2.1.4.1), from stored nodes; empty where it is the same tree or has no leaves. Throws as `inclusionProof` does. */
export function consistencyProof(from: number, to: number, read: ReadNodes): Buffer[] {
  return consistencyRanges(from, to).map(range => rootOf(range, read))
}

/**
 * Whether `proof` shows that the tree of `from` leaves with `fromRoot` is the beginning of the tree of `to` leaves with `toRoot` (RFC 9162 §2.1.4.2). The same size needs the same root.
 * A tree without leaves is the beginning of every tree: then `toRoot` is not looked at. Both take an empty proof.
 */
export function verifyConsistency(from: number, to: number, fromRoot: Buffer, toRoot: Buffer, proof: readonly Uint8Array[]): boolean {
  if (!isSize(from) || !isSize(to) || from > to || [fromRoot, toRoot, ...proof].some(({ length }) => length !== HASH_BYTES)) return false
  if (from === to) return proof.length === 0 && fromRoot.equals(toRoot) && (from > 0 || fromRoot.equals(merkleRoot([])))
  if (from === 0) return proof.length === 0 && fromRoot.equals(merkleRoot([]))
  let at = from - 1
  let last = to - 1
  for (; at % 2 === 1; at = half(at)) last = half(last)
  // A full subtree as the old tree is not in the proof: its root is known.
  const [first, ...others] = at === 0 ? [fromRoot, ...proof] : proof
  if (!first) return false
  let old: Uint8Array = first
  let computed: Uint8Array = first
  for (const node of others) {
    if (last === 0) return false
    if (at % 2 === 1 || at === last) {
      old = hashNode(node, old)
      computed = hashNode(node, computed)
      for (; at % 2 === 0 && at !== 0; at = half(at)) last = half(last)
    } else computed = hashNode(computed, node)
    at = half(at)
    last = half(last)
  }
  return last === 0 && fromRoot.equals(old) && toRoot.equals(computed)
}

const half = (value: number): number => Math.floor(value / 2)

const isSize = (value: number): boolean => Number.isSafeInteger(value) && value >= 0 && value <= MAX_SIZE

const outOfRange = (): Error => Object.assign(new Error('no such leaf or tree in the log'), { code: 'MERKLE_RANGE', safe: true })

const largestPowerBelow = (size: number): number => {
  let power = 1
  while (power * 2 < size) power *= 2
  return power
}

const inclusionRanges = (index: number, size: number): Range[] => {
  if (!isSize(index) || !isSize(size) || index >= size) throw outOfRange()
  const ranges: Range[] = []
  for (let begin = 0, end = size; end - begin > 1;) {
    const middle = begin + largestPowerBelow(end - begin)
    if (index < middle) {
      ranges.push([middle, end])
      end = middle
    } else {
      ranges.push([begin, middle])
      begin = middle
    }
  }
  return ranges.toReversed()
}

const consistencyRanges = (from: number, to: number): Range[] => {
  if (!isSize(from) || !isSize(to) || from > to) throw outOfRange()
  if (from === 0) return []
  const ranges: Range[] = []
  let begin = 0
  for (let end = to; from < end;) {
    const middle = begin + largestPowerBelow(end - begin)
    if (from <= middle) {
      ranges.push([middle, end])
      end = middle
    } else {
      ranges.push([begin, middle])
      begin = middle
    }
  }
  // The verifier knows the root of the whole old tree, but not of its last part.
  if (begin > 0) ranges.push([begin, from])
  return ranges.toReversed()
}

/** The full subtrees over a range that begins where one of its size may, the largest first. */
const subtreesOf = ([begin, end]: Range): Subtree[] => {
  const subtrees: Subtree[] = []
  for (let at = begin, power = MAX_SIZE, level = MAX_LEVEL; at < end; power /= 2, level--) {
    if (power > end - at) continue
    at += power
    subtrees.push({ leaf: at - 1, level })
  }
  return subtrees
}

const readsOf = (ranges: readonly Range[]): number[] =>
  ranges
    .flatMap(subtreesOf)
    .map(({ leaf }) => leaf)
    .toSorted((a, b) => a - b)

const nodeOf = ({ leaf, level }: Subtree, read: ReadNodes): Buffer => {
  const node = read(leaf).subarray(HASH_BYTES * level, HASH_BYTES * (level + 1))
  if (node.length !== HASH_BYTES) throw Object.assign(new Error('a stored node of the log is missing'), { code: 'MERKLE_NODES', safe: true })
  return node
}

/** The root over full subtrees that follow each other, the largest first. */
const fold = (roots: readonly Buffer[]): Buffer => roots.reduceRight((right, left) => hashNode(left, right))

const rootOf = (range: Range, read: ReadNodes): Buffer => fold(subtreesOf(range).map(subtree => nodeOf(subtree, read)))
