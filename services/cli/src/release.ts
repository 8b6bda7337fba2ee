import { openStore } from '@delta/store'
import { Missing } from './missing.ts'
import { participantOf } from './province.ts'

/** Lets go what waits of a dataset because too much of it came or went on one day (volume-guards.csv), or because it uses an identifier for another subject (E_ID_CONFLICT); says how many statements. The adapter takes them within a second. */
export async function release(ledgers: Readonly<Record<string, string>>, province: string, dataset: string): Promise<string> {
  const { name } = participantOf(province)
  const url = ledgers[name]
  if (url === undefined) throw new Missing(`The running system does not say where the ledger of ${name} is.`)
  const store = openStore<unknown>(url, { connections: 1 })
  try {
    const { rows } = await store.pool.query<{ dataset: string; n: string }>(
      'select dataset, count(*) as n from (select dataset from volume_held union all select dataset from identity_held) held group by dataset order by dataset',
    )
    const waiting = rows.find(row => row.dataset === dataset)
    if (!waiting) throw new Missing(`Nothing of ${dataset} waits. Waiting: ${rows.map(row => `${row.dataset} ${row.n}`).join(', ') || 'nothing'}.`)
    await store.pool.query('insert into volume_release values ($1) on conflict do nothing', [dataset])
    return `${waiting.n} statements of ${dataset} are let go`
  } finally {
    await store.close()
  }
}
