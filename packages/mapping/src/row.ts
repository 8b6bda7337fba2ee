import type { Catalogue, Warning } from '@delta/model'

/** A source row as the mapping sees it (a `SourceRow` of @delta/source): every value is text exactly as stored, or null. */
export interface Row {
  readonly dataset: string
  /** Where the row stands in its source; unique and stable. */
  readonly coordinate: string
  /** Instant (UTC) at which the source says the row changed. */
  readonly updatedAt: string | null
  /** Instant (UTC) at which a part of the row was first stated; null where that is `updatedAt`. */
  readonly firstSeenAt: string | null
  /** The source marks the row as deleted. */
  readonly deleted: boolean
  /** Why the row waits for the source (SEQUENCE_GAP, SUBJECT_UNKNOWN), or null. */
  readonly held: string | null
  /** What the reader warns of (W_CONFLICT). */
  readonly warnings: readonly Warning[]
  readonly columns: Readonly<Record<string, string | null>>
}

/** What mapping a row needs besides the row. */
export interface MapParts {
  readonly catalogue: Catalogue
  /** Today, YYYY-MM-DD in Asia/Shanghai. */
  readonly today: string
  /** Now, UTC. */
  readonly now: string
  /** HMAC of JSON.stringify(parts): 43 characters base64url. `parts` are province, product, dataset and the key, complete. */
  readonly recordId: (parts: readonly string[]) => string
  /** Keyed pseudonym of a natural person's number: `NP:` and 43 characters base64url. */
  readonly pseudonym: (idType: string, number: string) => string
}
