import { openStore } from '@delta/store'
import { type CopyTables, verifyCopy } from '@delta/subscriber'
import type { LogVerdict } from './verify-log.ts'

/** The subscriber's audit: computes the digest of a city's copy anew in its own database, offline, and names what something else than the feed has changed. */
export async function verifyCopyAt(url: string): Promise<LogVerdict> {
  const store = openStore<CopyTables>(url, { connections: 1, applicationName: 'audit' })
  try {
    const { entries, digest, faults } = await verifyCopy(store.db)
    if (faults.length > 0) return { ok: false, lines: faults.map(({ code, message }) => `not verified: ${code}: ${message}`) }
    return { ok: true, lines: [`verified: ${entries} entries of the copy; digest ${digest}`] }
  } finally {
    await store.close()
  }
}
