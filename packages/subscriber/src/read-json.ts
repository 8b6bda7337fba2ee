const HASH = /^[A-Za-z0-9_-]{43}$/

/** A JSON object's members; null where the text is none. */
export function membersOf(text: string): Record<string, unknown> | null {
  try {
    return recordOf(JSON.parse(text))
  } catch {
    return null
  }
}

/** A value as an object's members; null where it is none. */
export const recordOf = (value: unknown): Record<string, unknown> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null

/** Has an object exactly these members, and at most the optional ones besides? */
export function hasExactly(members: Record<string, unknown>, required: readonly string[], optional: readonly string[] = []): boolean {
  return required.every(name => name in members) && Object.keys(members).every(name => required.includes(name) || optional.includes(name))
}

/** Is a value a hash, a root, a digest or a salt: 32 bytes as base64url, in their one spelling? */
export const isHash = (value: unknown): value is string =>
  typeof value === 'string' && HASH.test(value) && Buffer.from(value, 'base64url').toString('base64url') === value

/** Is a value a whole number of at least `least`? */
export const isCount = (value: unknown, least = 0): value is number => Number.isSafeInteger(value) && (value as number) >= least

/** Are all values of an object hashes? */
export const areHashes = (value: unknown): value is Record<string, string> => Object.values(recordOf(value) ?? { none: null }).every(isHash)

/** The bytes of a hash. */
export const bytesOf = (hash: string): Buffer => Buffer.from(hash, 'base64url')

/** The text of a hash's bytes. */
export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')
