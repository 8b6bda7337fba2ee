import type { ListTables } from '@delta/list'
import { listenTo, type Store } from '@delta/store'
import { sql } from 'kysely'

/** What the log's own row says of a change: whatever a subscriber is told of it must say the same. */
export interface Truth {
  readonly seq: number
  readonly record: string
  readonly op: string
  readonly hash: string
  readonly root: string
  readonly digest: string
  readonly at: string
}

/** A change as a subscriber got it. */
export interface Told {
  readonly seq: number
  readonly op: string
  readonly entry: { readonly id: string }
  readonly hash: string
  readonly root: string
  readonly digest: string
}

/** The log's newest rows, read from the table itself by a statement of its own: what the ways of listening are held against. */
export interface Reference {
  head(): number
  /** The row of a change, as soon as it is known. */
  row(seq: number): Promise<Truth>
  stop(): Promise<void>
}

const KEPT = 60_000
const base64 = (name: string) => sql.raw(`rtrim(translate(encode(${name}, 'base64'), E'+/\\n', '-_'), '=') as ${name}`)

/** Follows the log. */
export async function openReference({ db, pool }: Store<ListTables>): Promise<Reference> {
  const rows = new Map<number, Truth>()
  const { rows: heads } = await sql<{ seq: number }>`select seq from list_log_head`.execute(db)
  let head = Math.max(0, heads[0]!.seq - KEPT)
  let stopping = false
  let again = Promise.withResolvers<void>()
  const ring = (): void => {
    again.resolve()
    again = Promise.withResolvers<void>()
  }
  const waiting = new Set<() => void>()
  const read = async (): Promise<void> => {
    for (;;) {
      const { rows: more } = await sql<Truth>`select seq, record_id as record, op, at, ${base64('hash')}, ${base64('root')}, ${base64('digest')}
        from list_log where seq > ${head} order by seq limit 2000`.execute(db)
      for (const row of more) {
        if (row.seq !== head + 1) throw new Error(`the log has no ${head + 1}`)
        rows.set(row.seq, row)
        rows.delete(row.seq - KEPT)
        head = row.seq
      }
      for (const wake of waiting) wake()
      if (more.length < 2000) return
    }
  }
  const run = async (): Promise<void> => {
    while (!stopping) {
      const next = again.promise
      await read()
      await Promise.race([next, new Promise(resolve => setTimeout(resolve, 500))])
    }
  }
  const listening = listenTo(pool, 'list_log', ring)
  await read()
  const running = run()
  return {
    head: () => head,
    row: async seq => {
      while (!rows.has(seq)) {
        if (seq <= head) throw new Error(`${seq} is no longer held`)
        await new Promise<void>(resolve => {
          const wake = (): void => {
            waiting.delete(wake)
            resolve()
          }
          waiting.add(wake)
        })
      }
      return rows.get(seq)!
    },
    stop: async () => {
      stopping = true
      ring()
      await running
      await listening.stop()
    },
  }
}

/** How often something was wrong in what a subscriber was told. */
export interface Faults {
  lost: number
  double: number
  disordered: number
  wrong: number
}

/** None yet. */
export const noFaults = (): Faults => ({ lost: 0, double: 0, disordered: 0, wrong: 0 })

/** Holds what a subscriber is told, change by change, against the log: it must be the very next one, and say what the log says. */
export function createCheck(reference: Reference, after: number): { take(told: Told): void; at(): number; faults(): Promise<Faults> } {
  const faults = noFaults()
  const seen: Told[] = []
  const known = new Set<number>()
  let at = after
  return {
    take: told => {
      if (told.seq === at + 1) at = told.seq
      else if (known.has(told.seq) || told.seq <= after) faults.double += 1
      else if (told.seq > at + 1) {
        faults.lost += told.seq - at - 1
        at = told.seq
      } else faults.disordered += 1
      known.add(told.seq)
      seen.push(told)
    },
    at: () => at,
    faults: async () => {
      for (const { seq, op, entry, hash, root, digest } of seen) {
        const row = await reference.row(seq)
        if (row.record !== entry.id || row.op !== op || row.hash !== hash || row.root !== root || row.digest !== digest) faults.wrong += 1
      }
      return faults
    },
  }
}
