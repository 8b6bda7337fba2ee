import { hash, randomBytes } from 'node:crypto'
import { HASH_BYTES, hashLeaf } from './merkle.ts'

const SALT_BYTES = 32
const TAG = Buffer.from('delta-list-event-v1\0')

/** A new salt: 32 random bytes. */
export function newSalt(): Buffer {
  return randomBytes(SALT_BYTES)
}

/** The commitment to an event's bytes: SHA-256("delta-list-event-v1\0" ‖ salt ‖ bytes), 32 bytes. Once salt and bytes are erased it tells nothing of them. Throws where the salt is not 32 bytes: another length would let two events share a commitment. */
export function commitTo(salt: Uint8Array, bytes: Uint8Array | string): Buffer {
  demand(salt, SALT_BYTES, 'salt')
  return hash('sha256', Buffer.concat([TAG, salt, typeof bytes === 'string' ? Buffer.from(bytes) : bytes]), 'buffer')
}

/** The element of the state digest for a current entry: UTF-8 of the record id, 0x00, and the commitment of the event that last stated it. */
export function entryElement(recordId: string, commitment: Uint8Array): Buffer {
  demand(commitment, HASH_BYTES, 'commitment')
  return Buffer.concat([Buffer.from(`${recordId}\0`), commitment])
}

/** The hash of an event's leaf in the log: SHA-256(0x00 ‖ commitment). */
export function eventLeaf(commitment: Uint8Array): Buffer {
  demand(commitment, HASH_BYTES, 'commitment')
  return hashLeaf(commitment)
}

const demand = (bytes: Uint8Array, length: number, name: string): void => {
  if (bytes.length !== length) throw Object.assign(new Error(`a ${name} is ${length} bytes`), { code: 'COMMITMENT_LENGTH', safe: true })
}
