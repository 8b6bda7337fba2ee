import { isPerson, maskName } from '@delta/access'
import { committedText, type ItemRepair, type ListChange, type ListEntry } from '@delta/model'
import type { ListLogTable } from './log-tables.ts'
import type { ListChangeTable, ListEvidenceTable } from './tables.ts'

/** A waiting change with the evidence of its version, where that is still the newest. */
export type WaitingChange = ListChangeTable & {
  [Name in keyof Pick<ListEvidenceTable, 'record_hash' | 'published_at'>]: ListEvidenceTable[Name] | null
}

type Body = ListEntry & { status: ListChangeTable['status']; repair?: ItemRepair | null; flags?: NonNullable<ListChange['entry']['flags']> }

const code = (text: string): { code: string } => ({ code: text })

/** What took an entry out of effect, as the log says it. */
export const toldRepair = (repair: ItemRepair | null): ListChange['entry']['repair'] => {
  if (repair === null) return null
  const { effect, on, unit, annotation, ruleSet, article } = repair
  return { effect, on, unit: unit === null ? null : code(unit), annotation, ruleSet, article }
}

/** The entry as the graph's ListEntry says it: names of persons are masked for everybody. Of an erased entry only the id. */
function entryOf({ record_id, body, record_hash, published_at }: WaitingChange): ListChange['entry'] {
  if (!('domain' in body)) return { id: record_id }
  const record = body as unknown as Body
  const { id, kind, name, division } = record.subject
  return {
    id: record_id,
    polarity: record.polarity,
    domain: code(record.domain),
    province: code(record.province),
    unit: code(record.unit),
    subject: { id, kind, name: name !== null && isPerson(id) ? maskName(name) : name, division },
    caseNo: record.caseNo,
    basis: record.basis,
    from: record.from,
    to: record.to,
    removedOn: record.removedOn,
    removalReason: record.removalReason,
    status: record.status,
    finder: record.finder,
    standard: null,
    scope: null,
    use: null,
    term: `${record.from}/${record.to ?? '..'}`,
    repair: toldRepair(record.repair ?? null),
    revocation: null,
    ...(record.polarity === 'RED' && { flags: record.flags ?? [] }),
    warnings: record.warnings,
    provenance: {
      sourceUnit: code(record.unit),
      reportedBy: code(record.reportedBy),
      authority: record.finder?.name ?? null,
      document: record.caseNo,
      decidedAt: record.from,
      receivedAt: record.recordedAt,
      publishedAt: published_at,
      recordHash: record_hash,
    },
  }
}

/** The text that a change is committed to. */
export function textOf(change: WaitingChange, epoch: number, legalBasis: string | null): string {
  const { seq, op, reason, at } = change
  return committedText({ epoch, seq, op, reason, legalBasis, at, entry: entryOf(change) })
}

const base64 = (bytes: Buffer): string => bytes.toString('base64url')

/** A change as it is sent: what the log committed to, what opens the commitment, and the log's state after it. */
export function changeOf(
  row: Pick<ListLogTable, 'epoch' | 'seq' | 'at' | 'op' | 'reason' | 'record_id' | 'text' | 'salt' | 'hash' | 'root' | 'digest' | 'cells'>,
): ListChange {
  const { epoch, seq, op, reason, at, record_id, text, salt, hash, root, digest, cells } = row
  const said =
    text === null ? { epoch, seq, op, reason, legalBasis: null, at, entry: { id: record_id } } : (JSON.parse(text) as Pick<ListChange, 'entry' | 'legalBasis'>)
  return { ...said, salt: salt && base64(salt), hash: base64(hash), root: base64(root), digest: base64(digest), cells } as ListChange
}

/** The same as JSON text: what the log committed to is taken as it stands, so that telling a change costs no reading of it. */
export function changeText(row: Parameters<typeof changeOf>[0]): string {
  if (row.text === null) return JSON.stringify(changeOf(row))
  const { salt, hash, root, digest, cells } = row
  const opens = { salt: salt && base64(salt), hash: base64(hash), root: base64(root), digest: base64(digest), cells }
  return `${row.text.slice(0, -1)},${JSON.stringify(opens).slice(1)}`
}
