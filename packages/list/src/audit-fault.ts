/**
 * Why the log, or the read model beside it, is not what was written. GAP: a number is missing. COMMITMENT: the body does not fit its hash. BODY: it is gone although it was neither erased nor dropped. COLUMNS: what stands beside the body says
 * something else. TREE, DIGEST: the Merkle tree or the sets of entries after it are not what they say. HEAD, CELL: the same of the log's end. STANDING: an entry in
 * list_log_entry is not what the log says last. READ_MODEL: a list_entry is not. EVIDENCE: a list_entry is not what its sealed record says.
 */
export type LogFaultCode = 'GAP' | 'COMMITMENT' | 'BODY' | 'COLUMNS' | 'TREE' | 'DIGEST' | 'HEAD' | 'CELL' | 'STANDING' | 'READ_MODEL' | 'EVIDENCE'

/** Something that does not hold: which, and of which event and entry. */
export interface LogFault {
  readonly code: LogFaultCode
  readonly event: number | null
  readonly entry: string | null
  readonly message: string
}

/** Takes faults: of many, the first hundred. */
export type NoteFault = (code: LogFaultCode, of: { event?: number | null; entry?: string | null }, message: string) => void

const MOST = 100

/** Collects faults. */
export function collectFaults(): { faults: LogFault[]; note: NoteFault } {
  const faults: LogFault[] = []
  return {
    faults,
    note: (code, { event = null, entry = null }, message) => void (faults.length < MOST && faults.push({ code, event, entry, message })),
  }
}
