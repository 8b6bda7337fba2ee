/** Why a record's seal is refused. */
export const SEAL_ERRORS = [
  'SEAL_MISSING',
  'SEAL_TOO_LARGE',
  'SEAL_MALFORMED',
  'SEAL_HEADER',
  'SEAL_ALG',
  'SEAL_KEY_UNKNOWN',
  'SEAL_KEY_PARTICIPANT',
  'SEAL_KEY_VALIDITY',
  'SEAL_FUTURE',
  'SEAL_SIGNATURE',
  'SEAL_PATH',
  'DIRECTORY_EXPIRED',
] as const

/**
 * MISSING: no seal or no path. TOO_LARGE: something is over the limits of `SEAL_LIMITS`. MALFORMED: not a canonical JWS or payload. HEADER: a JWS header other than
 * {alg, kid, typ}, so also jwk, jku, x5u, crit. ALG: not a listed algorithm, or not the key's. KEY_UNKNOWN: no such kid. KEY_PARTICIPANT: the key belongs to another
 * participant than expected. KEY_VALIDITY: the key was not valid at the sealing time, or the record arrived after its revocation. FUTURE: sealed later than now. SIGNATURE: the signature does not verify. PATH: the
 * record does not lead to the sealed root, so it, its path or its place was changed. DIRECTORY_EXPIRED: the keys themselves are out of date.
 */
export type SealError = (typeof SEAL_ERRORS)[number]

/** Sizes that are checked before anything is parsed. Bytes, except `leaves` and `depth`. */
export const SEAL_LIMITS = {
  jws: 1_024,
  path: 2_048,
  key: 256,
  header: 2_048,
  value: 1_048_576,
  leaves: 65_536,
  depth: 16,
  directory: 1_048_576,
  checkpoint: 65_536,
} as const

/** How far, in seconds, a sealing time may lie ahead of the opener's clock. */
export const SEAL_SKEW = 300
