import { auditLog, type ListTables, type LogFault } from '@delta/list'
import { shanghaiDay } from '@delta/model'
import { openStore } from '@delta/store'

/** What an audit says, line by line. */
export interface LogVerdict {
  readonly ok: boolean
  readonly lines: readonly string[]
}

const said = ({ code, event, entry, message }: LogFault): string =>
  `not verified: ${code}: ${[event === null ? null : `event ${event}`, entry === null ? null : `entry ${entry}`].filter(Boolean).join(', ') || 'the log'}: ${message}`

/** The operator's audit: computes the region's log anew from the read model's database, and names every event and entry that is not as it was written. */
export async function verifyLog(url: string, now: () => Date): Promise<LogVerdict> {
  const store = openStore<ListTables>(url, { connections: 1, applicationName: 'audit' })
  try {
    const { epoch, events, entries, root, digest, faults } = await auditLog(store.db, shanghaiDay(now()))
    if (faults.length > 0) return { ok: false, lines: faults.map(said) }
    return { ok: true, lines: [`verified: ${events} events of log ${epoch} and ${entries} entries of the read model; root ${root}, digest ${digest}`] }
  } finally {
    await store.close()
  }
}
