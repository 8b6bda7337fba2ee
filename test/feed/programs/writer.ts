import { setTimeout as wait } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { ListTables } from '@delta/list'
import { newChange, recordId, writeListChanges } from '@delta/list/testing'
import { openStore } from '@delta/store'
import { sql } from 'kysely'
import { createRandom } from '../random.ts'

/**
 * Writes changes of the list as the projection does, until it is told to stop or has written so many: `node writer.ts --database URL --rate N [--count N] [--entries N]
 * [--lanes N] [--hold MS] [--seed N]`. What it commits stands in the table `written` too, by the same transaction. Each lane has entries of its own, and holds its transactions
 * open for up to `hold` ms, so that of two lanes the one that began first may well commit last. Killed and started again, it goes on from what it has committed.
 */
const { values } = parseArgs({
  options: {
    database: { type: 'string' },
    rate: { type: 'string', default: '50' },
    count: { type: 'string', default: '0' },
    entries: { type: 'string', default: '2000' },
    lanes: { type: 'string', default: '2' },
    hold: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
  },
})
const [rate, count, entries, lanes, hold, seed] = [values.rate, values.count, values.entries, values.lanes, values.hold, values.seed].map(Number) as [
  number,
  number,
  number,
  number,
  number,
  number,
]
const AT_ONCE = 40
const TURN = 20

type Op = 'listed' | 'updated' | 'delisted' | 'repaired' | 'withdrawn'
const STATUS = { listed: 'EFFECTIVE', updated: 'EFFECTIVE', delisted: 'DELISTED', repaired: 'REPAIRED', withdrawn: 'WITHDRAWN' } as const
const LEAVE: readonly Op[] = ['repaired', 'delisted', 'withdrawn']

interface Standing {
  readonly version: number
  readonly op: Op
}

const store = openStore<ListTables>(values.database!, { connections: lanes })
await sql`create table if not exists written (record_id text, version int, op text, primary key (record_id, version))`.execute(store.db).catch(() => undefined)
const random = createRandom(seed)
let stopping = false
let written = 0
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => (stopping = true))

async function standing(lane: number): Promise<Map<number, Standing>> {
  const { rows } = await sql<
    Standing & { record_id: string }
  >`select distinct on (record_id) record_id, version, op from written order by record_id, version desc`.execute(store.db)
  const all = new Map(rows.map(row => [row.record_id, row]))
  const mine = Array.from({ length: entries }, (_, n) => n).filter(n => n % lanes === lane)
  return new Map(mine.flatMap(n => (all.has(recordId(n)) ? [[n, all.get(recordId(n))!] as const] : [])))
}

/** The entry's next step: listed, then updated some times, then off the list, then perhaps listed again. */
function step(before: Standing | undefined): Op {
  if (!before || LEAVE.includes(before.op)) return 'listed'
  return random() < 0.6 ? 'updated' : LEAVE[Math.floor(random() * LEAVE.length)]!
}

async function write(lane: number): Promise<void> {
  const known = await standing(lane)
  const mine = Math.floor(entries / lanes)
  const each = rate / lanes
  const begun = performance.now()
  for (let done = 0; !stopping && (count === 0 || written < count);) {
    const due = count > 0 && rate === 0 ? AT_ONCE : Math.min(AT_ONCE * 5, Math.floor(((performance.now() - begun) * each) / 1000) - done)
    if (due < 1) {
      await wait(TURN * random())
      continue
    }
    const next = new Map<number, Standing>()
    const changes = Array.from({ length: Math.min(due, AT_ONCE) }, () => {
      const n = Math.floor(random() * mine) * lanes + lane
      const before = next.get(n) ?? known.get(n)
      const op = step(before)
      const version = (before?.version ?? 0) + 1
      next.set(n, { op, version })
      return newChange(n, { op, version, status: STATUS[op], province: n % 3 === 0 ? '310000' : '330000', division: n % 2 === 0 ? '330106' : '330203' })
    })
    await store.db.transaction().execute(async trx => {
      await writeListChanges(trx, changes, new Date())
      await sql`insert into written select * from unnest(${changes.map(one => one.record_id)}::text[], ${changes.map(one => one.version)}::int[], ${changes.map(one => one.op)}::text[])`.execute(
        trx,
      )
      if (hold > 0) await wait(random() * hold)
    })
    for (const [n, after] of next) known.set(n, after)
    done += changes.length
    written += changes.length
  }
}

await Promise.all(Array.from({ length: lanes }, (_, lane) => write(lane)))
await store.close()
// Told to stop, it has stopped; killed in between, it is started again.
