const GB18030_BOM = '\uFEFF'
const COMMA = 0x2c
const QUOTE = 0x22

/** How many bytes follow the first one of a UTF-8 sequence; -1 where none starts so. */
const following = (byte: number): number => {
  if (byte < 0x80) return 0
  if (byte >= 0xc2 && byte <= 0xdf) return 1
  if (byte >= 0xe0 && byte <= 0xef) return 2
  return byte >= 0xf0 && byte <= 0xf4 ? 3 : -1
}

/** Characters above U+0800 of a stretch of bytes when read as UTF-8; -1 where it is not UTF-8 or holds shorter sequences, which no Chinese text does. */
function chineseUtf8(bytes: Uint8Array, from: number, to: number): number {
  let count = 0
  for (let at = from; at < to;) {
    const more = following(bytes[at]!)
    if (more < 0 || more === 1 || at + more >= to) return -1
    for (let n = 1; n <= more; n++) if ((bytes[at + n]! & 0xc0) !== 0x80) return -1
    if (more > 0) count++
    at += more + 1
  }
  return count
}

/** Does a stretch, read as GB18030, hold a character beyond GB 2312? Everyday text rarely does, UTF-8 read that way nearly always. */
function isUncommon(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) {
    if (bytes[at]! < 0x80) continue
    if (bytes[at]! < 0xa1 || bytes[at]! > 0xf7 || (bytes[at + 1] ?? 0) < 0xa1) return true
    at++
  }
  return false
}

/** UTF-8 of Chinese text mostly decodes as GB18030 too, to nonsense. Fields are looked at one by one, since a file may be pieced together. */
function holdsUtf8Field(bytes: Uint8Array): boolean {
  let from = 0
  for (let at = 0; at <= bytes.length; at++) {
    const byte = bytes[at] ?? QUOTE
    if (byte !== COMMA && byte !== QUOTE && byte !== 0x0a && byte !== 0x0d) continue
    if (at - from >= 6 && chineseUtf8(bytes, from, at) >= 2 && isUncommon(bytes, from, at)) return true
    from = at + 1
  }
  return false
}

const isUtf8 = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes)
    return true
  } catch {
    return false
  }
}

/** Text of GB18030 bytes without byte order mark, or null where they are not that: no such sequence, UTF-8 in whole or in a field, or a NUL. */
export function decodeGb18030(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null
  if (bytes.some(byte => byte >= 0x80) && (isUtf8(bytes) || holdsUtf8Field(bytes))) return null
  try {
    const text = new TextDecoder('gb18030', { fatal: true }).decode(bytes)
    return text.startsWith(GB18030_BOM) ? text.slice(1) : text
  } catch {
    return null
  }
}
