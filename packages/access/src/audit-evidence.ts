import { type Kysely, sql } from 'kysely'
import { brokenEvidence, type EvidenceTables } from './evidence.ts'

/** What an audit of the evidence found: how many looks at persons stand, the hash of the last, and the number of the first that does not follow from the one before it (null when all do). */
export interface EvidenceAudit {
  readonly rows: number
  readonly hash: string
  readonly broken: number | null
}

const PAGE = 5_000

/**
 * Checks the whole chain of evidence, from its first row to the head that the database keeps: a row that was changed, taken out or put in shows, and so do rows that are missing at the
 * end. Looks that are recorded meanwhile are left to the next audit.
 */
export async function auditEvidence(db: Kysely<EvidenceTables>): Promise<EvidenceAudit> {
  const { rows: heads } = await sql<{ seq: number; hash: string }>`select seq, hash from evidence_head`.execute(db)
  const head = heads[0]!
  let last = { seq: 0, hash: '' }
  while (last.seq < head.seq) {
    const page = await db.selectFrom('evidence').selectAll().where('seq', '>', last.seq).where('seq', '<=', head.seq).orderBy('seq').limit(PAGE).execute()
    const end = page.at(-1)
    // Nothing stands between here and the head.
    if (!end) return { rows: last.seq, hash: last.hash, broken: last.seq + 1 }
    const broken = brokenEvidence(page, last)
    if (broken !== null) return { rows: last.seq, hash: last.hash, broken }
    last = { seq: end.seq, hash: end.hash }
  }
  return { rows: last.seq, hash: last.hash, broken: last.hash === head.hash ? null : head.seq }
}
