import { KEY_USES, KeyError, type KeyFolder, type KeyUse, revokeKey, rotateKey } from '@delta/operator'
import { Missing } from './missing.ts'

const said = async <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw error instanceof KeyError ? new Missing(error.message) : error
  })

/** Rotates a participant's key; says both ids. A use or participant that there is not is said. */
export async function rotate(keys: KeyFolder, province: string, use: string): Promise<string> {
  if (!KEY_USES.includes(use as KeyUse)) throw new Missing(`No such use of a key: ${use}. Uses: ${KEY_USES.join(', ')}.`)
  const { before, kid } = await said(rotateKey(keys, province, use as KeyUse))
  return `${kid} takes the place of ${before}, which is valid for ten minutes more`
}

/** Revokes a participant's key; says which, and which took its place. */
export async function revoke(keys: KeyFolder, province: string, kid: string | undefined): Promise<string> {
  const { revoked, kid: next } = await said(revokeKey(keys, province, kid))
  return `${revoked} is revoked${next === null ? '' : `; ${next} has taken its place`}`
}
