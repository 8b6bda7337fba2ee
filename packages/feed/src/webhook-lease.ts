import { type Kysely, sql } from 'kysely'

/** A lane that a sender holds. */
interface HeldLane {
  readonly id: string
  /** Changes where its owner has changed the lane. */
  readonly fence: number
}

/** One sender's hold on lanes, among all senders of a database. */
export interface WebhookLease {
  /** Says that the sender lives, takes lanes that nobody living holds, up to its share, and gives those it holds and how many it should hold. */
  renew(): Promise<{ held: readonly HeldLane[]; share: number }>
  /** Gives a lane back. */
  release(id: string): Promise<void>
  /** Gives everything back. */
  end(): Promise<void>
}

/** Makes the hold of a sender. Time is the database's: a sender that has not been heard of for `lease` milliseconds holds nothing. */
export function createWebhookLease<DB>(db: Kysely<DB>, sender: string, lease: number): WebhookLease {
  return {
    renew: async () => {
      await sql`insert into webhook_sender (id, until) values (${sender}, clock_timestamp() + ${lease} * interval '1 millisecond')
        on conflict (id) do update set until = excluded.until`.execute(db)
      await sql`delete from webhook_sender where until < clock_timestamp()`.execute(db)
      const { rows: counts } = await sql<{ share: number; held: number }>`select
        ceil((select count(*) from webhook_endpoint where state <> 'DISABLED')::numeric / greatest(1, (select count(*) from webhook_sender)))::int as share,
        (select count(*) from webhook_endpoint where sender = ${sender})::int as held`.execute(db)
      const { share, held } = counts[0]!
      if (held < share) {
        await sql`update webhook_endpoint set sender = ${sender}, fence = fence + 1 where id in (
          select id from webhook_endpoint e where state <> 'DISABLED'
          and (sender is null or not exists (select from webhook_sender s where s.id = e.sender and s.until >= clock_timestamp()))
          order by id limit ${share - held} for update skip locked)`.execute(db)
      }
      const { rows } = await sql<HeldLane>`select id, fence from webhook_endpoint where sender = ${sender} order by id`.execute(db)
      return { held: rows, share }
    },
    release: async id => {
      await sql`update webhook_endpoint set sender = null where id = ${id} and sender = ${sender}`.execute(db)
    },
    end: async () => {
      await sql`update webhook_endpoint set sender = null where sender = ${sender}`.execute(db)
      await sql`delete from webhook_sender where id = ${sender}`.execute(db)
    },
  }
}
