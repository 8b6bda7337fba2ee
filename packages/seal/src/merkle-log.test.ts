import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashLeaf, merklePath, merkleRoot, verifyPath } from './merkle.ts'
import {
  appendLeaf,
  consistencyProof,
  consistencyReads,
  EMPTY_FRONTIER,
  frontierOf,
  frontierReads,
  frontierRoot,
  inclusionProof,
  inclusionReads,
  type MerkleFrontier,
  verifyConsistency,
} from './merkle-log.ts'

const sha = (...parts: Uint8Array[]) => createHash('sha256').update(Buffer.concat(parts)).digest()

/** The definition of RFC 9162 §2.1.4.1, word by word, as the witness. */
const subproof = (m: number, leaves: readonly Buffer[], whole: boolean): Buffer[] => {
  const n = leaves.length
  if (m === n) return whole ? [] : [merkleRoot(leaves)]
  let k = 1
  while (k * 2 < n) k *= 2
  return m <= k
    ? [...subproof(m, leaves.slice(0, k), whole), merkleRoot(leaves.slice(k))]
    : [...subproof(m - k, leaves.slice(k), false), merkleRoot(leaves.slice(0, k))]
}

const logOf = (leaves: readonly Buffer[]) => {
  const frontiers: MerkleFrontier[] = [EMPTY_FRONTIER]
  const stored = leaves.map(leaf => {
    const { frontier, nodes } = appendLeaf(frontiers.at(-1)!, leaf)
    frontiers.push(frontier)
    return nodes
  })
  return { frontiers, stored, roots: frontiers.map(frontierRoot) }
}

/** Reads stored nodes and refuses a leaf that was not announced, or one that has not been written yet. */
const reader = (stored: readonly Buffer[], announced: readonly number[]) => (leaf: number) => {
  expect(announced).toContain(leaf)
  return stored[leaf]!
}

const flipped = (bytes: Uint8Array, bit: number): Buffer => {
  const changed = Buffer.from(bytes)
  changed[bit >> 3]! ^= 1 << (bit & 7)
  return changed
}

const SIZE = 64
const LEAVES = Array.from({ length: SIZE }, (_, n) => hashLeaf(Buffer.from(`event ${n + 1}`)))
const LOG = logOf(LEAVES)

test('gives the known roots and proofs of the Certificate Transparency test tree', () => {
  const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
  const { stored, roots } = logOf(inputs.map(hex => hashLeaf(Buffer.from(hex, 'hex'))))
  const read = (leaf: number) => stored[leaf]!
  const hex = (hashes: readonly Buffer[]) => hashes.map(hash => hash.toString('hex'))
  expect(hex(roots)).toEqual([
    'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
    '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
    '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
    'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ])
  expect(hex(inclusionProof(0, 8, read))).toEqual([
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ])
  expect(hex(inclusionProof(5, 8, read))).toEqual([
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ])
  expect(hex(inclusionProof(2, 3, read))).toEqual(['fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125'])
  expect(hex(inclusionProof(1, 5, read))).toEqual([
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  ])
  expect(hex(consistencyProof(1, 8, read))).toEqual([
    '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7',
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4',
  ])
  expect(hex(consistencyProof(6, 8, read))).toEqual([
    '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a',
    'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0',
    'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  ])
  expect(hex(consistencyProof(2, 5, read))).toEqual([
    '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e',
    'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b',
  ])
})

test('the node of a level stands with the leaf that it ends with', () => {
  for (let leaf = 0; leaf < SIZE; leaf++) {
    for (let level = 0; (leaf + 1) % 2 ** level === 0; level++) {
      const node = LOG.stored[leaf]!.subarray(32 * level, 32 * level + 32)
      expect(node.equals(merkleRoot(LEAVES.slice(leaf + 1 - 2 ** level, leaf + 1)))).toBe(true)
      expect(LOG.stored[leaf]!.length).toBeGreaterThanOrEqual(32 * (level + 1))
    }
  }
})

test('roots, frontiers, paths and consistency proofs are those of the definition, for all pairs to 64', () => {
  for (let to = 0; to <= SIZE; to++) {
    const leaves = LEAVES.slice(0, to)
    expect(LOG.roots[to]!.equals(merkleRoot(leaves))).toBe(true)
    expect(frontierOf(to, reader(LOG.stored.slice(0, to), frontierReads(to)))).toEqual(LOG.frontiers[to])
    for (let from = 0; from <= to; from++) {
      const reads = consistencyReads(from, to)
      expect(reads).toEqual([...new Set(reads)].toSorted((a, b) => a - b))
      const proof = consistencyProof(from, to, reader(LOG.stored.slice(0, to), reads))
      expect(proof).toEqual(from === 0 ? [] : subproof(from, leaves, true))
      expect(verifyConsistency(from, to, LOG.roots[from]!, LOG.roots[to]!, proof)).toBe(true)
      if (from === to) continue
      const path = inclusionProof(from, to, reader(LOG.stored.slice(0, to), inclusionReads(from, to)))
      expect(path).toEqual(merklePath(leaves, from))
      expect(verifyPath(LEAVES[from]!, from, to, path, LOG.roots[to]!)).toBe(true)
    }
  }
})

test('no proof stands with one bit changed, another size, a node more, less or swapped', () => {
  for (let to = 1; to <= 24; to++) {
    for (let from = 1; from < to; from++) {
      const proof = consistencyProof(from, to, leaf => LOG.stored[leaf]!)
      const [old, now] = [LOG.roots[from]!, LOG.roots[to]!]
      const bit = (from * 31 + to * 7) % 256
      expect(verifyConsistency(from, to, flipped(old, bit), now, proof)).toBe(false)
      expect(verifyConsistency(from, to, old, flipped(now, bit), proof)).toBe(false)
      proof.forEach((node, at) => {
        expect(verifyConsistency(from, to, old, now, proof.with(at, flipped(node, bit)))).toBe(false)
        expect(verifyConsistency(from, to, old, now, proof.toSpliced(at, 1))).toBe(false)
        expect(verifyConsistency(from, to, old, now, proof.toSpliced(at, 0, node))).toBe(false)
        expect(verifyConsistency(from, to, old, now, proof.with(at, node.subarray(0, 31)))).toBe(false)
      })
      expect(verifyConsistency(from - 1, to, old, now, proof)).toBe(false)
      expect(verifyConsistency(to, from, now, old, proof)).toBe(false)
      expect(verifyConsistency(from, to, now, old, proof)).toBe(false)
      expect(verifyConsistency(from, from, old, now, [])).toBe(false)
    }
  }
})

test('the first root of a full subtree is looked at whole, and a node of another length is refused', () => {
  const proof = consistencyProof(4, 7, leaf => LOG.stored[leaf]!)
  expect(verifyConsistency(4, 7, Buffer.concat([LOG.roots[4]!, Buffer.of(0)]), LOG.roots[7]!, proof)).toBe(false)
  const path = inclusionProof(2, 7, leaf => LOG.stored[leaf]!)
  const verify = (leaf: Buffer, siblings: Buffer[], index = 2) => verifyPath(leaf, index, 7, siblings, LOG.roots[7]!)
  expect(verify(LEAVES[2]!, path)).toBe(true)
  expect(verify(Buffer.concat([LEAVES[2]!, Buffer.of(0)]), path)).toBe(false)
  path.forEach((node, at) => {
    expect(verify(LEAVES[2]!, path.with(at, node.subarray(0, 31)))).toBe(false)
    expect(verify(LEAVES[2]!, path.with(at, Buffer.concat([node, node])))).toBe(false)
  })
  for (const index of [-1, 2.5, Number.NaN, 2 ** 53]) expect(verify(LEAVES[2]!, path, index)).toBe(false)
})

test('an empty tree is the beginning of every tree, and needs its own root', () => {
  expect(verifyConsistency(0, 5, LOG.roots[0]!, LOG.roots[5]!, [])).toBe(true)
  expect(verifyConsistency(0, 5, LOG.roots[1]!, LOG.roots[5]!, [])).toBe(false)
  expect(verifyConsistency(0, 5, LOG.roots[0]!, LOG.roots[5]!, [LOG.roots[5]!])).toBe(false)
  expect(verifyConsistency(0, 0, LOG.roots[1]!, LOG.roots[1]!, [])).toBe(false)
})

test('what is not there is an error with a code', () => {
  const read = (leaf: number) => LOG.stored[leaf]!
  const range = expect.objectContaining({ code: 'MERKLE_RANGE' })
  for (const [index, size] of [
    [5, 5],
    [-1, 5],
    [0, 0],
    [1.5, 5],
    [0, 2 ** 52 + 1],
  ] as const)
    expect(() => inclusionProof(index, size, read)).toThrow(range)
  expect(() => consistencyReads(6, 5)).toThrow(range)
  expect(() => frontierReads(-1)).toThrow(range)
  expect(() => appendLeaf(EMPTY_FRONTIER, Buffer.alloc(31))).toThrow(range)
  expect(() => inclusionProof(0, 8, leaf => read(leaf).subarray(0, 32))).toThrow(expect.objectContaining({ code: 'MERKLE_NODES' }))
})

/** A tree as large as you like in which every leaf is the same: the root of a full subtree depends on its level only. */
const LEVELS = Array.from({ length: 53 }).reduce<Buffer[]>(
  levels => [...levels, levels.length === 0 ? LEAVES[0]! : sha(Buffer.of(1), levels.at(-1)!, levels.at(-1)!)],
  [],
)
const UNIFORM = Buffer.concat(LEVELS)

test('trees to 2^52 leaves: proofs verify, read at most two nodes a level, and not with a bit changed', () => {
  const sizes = fc.oneof(fc.integer({ min: 1, max: 2 ** 20 }), fc.integer({ min: 1, max: 2 ** 52 }), fc.constantFrom(2 ** 31, 2 ** 32, 2 ** 32 + 1, 2 ** 52))
  fc.assert(
    fc.property(sizes, sizes, fc.nat(255), fc.nat(), (one, other, bit, place) => {
      const [from, to] = one < other ? [one, other] : [other, one]
      const rootOf = (size: number) => frontierRoot(frontierOf(size, () => UNIFORM))
      const proof = consistencyProof(from, to, () => UNIFORM)
      expect(consistencyReads(from, to).length).toBeLessThanOrEqual(2 * 53)
      expect(verifyConsistency(from, to, rootOf(from), rootOf(to), proof)).toBe(true)
      const path = inclusionProof(from - 1, to, () => UNIFORM)
      expect(inclusionReads(from - 1, to).length).toBeLessThanOrEqual(2 * 53)
      expect(verifyPath(LEVELS[0]!, from - 1, to, path, rootOf(to))).toBe(true)
      if (from === to) return
      const at = place % path.length
      expect(verifyPath(LEVELS[0]!, from - 1, to, path.with(at, flipped(path[at]!, bit)), rootOf(to))).toBe(false)
      const changed = place % proof.length
      expect(verifyConsistency(from, to, rootOf(from), rootOf(to), proof.with(changed, flipped(proof[changed]!, bit)))).toBe(false)
    }),
    { numRuns: 500 },
  )
})

test('a tree goes on growing from its frontier read back, also beyond 32 bits', () => {
  const size = 2 ** 40 + 2 ** 33 + 5
  let frontier = frontierOf(size, () => UNIFORM)
  for (let more = 1; more <= 40; more++) {
    frontier = appendLeaf(frontier, LEVELS[0]!).frontier
    expect(frontier).toEqual(frontierOf(size + more, () => UNIFORM))
  }
})
