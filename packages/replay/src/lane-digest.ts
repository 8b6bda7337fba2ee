import { createHash } from 'node:crypto'

/** A record of a topic, from wherever it was read. */
interface TopicRecord {
  readonly seq: number
  readonly key: string
  readonly headers: Readonly<Record<string, string | undefined>>
  readonly value: string | Buffer | null
}

/** What a partition holds, by a chain over its records in order; a number that was passed is dropped, as every reader does. */
export interface LaneDigest {
  take(record: TopicRecord): void
  /** The last number, and the first that is missing; null where none is. */
  readonly last: () => number
  readonly missing: () => number | null
  digest(): string
}

/** Begins the digest of one partition. */
export function createLaneDigest(): LaneDigest {
  const hash = createHash('sha256')
  let last = 0
  let missing: number | null = null
  return {
    take: ({ seq, key, headers, value }) => {
      if (seq <= last) return
      if (seq !== last + 1) missing ??= last + 1
      last = seq
      const told = Object.entries(headers).filter(([, text]) => text !== undefined)
      hash.update(JSON.stringify([seq, key, told.toSorted(([a], [b]) => (a < b ? -1 : 1)), value === null ? null : value.toString()]))
    },
    last: () => last,
    missing: () => missing,
    digest: () => hash.copy().digest('base64url'),
  }
}
