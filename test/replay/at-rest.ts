import { setTimeout as wait } from 'node:timers/promises'
import type { Status } from '@delta/dev'
import { openStore } from '@delta/store'
import { type KafkaHandle, openKafka } from '@delta/stream'
import { silentLog } from '@delta/stream/testing'

const LOOK_EVERY = 500
const CALM = 7
const PATIENCE = 300_000

const HEADS = `select (select coalesce(sum(seq), 0) from outbox_head)::bigint as stated, (select coalesce(sum(seq), 0) from outbox_sent)::bigint as sent,
  (select coalesce(sum(seq), 0) from outbox_head where topic ~ '[.](archive|relationship|list|rejected|receipt|repair)[.]')::bigint as projected`

/** Why it cannot be said that so many adapters have turned inward, and taken all that others have published; null where they have. What is about a person is owed no receipt that could be waited for before it has been delivered. */
async function inwardLacks(admin: ReturnType<KafkaHandle['client']['admin']>, adapters: number): Promise<string | null> {
  const { groups } = await admin.listGroups()
  const inward = groups.filter(({ groupId }) => groupId.startsWith('adapter-'))
  if (inward.length < adapters) return `${inward.length} adapters read what others say`
  const ends = new Map<string, string>()
  for (const { groupId } of inward) {
    for (const { topic, partitions } of await admin.fetchOffsets({ groupId })) {
      if (!ends.has(`${topic} 0`)) for (const { partition, high } of await admin.fetchTopicOffsets(topic)) ends.set(`${topic} ${partition}`, high)
      for (const { partition, offset } of partitions) {
        const end = ends.get(`${topic} ${partition}`)
        if (Number(offset) < Number(end) && end !== '0') return `${groupId} has come to ${offset} of ${end} in ${topic} ${partition}`
      }
    }
  }
  return ends.size > 0 ? null : 'no adapter has read anything'
}

/** Waits until all that the sources hold has gone all the way: outboxes, Kafka, the read model, the log, work orders, what is delivered inward, and receipts stand still and agree. */
export async function atRest({ store: url, ledgers, kafka: broker }: Status): Promise<void> {
  const admin = openKafka({ brokers: [broker], clientId: 'test-rest', log: silentLog }).client.admin()
  await admin.connect()
  const open = (one: string, path = 'public') => openStore<unknown>(one, { connections: 1, settings: { search_path: `${path},public` } })
  const outboxes = [...Object.values(ledgers).map(one => open(one)), open(url, 'repair'), open(url, 'supervision')]
  const store = open(url)
  const look = async (): Promise<{ text: string; agrees: boolean }> => {
    const heads = await Promise.all(outboxes.map(async one => (await one.pool.query<{ stated: number; sent: number; projected: number }>(HEADS)).rows[0]!))
    const sum = (name: 'stated' | 'sent' | 'projected') => heads.reduce((all, one) => all + one[name], 0)
    const { rows } = await store.pool.query<{ held: number; changes: number; log: number; told: number; followed: number; owed: number }>(
      `select (select coalesce(sum(seq), 0) from projection_position)::bigint as held, (select seq from list_change_head) as changes, (select seq from list_log_head) as log,
        (select seq from list_log_sent) as told, (select seq from supervision.log_cursor) as followed,
        (select count(*) from delivery where state = 'WAITING') as owed`,
    )
    const { held, changes, log, told, followed, owed } = rows[0]!
    const agrees = sum('stated') === sum('sent') && held === sum('projected') && changes === log && log === told && log === followed && owed === 0
    return { agrees, text: JSON.stringify([heads, rows[0]]) }
  }
  try {
    let last = ''
    let inward: string | null = null
    for (let calm = 0, end = performance.now() + PATIENCE; calm < CALM; await wait(LOOK_EVERY)) {
      const { text, agrees } = await look()
      inward = agrees && text === last ? await inwardLacks(admin, Object.keys(ledgers).length) : 'the rest first'
      calm = inward === null ? calm + 1 : 0
      last = text
      if (performance.now() > end) throw new Error(`the system does not come to rest: ${text}; ${inward}`)
    }
  } finally {
    await Promise.all([admin.disconnect(), ...[...outboxes, store].map(one => one.close())])
  }
}
