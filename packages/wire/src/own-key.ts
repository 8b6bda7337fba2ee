import { readFileSync, statSync } from 'node:fs'
import { type PrivateJwk, signingKey, type SigningKey } from '@delta/seal'

/** The private key in a file as it is now: another key put in its place is taken up at the next call. While the file cannot be read whole, the last key stays; the first reading throws. */
export function ownKey(file: string): () => SigningKey {
  const stampOf = (): string => {
    const { mtimeNs, size, ino } = statSync(file, { bigint: true })
    return `${mtimeNs} ${size} ${ino}`
  }
  const read = () => ({ stamp: stampOf(), key: signingKey(JSON.parse(readFileSync(file, 'utf8')) as PrivateJwk) })
  let last = read()
  return () => {
    try {
      if (stampOf() !== last.stamp) last = read()
    } catch {
      // The file is being replaced, or wrong: the next call looks again.
    }
    return last.key
  }
}
