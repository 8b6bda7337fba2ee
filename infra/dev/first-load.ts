import { readdirSync } from 'node:fs'
import { openStore, type Store } from '@delta/store'
import { databaseUrl, LEDGER_DATABASES } from './databases.ts'
import { until } from './wait.ts'

/** So long (ms) nothing new may be stated before the sources count as read: longer when they have just been filled. */
const CALM = { fresh: 2_500, known: 800 }

interface Progress {
  readonly stated: number
  readonly projected: number
  /** Tables that no reader has walked through yet. */
  readonly unread: number
  /** Files that wait in the drop folders. */
  readonly files: number
}

/** Waits until everything that the sources hold has been stated by the adapters and has arrived in the read model: the outboxes' heads stand still and equal the projector's positions. */
export async function firstLoad(parts: {
  server: string
  inboxes: readonly string[]
  /** The sources have been filled in this start. */
  fresh: boolean
  signal: AbortSignal
  say: (detail: string) => void
}): Promise<void> {
  const { server, inboxes, fresh, signal, say } = parts
  const ledgers = LEDGER_DATABASES.map(name => openStore(databaseUrl(server, name), { connections: 1 }))
  const delta = openStore(databaseUrl(server, 'delta'), { connections: 1 })
  let calmSince = performance.now()
  let last = ''
  const isThrough = async (): Promise<boolean> => {
    const { stated, projected, unread, files } = await progress(ledgers, delta, inboxes)
    const now = `${stated} ${files} ${unread}`
    if (now !== last) calmSince = performance.now()
    last = now
    say(`${projected.toLocaleString('en')} of ${stated.toLocaleString('en')} records in the read model`)
    const calm = performance.now() - calmSince > (fresh ? CALM.fresh : CALM.known)
    return calm && projected >= stated && unread === 0 && stated > 0
  }
  try {
    await until(isThrough, { signal, within: 3_600_000, every: 250, what: 'The first load' })
  } finally {
    await Promise.all([...ledgers, delta].map(store => store.close()))
  }
}

async function progress(ledgers: readonly Store<unknown>[], delta: Store<unknown>, inboxes: readonly string[]): Promise<Progress> {
  const sum = async (statement: string): Promise<number> => (await Promise.all(ledgers.map(store => numberOf(store, statement)))).reduce((a, b) => a + b, 0)
  return {
    // Receipts come afterwards: they answer what has been loaded.
    stated: await sum(`select coalesce(sum(seq), 0)::bigint as n from outbox_head where topic not like 'delta.receipt.%'`),
    projected: await numberOf(delta, `select coalesce(sum(seq), 0)::bigint as n from projection_position where topic not like 'delta.receipt.%'`),
    unread: await sum(`select count(*) as n from source_cursor where value @> '{"earlier": null}'`),
    files: inboxes.flatMap(inbox => readdirSync(inbox, { withFileTypes: true }).filter(entry => entry.isFile())).length,
  }
}

async function numberOf(store: Store<unknown>, statement: string): Promise<number> {
  const { rows } = await store.pool.query<{ n: number }>(statement)
  return rows[0]?.n ?? 0
}
