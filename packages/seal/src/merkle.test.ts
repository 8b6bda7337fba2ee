import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { hashLeaf, merklePath, merkleRoot, verifyPath } from './merkle.ts'

const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()

/** The definition of RFC 9162 §2.1.1, word by word, as the witness. */
const rootByDefinition = (leaves: Buffer[]): Buffer => {
  if (leaves.length === 0) return sha()
  if (leaves.length === 1) return sha(Buffer.of(0), leaves[0]!)
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha(Buffer.of(1), rootByDefinition(leaves.slice(0, split)), rootByDefinition(leaves.slice(split)))
}

const inputs = (size: number) => Array.from({ length: size }, (_, n) => Buffer.from(`leaf ${n}`))

test('gives the known roots of the Certificate Transparency test tree', () => {
  const leaves = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f'].map(hex =>
    hashLeaf(Buffer.from(hex, 'hex')),
  )
  const roots = [1, 2, 3, 8].map(size => merkleRoot(leaves.slice(0, size)).toString('hex'))
  expect(roots).toEqual([
    '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
    'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
    'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
    '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
  ])
  expect(merkleRoot([]).toString('hex')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855')
})

test('agrees with the definition, and every path leads to the root, for all sizes to 70', () => {
  for (let size = 1; size <= 70; size++) {
    const leaves = inputs(size).map(hashLeaf)
    const root = merkleRoot(leaves)
    expect(root.equals(rootByDefinition(inputs(size)))).toBe(true)
    leaves.forEach((leaf, index) => expect(verifyPath(leaf, index, size, merklePath(leaves, index), root)).toBe(true))
  }
})

test('no path verifies at another place, in another size, shortened, lengthened or with a changed bit', () => {
  for (const size of [2, 3, 7, 8, 13]) {
    const leaves = inputs(size).map(hashLeaf)
    const root = merkleRoot(leaves)
    for (let index = 0; index < size; index++) {
      const path = merklePath(leaves, index)
      for (let other = 0; other < size + 2; other++) if (other !== index) expect(verifyPath(leaves[index]!, other, size, path, root)).toBe(false)
      expect(verifyPath(leaves[index]!, index, size, path.slice(1), root)).toBe(false)
      expect(verifyPath(leaves[index]!, index, size, [...path, root], root)).toBe(false)
      path.forEach((sibling, at) => {
        const changed = Buffer.from(sibling)
        changed[at % 32]! ^= 1
        expect(verifyPath(leaves[index]!, index, size, path.with(at, changed), root)).toBe(false)
      })
    }
  }
})
