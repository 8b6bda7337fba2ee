import { commitTo, createSetHash, entryElement, eventLeaf, type SetHash } from '@delta/seal'
import type { Random } from './random.ts'
import type { Tally } from './tally.ts'
import type { Witness } from './witness.ts'

type Change = readonly [sign: '+' | '-', element: Buffer]

const LARGEST = 24
const BODIES = ['', '{"name":"失信主体 𠮷","op":"listed"}', '\0', 'x'.repeat(5_000)]

const hashOf = (changes: readonly Change[]): SetHash => {
  const found = createSetHash()
  for (const [sign, element] of changes) (sign === '+' ? found.add : found.remove)(element)
  return found
}

const changesOf = (random: Random): Change[] =>
  Array.from({ length: random.below(LARGEST) }, () => [random.below(4) === 0 ? '-' : '+', random.bytes(1 + random.below(120))] as const)

const spelled = (changes: readonly Change[]): [string, string][] => changes.map(([sign, element]) => [sign, element.toString('base64')])

/** Compares set hashes of random changes, the union of two, and the hash after one bit of an element is another, with the witness's. */
export async function proveSets(count: number, { witness, tally, random }: { witness: Witness; tally: Tally; random: Random }): Promise<void> {
  for (let n = 0; n < count; n++) {
    const changes: Change[] = [['+', random.bytes(76)], ...changesOf(random)]
    const place = random.below(changes.length)
    const [sign, element] = changes[place]!
    const other = Buffer.from(element)
    other[random.below(other.length)]! ^= 1 << random.below(8)
    const digests = new Set<string>()
    for (const own of [changes, changes.with(place, [sign, other])]) {
      const merge = changesOf(random)
      const set = hashOf(own)
      const merged = set.clone()
      merged.merge(hashOf(merge))
      const wanted = [set.digest().toString('base64'), merged.digest().toString('base64')]
      digests.add(wanted[0]!)
      tally.proofs += 1
      tally.check('ours', merged.digest().equals(hashOf([...merge, ...own].toReversed()).digest()), () => `set ${n}: the order or the merge counts`)
      await witness.ask({ set: spelled(own), merge: spelled(merge) }, answer =>
        tally.check('python', JSON.stringify(answer) === JSON.stringify(wanted), () => `set ${n} has another digest`),
      )
    }
    tally.changes += 1
    tally.check('ours', digests.size === 2, () => `set ${n}: one bit of an element is not noticed`)
  }
}

/** Compares commitments, leaves and elements with the witness's. */
export async function proveCommitments(count: number, { witness, tally, random }: { witness: Witness; tally: Tally; random: Random }): Promise<void> {
  for (let n = 0; n < count; n++) {
    const salt = random.bytes(32)
    const body = Buffer.from(BODIES[n] ?? random.bytes(random.below(2_000)))
    const record = random.bytes(32).toString('base64url')
    const commitment = commitTo(salt, body)
    const wanted = [commitment, eventLeaf(commitment), entryElement(record, commitment)].map(bytes => bytes.toString('base64'))
    const other = Buffer.from(salt)
    other[random.below(32)]! ^= 1 << random.below(8)
    tally.proofs += 1
    tally.changes += 1
    tally.check('ours', !commitTo(other, body).equals(commitment), () => `commitment ${n}: one bit of the salt is not noticed`)
    await witness.ask({ commitment: body.toString('base64'), salt: salt.toString('base64'), record }, answer =>
      tally.check('python', JSON.stringify(answer) === JSON.stringify(wanted), () => `commitment ${n} is another`),
    )
  }
}
