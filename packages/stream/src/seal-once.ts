import { sealAgain, type SealHeaders } from '@delta/seal'
import { recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { isErased } from './erase-from-outbox.ts'
import type { Numbered } from './outbox.ts'

/** Seals records of an outbox: the headers to add to each, in order. */
export type OutboxSeal = (messages: readonly Numbered[]) => Promise<readonly SealHeaders[]>

interface Kept {
  readonly topic: string
  readonly partition: number
  readonly first: number
  readonly seq: number
  readonly seal: string
}

const KEPT = { topic: 'text', partition: 'int', first: 'bigint', seq: 'bigint', seal: 'text' } as const

/** Whether a kept seal still stands: readers refuse what comes now under a key that has been revoked. */
export type SealStands = (seal: string) => Promise<boolean>

/**
 * Seals each record once: the seal is kept beside the outbox before the record is sent, and whatever is sent again, by whomever, has the seal that it had. Each
 * partition's records of a batch have a seal of their own, so that a range of one can be sent again without the others. A seal that no longer stands is made anew, over
 * the same records, and kept in its place.
 */
export function sealOnce<DB>(db: Kysely<DB>, seal: OutboxSeal, stands: SealStands = async () => true): OutboxSeal {
  const renew = async ({ topic, partition, seq }: Kept, whole: readonly Numbered[]): Promise<readonly SealHeaders[]> => {
    const headers = await seal(whole)
    await sql`update outbox_seal set seal = ${headers[0]!['delta-seal']} where topic = ${topic} and partition = ${partition} and seq = ${seq}`.execute(db)
    return headers
  }
  // What is not what was sealed is not sent, whoever sealed it: but for what has been erased since.
  const sealedBefore = async (kept: Kept, whole: readonly Numbered[]): Promise<readonly SealHeaders[]> => {
    try {
      return sealAgain(whole, kept.seal)
    } catch (error) {
      if (await isErased(db, kept)) return renew(kept, whole)
      throw error
    }
  }
  const restore = async (kept: Kept, own: ReadonlyMap<number, Numbered>, sealed: Map<Numbered, SealHeaders>): Promise<void> => {
    const numbers = Array.from({ length: kept.seq - kept.first + 1 }, (_, n) => kept.first + n)
    const whole = numbers.every(seq => own.has(seq)) ? numbers.map(seq => own.get(seq)!) : await readRange(db, kept)
    const before = await sealedBefore(kept, whole)
    const headers = (await stands(kept.seal)) ? before : await renew(kept, whole)
    headers.forEach((one, n) => {
      const message = own.get(kept.first + n)
      if (message) sealed.set(message, one)
    })
  }
  return async messages => {
    if (messages.length === 0) return []
    const sealed = new Map<Numbered, SealHeaders>()
    const lanes = [...Map.groupBy(messages, ({ topic, partition }) => `${topic} ${partition}`).values()]
    const known = Map.groupBy(await readKept(db, lanes), ({ topic, partition }) => `${topic} ${partition}`)
    const fresh: Kept[] = []
    for (const lane of lanes) {
      const { topic, partition } = lane[0]!
      const own = new Map(lane.map(message => [message.seq, message]))
      for (const kept of known.get(`${topic} ${partition}`) ?? []) await restore(kept, own, sealed)
      for (const run of runsOf(lane.filter(message => !sealed.has(message)))) {
        const headers = await seal(run)
        run.forEach((message, n) => sealed.set(message, headers[n]!))
        fresh.push({ topic, partition, first: run[0]!.seq, seq: run.at(-1)!.seq, seal: headers[0]!['delta-seal'] })
      }
    }
    if (fresh.length > 0)
      await sql`insert into outbox_seal (topic, partition, first, seq, seal) select topic, partition, first, seq, seal from ${recordset(fresh, KEPT, 'sent')} on conflict do nothing`.execute(
        db,
      )
    return messages.map(message => sealed.get(message)!)
  }
}

/** The seals that hold any of the lanes' records, lowest first. */
async function readKept<DB>(db: Kysely<DB>, lanes: readonly (readonly Numbered[])[]): Promise<Kept[]> {
  // At most one a record, and one that ends after the last.
  const most = Math.max(...lanes.map(lane => lane.length)) + 1
  const { rows } = await sql<Kept>`select k.* from unnest(${lanes.map(lane => lane[0]!.topic)}::text[], ${lanes.map(lane => lane[0]!.partition)}::int[],
      ${lanes.map(lane => lane[0]!.seq)}::bigint[], ${lanes.map(lane => lane.at(-1)!.seq)}::bigint[]) as l (topic, partition, low, high)
    cross join lateral (select * from outbox_seal k where k.topic = l.topic and k.partition = l.partition and k.seq >= l.low order by k.seq limit ${most}) k
    where k.first <= l.high order by k.seq`.execute(db)
  return rows
}

/** The records of a kept seal, as they are sent. */
async function readRange<DB>(db: Kysely<DB>, { topic, partition, first, seq }: Kept): Promise<Numbered[]> {
  const { rows } =
    await sql<Numbered>`select topic, partition, seq, key, headers, value from outbox where topic = ${topic} and partition = ${partition} and seq between ${first} and ${seq} order by seq`.execute(
      db,
    )
  return rows.map(row => ({ ...row, headers: { ...row.headers, 'delta-seq': String(row.seq) } }))
}

/** Stretches of numbers without a gap. */
function runsOf(messages: readonly Numbered[]): Numbered[][] {
  const runs: Numbered[][] = []
  for (const message of messages) {
    if (runs.at(-1)?.at(-1)!.seq === message.seq - 1) runs.at(-1)!.push(message)
    else runs.push([message])
  }
  return runs
}
