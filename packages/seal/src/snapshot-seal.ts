import { CompactSign } from 'jose'
import { toBase64url } from './base64url.ts'
import type { SigningKey } from './key.ts'
import { type LogKeys, openLogJws } from './log-jws.ts'
import { SEAL_LIMITS } from './seal-error.ts'

/** Why a snapshot's seal is refused. MALFORMED: not a JWS with detached content of exactly {alg, kid, typ}. KEY_UNKNOWN: no such kid. SIGNATURE: it does not verify, so the snapshot says something else than what was sealed. */
export type SnapshotSealError = 'SNAPSHOT_SEAL_MALFORMED' | 'SNAPSHOT_SEAL_KEY_UNKNOWN' | 'SNAPSHOT_SEAL_SIGNATURE'

const TYPE = 'delta-snapshot+jws'
const FORM = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]+)$/

/** Signs what a snapshot says of itself (the JSON text of its `snapshot` member), as compact JWS with detached content (RFC 7515, appendix F). The digest in it binds the entries. */
export async function sealSnapshot(head: string, { alg, kid, key }: SigningKey): Promise<string> {
  const jws = await new CompactSign(Buffer.from(head)).setProtectedHeader({ alg, kid, typ: TYPE }).sign(key)
  const [header, , signature] = jws.split('.')
  return `${header}..${signature}`
}

/** Verifies a snapshot's seal over the text of what it says of itself; null where it holds. */
export async function verifySnapshotSeal(seal: string, head: string, keys: LogKeys): Promise<SnapshotSealError | null> {
  const parts = seal.length > SEAL_LIMITS.jws ? null : FORM.exec(seal)
  if (!parts || head === '') return 'SNAPSHOT_SEAL_MALFORMED'
  const opened = await openLogJws(`${parts[1]}.${toBase64url(Buffer.from(head))}.${parts[2]}`, TYPE, keys)
  return 'error' in opened ? `SNAPSHOT_SEAL_${opened.error}` : null
}
