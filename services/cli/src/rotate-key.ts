import { KEY_USES, KeyError, type KeyFolder, type KeyUse, revokeKey, rotateKey } from '@delta/operator'
import { Missing } from './missing.ts'
import { participantOf } from './province.ts'

/** Who has keys beside the provinces: the supervision, and the log. */
const OTHERS: ReadonlySet<string> = new Set(['region', 'log'])

const ownerOf = (given: string): string => (OTHERS.has(given) ? given : participantOf(given).code)

const said = async <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw error instanceof KeyError ? new Missing(error.message) : error
  })

/** Rotates the key of a province (either name), of the supervision (`region`) or of the log (`log`); says both ids. A use or owner that there is not is said. */
export async function rotate(keys: KeyFolder, province: string, use: string): Promise<string> {
  if (!KEY_USES.includes(use as KeyUse)) throw new Missing(`No such use of a key: ${use}. Uses: ${KEY_USES.join(', ')}.`)
  const { before, kid } = await said(rotateKey(keys, ownerOf(province), use as KeyUse))
  return `${kid} takes the place of ${before}, which is valid for ten minutes more`
}

/** Revokes a key of a province, of the supervision or of the log; says which, and which took its place. */
export async function revoke(keys: KeyFolder, province: string, kid: string | undefined): Promise<string> {
  const { revoked, kid: next } = await said(revokeKey(keys, ownerOf(province), kid))
  return `${revoked} is revoked${next === null ? '' : `; ${next} has taken its place`}`
}
