import { type AdapterTables, eraseRecord } from '@delta/adapter'
import { openStore } from '@delta/store'
import { createOutbox } from '@delta/stream'
import { Missing } from './missing.ts'
import { participantOf } from './province.ts'

/** Erases a record that a province has published, wherever the exchange holds it (PIPL art. 47): the adapter sends tombstones within a second. Says what follows. */
export async function erase(ledgers: Readonly<Record<string, string>>, province: string, recordId: string): Promise<string> {
  const { name } = participantOf(province)
  const url = ledgers[name]
  if (url === undefined) throw new Missing(`The running system does not say where the ledger of ${name} is.`)
  const store = openStore<AdapterTables>(url, { connections: 1, applicationName: 'delta erase' })
  try {
    const erased = await eraseRecord(store.db, createOutbox(store.db), recordId)
    if (!erased) throw new Missing(`${name} has published no such record, or has erased it already.`)
    const { topic, version, partitions } = erased
    return `erased: version ${version} on ${topic}, partition ${partitions.join(' and ')}, is a tombstone. What the source states otherwise from now on is published anew: it must be erased there too.`
  } finally {
    await store.close()
  }
}
