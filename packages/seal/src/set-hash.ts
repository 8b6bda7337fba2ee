import { hash } from 'node:crypto'
import { endianness } from 'node:os'

/**
 * The hash of a set that changes: LtHash16 (Bellare and Micciancio 1997; Lewi and others, IACR 2019/227), 1,024 lanes of 16 bits, little endian, added modulo 2^16. It depends on the
 * elements only, not on their order nor on what came and went; states add, so the hash of a union of disjoint sets is the merge of theirs. An element may be removed that was
 * never added, and one added twice counts twice: whoever keeps the set sees to that.
 */
export interface SetHash {
  add(element: Uint8Array): void
  remove(element: Uint8Array): void
  /** Adds the other's state to this one. */
  merge(other: SetHash): void
  /** SHA-256 of the state, 32 bytes. */
  digest(): Buffer
  /** A copy of the state, 2,048 bytes. */
  state(): Buffer
  clone(): SetHash
}

const STATE_BYTES = 2_048
const WORDS = STATE_BYTES / 4
const HIGH = 0xffff_0000
const LOW = 0xffff
const EXPANSION = { outputEncoding: 'buffer', outputLength: STATE_BYTES } as const

const BIG = endianness() === 'BE'
const inOrder = (bytes: Buffer): Buffer => (BIG ? bytes.swap16() : bytes)

const scratch = Buffer.from(new ArrayBuffer(STATE_BYTES))
const operand = new Uint32Array(scratch.buffer)

const load = (bytes: Uint8Array): void => {
  scratch.set(bytes)
  inOrder(scratch)
}

const expand = (element: Uint8Array): void => load(hash('shake256', element, EXPANSION))

// Two lanes in one word: half the loop, and no carry passes from one into the other.
const addTo = (words: Uint32Array): void => {
  for (let at = 0; at < WORDS; at++) {
    const a = words[at]!
    const b = operand[at]!
    words[at] = ((a & HIGH) + (b & HIGH)) | ((a + b) & LOW)
  }
}

const takeFrom = (words: Uint32Array): void => {
  for (let at = 0; at < WORDS; at++) {
    const a = words[at]!
    const b = operand[at]!
    words[at] = ((a & HIGH) - (b & HIGH)) | ((a - b) & LOW)
  }
}

/** Makes the hash of the empty set, or of the set whose `state()` is given. Throws where that is not 2,048 bytes. */
export function createSetHash(state?: Uint8Array): SetHash {
  const words = new Uint32Array(WORDS)
  if (state) {
    if (state.length !== STATE_BYTES) throw Object.assign(new Error(`a set hash's state is ${STATE_BYTES} bytes`), { code: 'SET_HASH_STATE', safe: true })
    load(state)
    words.set(operand)
  }
  const stateOf = (): Buffer => inOrder(Buffer.from(words.slice().buffer))
  return {
    add: element => {
      expand(element)
      addTo(words)
    },
    remove: element => {
      expand(element)
      takeFrom(words)
    },
    merge: other => {
      load(other.state())
      addTo(words)
    },
    digest: () => hash('sha256', stateOf(), 'buffer'),
    state: stateOf,
    clone: () => createSetHash(stateOf()),
  }
}
