import { hash } from 'node:crypto'
import type { ListFilterAsked, ListTables } from '@delta/list'
import { repeat, type StreamLog } from '@delta/stream'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { Cursor } from './cursor.ts'

/** What a partner city has asked for, and of which stretch of the log: one row for each filter. */
interface ListListenerTable {
  owner: string
  /** A digest of what was asked. */
  filter: string
  epoch: number
  asked: ListFilterAsked
  /** What came after this number it has been told; 0 where it has taken a snapshot. */
  first: number
  /** Until when (UTC) it listened, for all that is known; a process that was killed has not said the last five seconds. */
  alive_at: string
}

/** The table of listeners. */
export const createListenerTable: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create table list_listener (
      owner text collate "C", filter text collate "C", epoch integer, asked json not null, first bigint not null, alive_at timestamptz not null,
      primary key (owner, filter, epoch)
    )`.execute(db)
  },
}

/** Remembers which cities were told what by streams, subscriptions and snapshots: whoever got an entry owes an answer when it is repaired. Where two stretches of one filter have a gap, the gap counts as told. */
export interface ListenerBook {
  /** Notes, before anything is told, that a role listens from a place on; call the answer when it has gone. Roles other than cities are not noted. */
  open(role: string, asked: ListFilterAsked, from: Cursor): Promise<() => void>
  /** Why nothing can be noted at the moment. */
  failing(): string | null
  stop(): Promise<void>
}

const SAY_EVERY = 5_000
const CITY = 'partner:'

interface Listening extends Pick<ListListenerTable, 'owner' | 'filter' | 'epoch' | 'asked' | 'first'> {
  streams: number
  /** Resolves when the row is there; null before it has been tried, and where it failed. */
  noted: Promise<void> | null
}

/** Opens the book of a process; any number may write in it. */
export function createListenerBook({ db, log }: { readonly db: Kysely<ListTables>; readonly log: StreamLog }): ListenerBook {
  const here = new Map<string, Listening>()
  const note = async ({ owner, filter, epoch, asked, first }: Listening): Promise<void> => {
    await sql`insert into list_listener as known (owner, filter, epoch, asked, first, alive_at) values (${owner}, ${filter}, ${epoch}, ${JSON.stringify(asked)}::json, ${first}, now())
      on conflict (owner, filter, epoch) do update set first = least(known.first, excluded.first), alive_at = greatest(known.alive_at, excluded.alive_at)`.execute(
      db,
    )
  }
  const sayAll = async (): Promise<void> => {
    const all = [...here]
    if (all.length === 0) return
    await sql`update list_listener l set alive_at = greatest(l.alive_at, now())
      from unnest(${all.map(([, one]) => one.owner)}::text[], ${all.map(([, one]) => one.filter)}::text[], ${all.map(([, one]) => one.epoch)}::int[]) as s (owner, filter, epoch)
      where l.owner = s.owner and l.filter = s.filter and l.epoch = s.epoch`.execute(db)
    // Who has gone has been noted once more.
    for (const [key, one] of all) if (one.streams === 0) here.delete(key)
  }
  const saying = repeat('listeners', SAY_EVERY, log, async () => {
    await sayAll()
    return false
  })
  return {
    open: async (role, asked, { epoch, seq }) => {
      if (!role.startsWith(CITY)) return () => undefined
      const text = JSON.stringify(asked, Object.keys(asked).toSorted())
      const filter = hash('sha256', text, 'base64url')
      const key = `${role} ${filter} ${epoch}`
      const one: Listening = here.get(key) ?? { owner: role, filter, epoch, asked, first: seq, streams: 0, noted: null }
      here.set(key, one)
      one.streams += 1
      const leave = (): void => void (one.streams -= 1)
      if (one.noted === null || seq < one.first) {
        one.first = Math.min(one.first, seq)
        one.noted = note(one)
      }
      try {
        await one.noted
      } catch (error) {
        one.noted = null
        leave()
        throw error
      }
      return leave
    },
    failing: saying.failing,
    stop: async () => {
      await saying.stop()
      await sayAll()
    },
  }
}
