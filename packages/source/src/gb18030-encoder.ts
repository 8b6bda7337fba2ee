/** A writer of GB18030 bytes: the exact inverse of the platform's strict decoder (WHATWG), so that no second mapping table exists. */
export interface Gb18030 {
  /** Throws where the encoding lacks a character. */
  encode(text: string): Buffer
  /** Whether a text holds a character that the encoding lacks: half of a surrogate pair, U+FFFD, U+E5E5. */
  lacks(text: string): boolean
}

const SUPPLEMENTARY = 189_000

const fourBytes = (pointer: number): readonly [number, number, number, number] => [
  Math.floor(pointer / 12_600) + 0x81,
  Math.floor((pointer % 12_600) / 1_260) + 0x30,
  Math.floor((pointer % 1_260) / 10) + 0x81,
  (pointer % 10) + 0x30,
]

/** The bytes of each character of the Basic Multilingual Plane as one number, two-byte codes first, four-byte ones for all that is left; 0 for one that is lacking. */
function buildTable(): Uint32Array {
  const decoder = new TextDecoder('gb18030')
  const table = new Uint32Array(0x1_0000)
  const note = (bytes: readonly number[]): void => {
    const text = decoder.decode(Uint8Array.from(bytes))
    if (text.length !== 1 || text === '\uFFFD' || table[text.charCodeAt(0)] !== 0) return
    table[text.charCodeAt(0)] = bytes.reduce((sum, byte) => sum * 256 + byte, 0)
  }
  for (let lead = 0x81; lead <= 0xfe; lead += 1) for (let trail = 0x40; trail <= 0xfe; trail += 1) if (trail !== 0x7f) note([lead, trail])
  for (let pointer = 0; pointer < 39_420; pointer += 1) note(fourBytes(pointer))
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
      if (code > 0xffff) {
        i += 1
        for (const byte of fourBytes(SUPPLEMENTARY + code - 0x1_0000)) bytes[at++] = byte
        continue
      }
      const found = table[code]!
      if (found === 0) throw new Error(`U+${code.toString(16)} has no GB18030 bytes`)
      at = found > 0xffff ? bytes.writeUInt32BE(found, at) : bytes.writeUInt16BE(found, at)
    }
    return bytes.subarray(0, at)
  }
  const lacks = (text: string): boolean => {
    for (let i = 0; i < text.length; i += 1) {
      const code = text.codePointAt(i)!
      if (code > 0xffff) i += 1
      else if (code >= 0x80 && table[code] === 0) return true
    }
    return false
  }
  return { encode, lacks }
}
