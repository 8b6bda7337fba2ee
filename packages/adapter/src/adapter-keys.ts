import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Province, shortOf } from '@delta/model'
import { readSecret, type SigningKey } from '@delta/seal'
import { ownKey } from '@delta/wire'

/** The secrets that a province's adapter holds. */
export interface AdapterKeys {
  /** The key to seal with now: one that takes its place is taken up without a restart. */
  readonly seal: () => SigningKey
  readonly record: Uint8Array
  readonly pseudonym: Uint8Array
}

const secretIn = (path: string): Uint8Array => readSecret(readFileSync(path, 'utf8'))

/** Reads a province's keys from its folder. Throws, naming the file, where one is missing or malformed. */
export function readAdapterKeys(folder: string, province: Province): AdapterKeys {
  const read = <T>(file: string, open: (path: string) => T): T => {
    try {
      return open(join(folder, file))
    } catch (cause) {
      throw Object.assign(new Error(`the key ${file} cannot be read`), { code: 'ADAPTER_KEY', safe: true, cause: { code: (cause as { code?: unknown }).code } })
    }
  }
  return {
    seal: read(`${province}.jwk`, ownKey),
    record: read(`record-${shortOf(province)}.key`, secretIn),
    pseudonym: read('pseudonym.key', secretIn),
  }
}
