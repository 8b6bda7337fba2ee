/** Bytes put one after another, to be sent as one value. */
export interface ByteSheet {
  /** Puts bytes at the end and tells where they stand. */
  put(bytes: Uint8Array): { readonly at: number; readonly length: number }
  /** All bytes put so far. */
  bytes(): Buffer
}

/** Makes an empty sheet. */
export function createByteSheet(): ByteSheet {
  const parts: Uint8Array[] = []
  let end = 0
  return {
    put: bytes => {
      const at = end
      parts.push(bytes)
      end += bytes.length
      return { at, length: bytes.length }
    },
    bytes: () => Buffer.concat(parts, end),
  }
}
