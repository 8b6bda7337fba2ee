import { isBelow, type Place, type StoredClaim, type Verdict } from './claim.ts'

/** The claims on a batch's records, and what becomes of them. */
export interface ClaimBook {
  keep(recordId: string, place: Place, outcome: Verdict): void
  drop(recordId: string, coordinate: string): void
  /** The highest claim on a record. */
  best(recordId: string): StoredClaim | undefined
  /** Drops the claims of a row on records that it no longer states. */
  dropOthers(coordinate: string, stated: ReadonlySet<string>): void
  /** The claims to be written. */
  changed(): StoredClaim[]
  /** The claims to be deleted. */
  gone(): { readonly record_id: string; readonly coordinate: string }[]
}

const keyOf = (recordId: string, coordinate: string): string => `${recordId} ${coordinate}`

/** Makes the book over the claims that are stored. */
export function createClaimBook(known: readonly StoredClaim[]): ClaimBook {
  const claims = new Map(known.map(claim => [keyOf(claim.record_id, claim.coordinate), claim]))
  const changed = new Set<string>()
  const gone = new Map<string, { record_id: string; coordinate: string }>()
  const drop = (recordId: string, coordinate: string): void => {
    const key = keyOf(recordId, coordinate)
    if (!claims.delete(key)) return
    changed.delete(key)
    gone.set(key, { record_id: recordId, coordinate })
  }
  return {
    keep: (recordId, { dataset, coordinate, position }, outcome) => {
      const key = keyOf(recordId, coordinate)
      claims.set(key, { record_id: recordId, dataset, coordinate, position, outcome })
      changed.add(key)
      gone.delete(key)
    },
    drop,
    best: recordId => {
      let best: StoredClaim | undefined
      for (const claim of claims.values()) if (claim.record_id === recordId && (!best || isBelow(best, claim))) best = claim
      return best
    },
    dropOthers: (coordinate, stated) => {
      for (const claim of known) if (claim.coordinate === coordinate && !stated.has(claim.record_id)) drop(claim.record_id, coordinate)
    },
    changed: () => [...changed].map(key => claims.get(key)!),
    gone: () => [...gone.values()],
  }
}
