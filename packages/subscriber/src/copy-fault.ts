/** Why a copy of the lists, or what it is kept from, is not right. */
export const COPY_FAULTS = [
  'CHANGE_MALFORMED',
  'CHANGE_GAP',
  'CHANGE_SCOPE',
  'CHANGE_HASH',
  'CHANGE_ROOT',
  'CHANGE_DIGEST',
  'SCOPE_DIGEST',
  'WITHHELD',
  'SNAPSHOT_MALFORMED',
  'SNAPSHOT_SEAL',
  'SNAPSHOT_ENTRY',
  'SNAPSHOT_DIGEST',
  'SNAPSHOT_ROOT',
  'SNAPSHOT_CUT',
  'CHECKPOINT',
  'CONSISTENCY',
  'INCLUSION',
  'DIRECTORY',
  'CURSOR_FUTURE',
  'REFUSED',
  'COPY_ENTRY',
  'COPY_DIGEST',
  'COPY_STATE',
] as const

/**
 * CHANGE_MALFORMED: not a change. CHANGE_GAP: not the next one. CHANGE_SCOPE: says something that only a filtered stream may say. CHANGE_HASH: its body does not fit its commitment.
 * CHANGE_ROOT, CHANGE_DIGEST: the tree or the set after it is not what it says. SCOPE_DIGEST: the filtered set is not what the gateway says. WITHHELD: events shown and withheld do
 * not add up. SNAPSHOT_…: the same of a snapshot and its entries; SEAL: it was sealed otherwise; CUT: it ends early. CHECKPOINT: not signed by the log's key, or it says something else of the same log.
 * CONSISTENCY: the log is not a continuation of what was held. INCLUSION: an event is not in the log. DIRECTORY: the keys cannot be trusted. CURSOR_FUTURE: the log is shorter than
 * what was taken from it. REFUSED: the gateway does not understand what is asked. COPY_…: the copy was changed by something else than the feed.
 */
export type CopyFaultCode = (typeof COPY_FAULTS)[number]

/** Something that does not hold: which, and of which event and entry. */
export class CopyFault extends Error {
  override name = 'CopyFault'
  readonly code: CopyFaultCode
  readonly safe = true
  /** The number of the event; null where it is of none. */
  readonly event: number | null
  /** The id of the entry; null where it is of none. */
  readonly entry: string | null

  constructor(code: CopyFaultCode, why: string, { event = null, entry = null }: { event?: number | null; entry?: string | null } = {}) {
    const where = [...(event === null ? [] : [`event ${event}`]), ...(entry === null ? [] : [`entry ${entry}`])]
    super(where.length === 0 ? why : `${where.join(', ')}: ${why}`)
    this.code = code
    this.event = event
    this.entry = entry
  }
  /** The same, said of a place: `line 3`. */
  at(place: string): CopyFault {
    const fault = new CopyFault(this.code, this.message, this)
    fault.message = `${place}: ${this.message}`
    return fault
  }
}
