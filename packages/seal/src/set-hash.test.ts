import { createHash } from 'node:crypto'
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { createSetHash } from './set-hash.ts'

const of = (...elements: Uint8Array[]) => {
  const set = createSetHash()
  for (const element of elements) set.add(element)
  return set
}
const same = (a: { digest(): Buffer }, b: { digest(): Buffer }) => a.digest().equals(b.digest())
const element = fc.uint8Array({ maxLength: 100 })
const elements = fc.array(element, { maxLength: 12 })

/** LtHash16 lane by lane, as it is described: the witness. */
const stateByDefinition = (added: readonly Uint8Array[], removed: readonly Uint8Array[]): Buffer => {
  const lanes = Array.from({ length: 1_024 }, () => 0)
  for (const [list, sign] of [
    [added, 1],
    [removed, -1],
  ] as const)
    for (const one of list) {
      const expanded = createHash('shake256', { outputLength: 2_048 }).update(one).digest()
      lanes.forEach((lane, at) => (lanes[at] = (lane + sign * expanded.readUInt16LE(2 * at) + 65_536) % 65_536))
    }
  const state = Buffer.alloc(2_048)
  lanes.forEach((lane, at) => state.writeUInt16LE(lane, 2 * at))
  return state
}

test('is LtHash16 over SHAKE256, also for what is removed', () => {
  fc.assert(
    fc.property(elements, elements, (added, removed) => {
      const set = of(...added)
      for (const one of removed) set.remove(one)
      const state = stateByDefinition(added, removed)
      expect(set.state().equals(state)).toBe(true)
      expect(set.digest().equals(createHash('sha256').update(state).digest())).toBe(true)
    }),
    { numRuns: 60 },
  )
})

test('of nothing is the hash of 2,048 zero bytes', () => {
  expect(createSetHash().digest().toString('hex')).toBe('e5a00aa9991ac8a5ee3109844d84a55583bd20572ad3ffcd42792f3c36b183ad')
  expect(createSetHash().state().equals(Buffer.alloc(2_048))).toBe(true)
})

test('does not depend on the order, nor on what came and went', () => {
  fc.assert(
    fc.property(elements, fc.integer(), elements, (kept, turn, gone) => {
      const shuffled = kept.toSorted((a, b) =>
        createHash('sha1').update(a).update(`${turn}`).digest('hex') < createHash('sha1').update(b).update(`${turn}`).digest('hex') ? -1 : 1,
      )
      const set = of(...gone, ...shuffled)
      for (const one of gone.toReversed()) set.remove(one)
      expect(same(set, of(...kept))).toBe(true)
    }),
  )
})

test('differs where an element differs in one bit, is missing, or is there twice', () => {
  fc.assert(
    fc.property(elements, fc.uint8Array({ minLength: 1, maxLength: 100 }), fc.nat(), (others, one, place) => {
      const changed = Uint8Array.from(one)
      changed[place % one.length]! ^= 1 << (place % 8)
      const digests = [of(...others, one), of(...others, changed), of(...others), of(...others, one, one)].map(set => set.digest().toString('hex'))
      expect(new Set(digests).size).toBe(4)
    }),
  )
})

test('merging is the union; a state goes out and back; a copy is its own', () => {
  fc.assert(
    fc.property(elements, elements, element, (left, right, more) => {
      const merged = of(...left)
      merged.merge(of(...right))
      expect(same(merged, of(...left, ...right))).toBe(true)
      const back = createSetHash(merged.state())
      expect(same(back, merged)).toBe(true)
      const copy = merged.clone()
      copy.add(more)
      expect(same(copy, merged)).toBe(false)
      copy.remove(more)
      expect(same(copy, merged)).toBe(true)
      merged.state().fill(1)
      expect(same(back, merged)).toBe(true)
      back.merge(back)
      expect(same(back, of(...left, ...right, ...left, ...right))).toBe(true)
    }),
  )
})

test('a state of another length is refused', () => {
  expect(() => createSetHash(Buffer.alloc(2_047))).toThrow(expect.objectContaining({ code: 'SET_HASH_STATE' }))
  expect(() => createSetHash(Buffer.alloc(0))).toThrow(expect.objectContaining({ code: 'SET_HASH_STATE' }))
})
