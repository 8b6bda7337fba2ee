/** A record as it is sealed and opened: what the seal covers is its topic, key, these headers and value. `value` null is a tombstone. */
export interface SealableMessage {
  readonly topic: string
  readonly key: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly value: Uint8Array | string | null
}

/** The headers that the seal covers, in the order of the leaf's bytes. */
export const SEALED_HEADERS = [
  'ce_specversion',
  'ce_id',
  'ce_source',
  'ce_type',
  'ce_subject',
  'ce_time',
  'ce_dataschema',
  'content-type',
  'delta-seq',
  'delta-version',
] as const

const ABSENT = 0xffff_ffff

/** The bytes of a record's leaf: topic, key, the sealed headers and the value, each after its length as a uint32 (big endian); a header or value that is absent is the length 0xFFFFFFFF alone. */
export function leafBytes(message: SealableMessage): Buffer {
  return taggedLeaf(message).subarray(1)
}

/** The leaf's bytes after the tag 0x00: what is hashed. */
export function taggedLeaf(message: SealableMessage): Buffer {
  const parts: (Uint8Array | string | null | undefined)[] = [message.topic, message.key]
  for (const name of SEALED_HEADERS) parts.push(message.headers[name])
  parts.push(message.value)
  let length = 1
  for (const part of parts) length += 4 + (part == null ? 0 : typeof part === 'string' ? Buffer.byteLength(part) : part.length)
  const bytes = Buffer.allocUnsafe(length)
  bytes[0] = 0
  let at = 1
  for (const part of parts) {
    if (part == null) {
      at = bytes.writeUInt32BE(ABSENT, at)
      continue
    }
    const size = typeof part === 'string' ? bytes.write(part, at + 4) : (bytes.set(part, at + 4), part.length)
    bytes.writeUInt32BE(size, at)
    at += 4 + size
  }
  return bytes
}
