import { hash } from 'node:crypto'

/** The bytes of a hash. */
export const HASH_BYTES = 32

const pair = Buffer.alloc(65, 1)

/** The hash of a leaf: SHA-256(0x00 ‖ bytes) (RFC 9162 §2.1.1). */
export function hashLeaf(bytes: Uint8Array): Buffer {
  const tagged = Buffer.allocUnsafe(bytes.length + 1)
  tagged[0] = 0
  tagged.set(bytes, 1)
  return hashTagged(tagged)
}

/** The hash of a leaf whose bytes already follow the tag 0x00. */
export function hashTagged(tagged: Uint8Array): Buffer {
  return hash('sha256', tagged, 'buffer')
}

/** The hash of an inner node: SHA-256(0x01 ‖ left ‖ right). */
export const hashNode = (left: Uint8Array, right: Uint8Array): Buffer => {
  pair.set(left, 1)
  pair.set(right, 33)
  return hash('sha256', pair, 'buffer')
}

/** All levels of the tree over leaf hashes, the leaves first; the odd one out moves up unhashed, which gives the tree of RFC 9162. */
export function merkleLevels(leaves: readonly Buffer[]): Buffer[][] {
  const levels: Buffer[][] = [[...leaves]]
  for (let below = levels[0]!; below.length > 1; below = levels.at(-1)!) {
    const level: Buffer[] = []
    for (let at = 0; at + 1 < below.length; at += 2) level.push(hashNode(below[at]!, below[at + 1]!))
    if (below.length % 2 === 1) level.push(below.at(-1)!)
    levels.push(level)
  }
  return levels
}

/** The root over leaf hashes (RFC 9162 §2.1.1); of none, the hash of nothing. */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  return leaves.length === 0 ? hash('sha256', Buffer.alloc(0), 'buffer') : merkleLevels(leaves).at(-1)![0]!
}

/** The path of leaf `index` in levels already computed: the siblings from the leaf up. */
export function pathInLevels(levels: readonly (readonly Buffer[])[], index: number): Buffer[] {
  const path: Buffer[] = []
  for (let depth = 0, at = index; depth < levels.length - 1; depth++, at >>= 1) {
    const sibling = levels[depth]![at ^ 1]
    if (sibling) path.push(sibling)
  }
  return path
}

/** The inclusion path of leaf `index` (RFC 9162 §2.1.3.1). */
export function merklePath(leaves: readonly Buffer[], index: number): Buffer[] {
  return pathInLevels(merkleLevels(leaves), index)
}

/** Whether `path` leads from a leaf hash at `index` of a tree of `size` leaves (at most 2^53 − 1) to `root` (RFC 9162 §2.1.3.2). */
export function verifyPath(leaf: Buffer, index: number, size: number, path: readonly Uint8Array[], root: Buffer): boolean {
  if (!Number.isSafeInteger(index) || !Number.isSafeInteger(size) || index < 0 || index >= size || leaf.length !== HASH_BYTES) return false
  let at = index
  let last = size - 1
  let computed = leaf.toString('latin1')
  for (const sibling of path) {
    if (last === 0 || sibling.length !== HASH_BYTES) return false
    if (at % 2 === 1 || at === last) {
      pair.set(sibling, 1)
      pair.write(computed, 33, 'latin1')
      while (at % 2 === 0 && at !== 0) {
        at = Math.floor(at / 2)
        last = Math.floor(last / 2)
      }
    } else {
      pair.write(computed, 1, 'latin1')
      pair.set(sibling, 33)
    }
    // As text: a Buffer for each digest costs more than the digest.
    computed = hash('sha256', pair, 'binary')
    at = Math.floor(at / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 && computed === root.toString('latin1')
}
