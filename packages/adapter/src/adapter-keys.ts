import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Province, shortOf } from '@delta/model'
import { type PrivateJwk, readSecret, signingKey, type SigningKey } from '@delta/seal'

/** The secrets that a province's adapter holds. */
export interface AdapterKeys {
  readonly seal: SigningKey
  readonly record: Uint8Array
  readonly pseudonym: Uint8Array
}

/** Reads a province's keys from its folder. Throws, naming the file, where one is missing or malformed. */
export function readAdapterKeys(folder: string, province: Province): AdapterKeys {
  const read = <T>(file: string, open: (text: string) => T): T => {
    try {
      return open(readFileSync(join(folder, file), 'utf8'))
    } catch (cause) {
      throw Object.assign(new Error(`the key ${file} cannot be read`), { code: 'ADAPTER_KEY', safe: true, cause: { code: (cause as { code?: unknown }).code } })
    }
  }
  return {
    seal: read(`${province}.jwk`, text => signingKey(JSON.parse(text) as PrivateJwk)),
    record: read(`record-${shortOf(province)}.key`, readSecret),
    pseudonym: read('pseudonym.key', readSecret),
  }
}
