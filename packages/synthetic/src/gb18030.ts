/** A writer of GB18030 bytes: the exact inverse of the platform's strict decoder (WHATWG), so that no second mapping table exists. */
export interface Gb18030 {
  encode(text: string): Buffer
}

const SUPPLEMENTARY = 189_000

const fourBytes = (pointer: number): readonly number[] => [
  Math.floor(pointer / 12_600) + 0x81,
  Math.floor((pointer % 12_600) / 1_260) + 0x30,
  Math.floor((pointer % 1_260) / 10) + 0x81,
  (pointer % 10) + 0x30,
]

/** Builds the table of the Basic Multilingual Plane: two-byte codes first, four-byte ones for all that is left. */
function buildTable(): Map<number, readonly number[]> {
  const decoder = new TextDecoder('gb18030')
  const decode = (bytes: readonly number[]): string => decoder.decode(Uint8Array.from(bytes))
  const table = new Map<number, readonly number[]>()
  for (let lead = 0x81; lead <= 0xfe; lead += 1) {
    for (let trail = 0x40; trail <= 0xfe; trail += 1) {
      if (trail === 0x7f) continue
      const text = decode([lead, trail])
      if (text.length === 1 && text !== '\uFFFD' && !table.has(text.charCodeAt(0))) table.set(text.charCodeAt(0), [lead, trail])
    }
  }
  for (let pointer = 0; pointer < 39_420; pointer += 1) {
    const bytes = fourBytes(pointer)
    const text = decode(bytes)
    if (text.length === 1 && text !== '\uFFFD' && !table.has(text.charCodeAt(0))) table.set(text.charCodeAt(0), bytes)
  }
  return table
}

/** Makes a GB18030 encoder; building its table takes some tens of milliseconds. A character that GB18030 does not have is an error. */
export function createGb18030(): Gb18030 {
  const table = buildTable()
  const encode = (text: string): Buffer => {
    const bytes = Buffer.allocUnsafe(text.length * 4)
    let at = 0
    for (let i = 0; i < text.length; i += 1) {
      const code = text.codePointAt(i)!
      if (code < 0x80) {
        bytes[at] = code
        at += 1
        continue
      }
      if (code > 0xffff) i += 1
      const found = code > 0xffff ? fourBytes(SUPPLEMENTARY + code - 0x1_0000) : table.get(code)
      if (!found) throw new Error(`U+${code.toString(16)} has no GB18030 bytes`)
      for (const byte of found) {
        bytes[at] = byte
        at += 1
      }
    }
    return bytes.subarray(0, at)
  }
  return { encode }
}
