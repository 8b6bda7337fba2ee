import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Checkpoint, readCheckpoint, signCheckpoint } from './checkpoint.ts'
import { commitTo, entryElement, eventLeaf } from './commitment.ts'
import { generateKey, publicOf, type PublicJwk, signingKey } from './key.ts'
import { appendLeaf, consistencyProof, EMPTY_FRONTIER, frontierRoot, inclusionProof, verifyConsistency } from './merkle-log.ts'
import { verifyPath } from './merkle.ts'
import { createSetHash, type SetHash } from './set-hash.ts'

/** An event: the entry that it states, and whether that entry is current after it. Of an erased one `salt` and `body` are null. */
interface VectorEvent {
  cell: string
  recordId: string
  current: boolean
  salt: string | null
  body: string | null
  commitment: string
  leaf: string
  root: string
  digest: string
}
interface Vectors {
  about: string
  key: PublicJwk
  events: VectorEvent[]
  inclusion: { index: number; size: number; path: string[] }[]
  consistency: { from: number; to: number; proof: string[] }[]
  elements: string[]
  cells: Record<string, string>
  checkpoint: string
}

const FILE = new URL('../vectors/log/ed25519.json', import.meta.url)
const PAGE = new URL('../LOG.md', import.meta.url)
const AT = '2026-11-23T04:00:00.000Z'
const STATED = [
  { cell: '310000/BLACK', recordId: 'A'.repeat(43), current: true, body: '{"op":"listed","entry":{"subject":"失信主体 𠮷"}}' },
  { cell: '330000/RED', recordId: 'B'.repeat(43), current: true, body: '{"op":"listed","entry":{"subject":"守信主体"}}' },
  { cell: '310000/BLACK', recordId: 'A'.repeat(43), current: true, body: '{"op":"updated","entry":{"subject":"失信主体 𠮷","to":"2029-11-23"}}' },
  { cell: '330000/RED', recordId: 'B'.repeat(43), current: false, body: '{"op":"delisted","entry":{"subject":"守信主体"}}' },
  { cell: '340000/BLACK', recordId: 'C'.repeat(43), current: true, body: '{"op":"listed","entry":{"subject":"皖"}}' },
]
const INCLUSION = [
  [0, 5],
  [2, 5],
  [4, 5],
] as const
const CONSISTENCY = [
  [1, 5],
  [3, 5],
  [4, 5],
] as const

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex')
const bytes = (text: string): Buffer => Buffer.from(text, 'hex')

/** Plays events in their order: what stands in the log and in the lists after each. */
const replay = (events: readonly { cell: string; recordId: string; current: boolean; commitment: Buffer }[]) => {
  let frontier = EMPTY_FRONTIER
  const stored: Buffer[] = []
  const total = createSetHash()
  const cells = new Map<string, SetHash>()
  const current = new Map<string, Buffer>()
  const after = events.map(({ cell, recordId, current: stays, commitment }) => {
    const { frontier: next, nodes } = appendLeaf(frontier, eventLeaf(commitment))
    frontier = next
    stored.push(nodes)
    const change = createSetHash()
    const old = current.get(recordId)
    if (old) change.remove(old)
    current.delete(recordId)
    if (stays) {
      current.set(recordId, entryElement(recordId, commitment))
      change.add(current.get(recordId)!)
    }
    const own = cells.get(cell) ?? createSetHash()
    cells.set(cell, own)
    own.merge(change)
    total.merge(change)
    return { leaf: hex(eventLeaf(commitment)), root: hex(frontierRoot(frontier)), digest: hex(total.digest()) }
  })
  const digests = Object.fromEntries([...cells].map(([cell, set]) => [cell, set.digest().toString('base64url')]).toSorted())
  return { after, read: (leaf: number) => stored[leaf]!, elements: [...current.values()].map(hex), cells: digests }
}

const make = async (): Promise<Vectors> => {
  const jwk = await generateKey()
  const stated = STATED.map((event, n) => {
    const salt = Buffer.alloc(32, n + 1)
    return { ...event, salt: hex(salt), commitment: commitTo(salt, event.body) }
  })
  const { after, read, elements, cells } = replay(stated)
  const events = stated.map((event, n) => ({ ...event, commitment: hex(event.commitment), ...after[n]! }))
  const last = events.at(-1)!
  const [root, digest] = [last.root, last.digest].map(text => bytes(text).toString('base64url')) as [string, string]
  return {
    about:
      'A list log of five events (LOG.md); the body of the second is erased. Hashes in hex, those of the checkpoint in base64url. `elements` are those of the state after the last event. Made with a key that exists for this only.',
    key: publicOf(jwk),
    events: events.map((event, n) => (n === 1 ? { ...event, salt: null, body: null } : event)),
    inclusion: INCLUSION.map(([index, size]) => ({ index, size, path: inclusionProof(index, size, read).map(hex) })),
    consistency: CONSISTENCY.map(([from, to]) => ({ from, to, proof: consistencyProof(from, to, read).map(hex) })),
    elements,
    cells,
    checkpoint: await signCheckpoint({ epoch: 1, size: events.length, root, digest, cells, at: AT }, signingKey(jwk)),
  }
}

const vectorsOf = async (): Promise<Vectors> => {
  if (process.env['DELTA_WRITE_VECTORS']) writeFileSync(FILE, `${JSON.stringify(await make(), null, 2)}\n`)
  return JSON.parse(readFileSync(FILE, 'utf8')) as Vectors
}

test('the committed log holds: commitments, leaves, roots, digests, proofs and its checkpoint', async () => {
  const vectors = await vectorsOf()
  const { events } = vectors
  const commitments = events.map(({ salt, body, commitment }) => (salt === null ? bytes(commitment) : commitTo(bytes(salt), body!)))
  expect(commitments.map(hex)).toEqual(events.map(({ commitment }) => commitment))
  const { after, read, elements, cells } = replay(events.map((event, n) => ({ ...event, commitment: commitments[n]! })))
  expect(after).toEqual(events.map(({ leaf, root, digest }) => ({ leaf, root, digest })))
  expect({ elements, cells }).toEqual({ elements: vectors.elements, cells: vectors.cells })
  const root = (size: number) => bytes(events[size - 1]!.root)
  for (const { index, size, path } of vectors.inclusion) {
    expect(inclusionProof(index, size, read).map(hex)).toEqual(path)
    expect(verifyPath(bytes(events[index]!.leaf), index, size, path.map(bytes), root(size))).toBe(true)
  }
  for (const { from, to, proof } of vectors.consistency) {
    expect(consistencyProof(from, to, read).map(hex)).toEqual(proof)
    expect(verifyConsistency(from, to, root(from), root(to), proof.map(bytes))).toBe(true)
  }
  const last = events.at(-1)!
  const checkpoint: Checkpoint = {
    epoch: 1,
    size: 5,
    root: bytes(last.root).toString('base64url'),
    digest: bytes(last.digest).toString('base64url'),
    cells,
    at: AT,
  }
  expect(await readCheckpoint(vectors.checkpoint, kid => (kid === vectors.key.kid ? vectors.key : null))).toEqual({ checkpoint })
  expect([vectors.inclusion.length, vectors.consistency.length, events.filter(({ body }) => body === null).length]).toEqual([3, 3, 1])
})

test('the page for foreign implementers tells the same example', async () => {
  const page = readFileSync(PAGE, 'utf8')
  const { events, elements, inclusion, consistency, checkpoint } = await vectorsOf()
  const told = [
    events[0]!.salt!,
    events[0]!.body!,
    ...events.flatMap(({ commitment, leaf, root, digest }) => [commitment, leaf, root, digest]),
    ...inclusion[1]!.path,
    ...consistency[1]!.proof,
    elements[0]!.slice(0, 88),
    Buffer.from(checkpoint.split('.')[1]!, 'base64url').toString(),
  ]
  expect(told.filter(value => !page.includes(value))).toEqual([])
})
