import type { ArchiveItem } from '@delta/model'
import type { Body } from './claim.ts'

/** A separate revocation notice, kept for ever: the row that the record came from goes on stating it as valid. */
export interface StoredRevocation {
  readonly record_id: string
  /** YYYY-MM-DD. */
  readonly revoked_on: string
  readonly dataset: string
  readonly coordinate: string
  readonly position: string
}

/** A licence or penalty as its revocation leaves it. One decided after the revocation is another decision under the same number, and stays. */
export function revoked(body: Body, revocation: StoredRevocation | undefined): Body {
  if (!revocation || !('licence' in body)) return body
  const { licence, penalty } = body as ArchiveItem
  const decision = licence ?? penalty
  if (!decision || decision.decisionDate > revocation.revoked_on) return body
  return { ...body, op: 'revoke', licence: licence && { ...licence, status: 'REVOKED' }, penalty: penalty && { ...penalty, status: 'REVOKED' } } as Body
}
