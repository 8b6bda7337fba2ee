import { type Kysely, type QueryExecutorProvider, sql } from 'kysely'
import { recordset } from '@delta/store'
import type { Headers } from './cloud-event.ts'

/** A record to be published: `value` null is a tombstone. */
export interface OutboxMessage {
  readonly topic: string
  readonly partition: number
  readonly key: string
  readonly headers: Headers
  readonly value: string | null
}

/** A record with its place in its partition's history, from 1, without gaps. */
export interface Numbered extends OutboxMessage {
  readonly seq: number
}

/** A partition and the last sequence number there that is meant. */
export interface Lane {
  readonly topic: string
  readonly partition: number
  readonly seq: number
}

/** The records a database has decided to publish, numbered densely per (topic, partition) in commit order. */
export interface Outbox {
  /** Appends in the caller's transaction and gives each message's number, in the order of the messages. Holds the partitions' heads until that transaction ends. */
  append(trx: QueryExecutorProvider, messages: readonly OutboxMessage[]): Promise<number[]>
  /** What the broker has not acknowledged, in order, at most `limit` a partition; of the lanes in `after` only what follows their number. */
  unsent(limit: number, after?: readonly Lane[]): Promise<Numbered[]>
  /** Notes what the broker has acknowledged; a number never falls. */
  markSent(lanes: readonly Lane[]): Promise<void>
  /** Lets what follows `seq` be sent again, in order, with the numbers and the seals that it had. The caller holds the lock of whoever publishes the outbox: a batch under way would be noted as sent. */
  sendAgain(lanes: readonly Lane[]): Promise<void>
  /** The last number given in each partition. */
  heads(): Promise<Lane[]>
  /** The last number that the broker has acknowledged in each partition. */
  sent(): Promise<Lane[]>
  /** How many records wait, and since when (UTC) the oldest does. */
  backlog(): Promise<{ count: number; since: string | null }>
  /** The record with a number. */
  at(trx: QueryExecutorProvider, lane: Lane): Promise<Numbered | null>
}

const COLUMNS = { topic: 'text', partition: 'int', seq: 'bigint', key: 'text', headers: 'json', value: 'text' }

const laneOf = ({ topic, partition }: { topic: string; partition: number }): string => `${topic} ${partition}`

/** Opens the outbox of a database in which `outboxMigrations` have run. */
export function createOutbox<DB>(db: Kysely<DB>): Outbox {
  return {
    append: async (trx, messages) => {
      if (messages.length === 0) return []
      const next = await takeNumbers(trx, messages)
      const numbers = messages.map(message => {
        const lane = laneOf(message)
        const seq = next.get(lane)!
        next.set(lane, seq + 1)
        return seq
      })
      const rows = messages.map((message, index) => ({ ...message, seq: numbers[index] }))
      await sql`insert into outbox (topic, partition, seq, key, headers, value) select topic, partition, seq, key, headers, value from ${recordset(rows, COLUMNS, 'sent')}`.execute(
        trx,
      )
      return numbers
    },
    unsent: async (limit, after = []) => {
      const { rows } = await sql<Numbered>`
        select o.topic, o.partition, o.seq, o.key, o.headers, o.value
        from outbox_head head
        join outbox_sent sent using (topic, partition)
        left join unnest(${after.map(one => one.topic)}::text[], ${after.map(one => one.partition)}::int[], ${after.map(one => one.seq)}::bigint[]) as later (topic, partition, seq) using (topic, partition)
        cross join lateral (
          select * from outbox where topic = head.topic and partition = head.partition and seq > greatest(sent.seq, later.seq) order by seq limit ${limit}) o
        where head.seq > greatest(sent.seq, later.seq)
        order by o.topic, o.partition, o.seq`.execute(db)
      return rows
    },
    markSent: async lanes => {
      if (lanes.length === 0) return
      await sql`update outbox_sent set seq = greatest(outbox_sent.seq, acked.seq)
        from (select topic, partition, max(seq) as seq
          from unnest(${lanes.map(one => one.topic)}::text[], ${lanes.map(one => one.partition)}::int[], ${lanes.map(one => one.seq)}::bigint[]) as lane (topic, partition, seq)
          group by topic, partition) acked
        where outbox_sent.topic = acked.topic and outbox_sent.partition = acked.partition`.execute(db)
    },
    sendAgain: async lanes => {
      await sql`update outbox_sent set seq = least(outbox_sent.seq, again.seq)
        from unnest(${lanes.map(one => one.topic)}::text[], ${lanes.map(one => one.partition)}::int[], ${lanes.map(one => one.seq)}::bigint[]) as again (topic, partition, seq)
        where outbox_sent.topic = again.topic and outbox_sent.partition = again.partition`.execute(db)
    },
    sent: async () => (await sql<Lane>`select topic, partition, seq from outbox_sent order by topic, partition`.execute(db)).rows,
    heads: async () => (await sql<Lane>`select topic, partition, seq from outbox_head order by topic, partition`.execute(db)).rows,
    backlog: async () => {
      const { rows } = await sql<{ count: number; since: string | null }>`
        select coalesce(sum(head.seq - sent.seq), 0)::bigint as count,
          min((select created_at from outbox o where o.topic = head.topic and o.partition = head.partition and o.seq = sent.seq + 1)) as since
        from outbox_head head join outbox_sent sent using (topic, partition) where head.seq > sent.seq`.execute(db)
      return rows[0]!
    },
    at: async (trx, { topic, partition, seq }) => {
      const { rows } =
        await sql<Numbered>`select topic, partition, seq, key, headers, value from outbox where topic = ${topic} and partition = ${partition} and seq = ${seq}`.execute(
          trx,
        )
      return rows[0] ?? null
    },
  }
}

/** Locks the heads of the messages' partitions, always in the same order, and gives the first free number of each. */
const takeNumbers = async (trx: QueryExecutorProvider, messages: readonly OutboxMessage[]): Promise<Map<string, number>> => {
  const counts = new Map<string, { topic: string; partition: number; count: number }>()
  for (const { topic, partition } of messages) {
    const lane = laneOf({ topic, partition })
    const known = counts.get(lane)
    if (known) known.count++
    else counts.set(lane, { topic, partition, count: 1 })
  }
  const lanes = [...counts.values()].toSorted((a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : a.partition - b.partition))
  const topics = lanes.map(one => one.topic)
  const partitions = lanes.map(one => one.partition)
  const { rows } = await sql<Lane>`
    insert into outbox_head as head (topic, partition, seq)
    select * from unnest(${topics}::text[], ${partitions}::int[], ${lanes.map(one => one.count)}::bigint[])
    on conflict (topic, partition) do update set seq = head.seq + excluded.seq
    returning topic, partition, seq`.execute(trx)
  if (rows.some(row => row.seq === counts.get(laneOf(row))!.count)) {
    await sql`insert into outbox_sent (topic, partition, seq) select topic, partition, 0 from unnest(${topics}::text[], ${partitions}::int[]) as lane (topic, partition) on conflict do nothing`.execute(
      trx,
    )
  }
  return new Map(rows.map(row => [laneOf(row), row.seq - counts.get(laneOf(row))!.count + 1]))
}
