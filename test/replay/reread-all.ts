import { ROOT, type System } from '@delta/dev'
import { PARTICIPANTS, type Province } from '@delta/model'
import { openPipe, reread } from '@delta/replay'
import { openKafka, readTopics } from '@delta/stream'
import { silentLog } from '@delta/stream/testing'
import { join } from 'node:path'

/** Lets every adapter of a system read every dataset again that its ledger knows; gives how many rows each read, and what was published or is otherwise. */
export async function rereadAll(system: System): Promise<{ rows: Record<string, number>; wrong: string[] }> {
  const { ledgers, store, operator, kafka } = system.status()
  const pipe = openPipe({
    ledgers: Object.fromEntries(PARTICIPANTS.map(({ code, name }) => [code, ledgers[name]])) as Record<Province, string>,
    store,
    operator,
    kafka: openKafka({ brokers: [kafka], clientId: 'test-replay', log: silentLog }),
    topics: readTopics(join(ROOT, 'schema')),
  })
  const rows: Record<string, number> = {}
  const wrong: string[] = []
  try {
    for (const owner of pipe.outboxes.filter(one => one.name.startsWith('adapter '))) {
      // A file that was refused is known by its dataset too, but has no rows.
      const { rows: known } = await owner.store.pool.query<{ dataset: string }>(`select distinct dataset from ledger where state <> 'refused' order by 1`)
      for (const { dataset } of known) {
        const name = `${owner.name} ${dataset}`
        try {
          const { rows: read, differences } = await reread(owner, dataset, () => undefined)
          rows[name] = read
          wrong.push(...differences.map(one => `${name}: ${one}`))
        } catch (error) {
          wrong.push(`${name}: ${String((error as { code?: unknown }).code ?? error)}`)
        }
      }
    }
  } finally {
    await pipe.close()
  }
  return { rows, wrong }
}
