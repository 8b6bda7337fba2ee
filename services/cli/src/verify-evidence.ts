import { auditEvidence, type EvidenceTables } from '@delta/access'
import { openStore } from '@delta/store'
import type { Verdict } from './verify.ts'

/** The operator's audit of the looks at persons: computes the chain of the evidence anew from the read model's database, and names the first look that is not as it was written. */
export async function verifyEvidence(url: string): Promise<Verdict> {
  const store = openStore<EvidenceTables>(url, { connections: 1, applicationName: 'audit' })
  try {
    const { rows, hash, broken } = await auditEvidence(store.db)
    if (broken !== null) return { ok: false, line: `not verified: look ${broken} does not follow from the one before it; ${rows} looks before it stand` }
    return { ok: true, line: `verified: ${rows} looks at persons, each chained to the one before it${rows === 0 ? '' : `; the last is ${hash}`}` }
  } finally {
    await store.close()
  }
}
