import { createHash } from 'node:crypto'
import { appendLeaf, commitTo, EMPTY_FRONTIER, eventLeaf, frontierOf, frontierRoot } from '@delta/seal'

/** A log to prove things on. */
export interface TestLog {
  /** The name under which the witness has the same tree; null where it has none. */
  readonly name: string | null
  leaf(index: number): Buffer
  /** The nodes stored with a leaf. */
  read(leaf: number): Buffer
  root(size: number): Buffer
}

const sha = (...parts: (string | Buffer)[]): Buffer => {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest()
}

/** A log of `size` events, appended one by one: event n has the body `event n` and the salt SHA-256(`salt n`). `check_log.py` builds the same. */
export function createLog(name: string, size: number): TestLog {
  let frontier = EMPTY_FRONTIER
  const stored: Buffer[] = []
  const roots = [frontierRoot(frontier)]
  for (let seq = 1; seq <= size; seq++) {
    const step = appendLeaf(frontier, eventLeaf(commitTo(sha(`salt ${seq}`), `event ${seq}`)))
    frontier = step.frontier
    stored.push(step.nodes)
    roots.push(frontierRoot(frontier))
  }
  return { name, leaf: index => stored[index]!.subarray(0, 32), read: leaf => stored[leaf]!, root: of => roots[of]! }
}

const TOP = 52
const SORTS = 1_024

/**
 * A log of 2^52 events of which only the nodes that are asked for are computed. Each of its subtrees is of one of 1,024 sorts; a sort decides, by a hash, the sorts of the two
 * subtrees below, and at the bottom the leaf. So it is a whole Merkle tree, neighbours differ, and a level has at most 1,024 different nodes to compute.
 */
export function createVastLog(): TestLog {
  const nodes = new Map<number, Buffer>()
  const below = (level: number, sort: number): [number, number] => {
    const drawn = sha(`below ${level} ${sort}`)
    return [drawn.readUInt16BE(0) % SORTS, drawn.readUInt16BE(2) % SORTS]
  }
  const nodeOf = (level: number, sort: number): Buffer => {
    const place = level * SORTS + sort
    const known = nodes.get(place)
    if (known) return known
    const [left, right] = below(level, sort)
    const made = level === 0 ? sha(Buffer.of(0), `leaf ${sort}`) : sha(Buffer.of(1), nodeOf(level - 1, left), nodeOf(level - 1, right))
    nodes.set(place, made)
    return made
  }
  const turns = new Map<number, [number, number]>()
  const turn = (level: number, sort: number): [number, number] => {
    const place = level * SORTS + sort
    const known = turns.get(place) ?? below(level, sort)
    turns.set(place, known)
    return known
  }
  /** The sort of the subtree of `level` over this leaf. */
  const sorts = (leaf: number): number[] => {
    const found = Array.from({ length: TOP + 1 }, () => 0)
    for (let level = TOP; level > 0; level--) found[level - 1] = turn(level, found[level]!)[Math.floor(leaf / 2 ** (level - 1)) % 2]!
    return found
  }
  const read = (leaf: number): Buffer => {
    const over = sorts(leaf)
    const stored: Buffer[] = []
    for (let level = 0; (leaf + 1) % 2 ** level === 0; level++) stored.push(nodeOf(level, over[level]!))
    return Buffer.concat(stored)
  }
  return { name: null, leaf: index => nodeOf(0, sorts(index)[0]!), read, root: size => frontierRoot(frontierOf(size, read)) }
}
