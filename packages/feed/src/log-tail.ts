import { type ListLogTable, type ListTables, type LogHead, readLog, readLogHead } from '@delta/list'
import { listenTo, type Store } from '@delta/store'
import { createBell, type StreamLog } from '@delta/stream'
import { changeItem, type FeedItem } from './feed-item.ts'
import { createTurns } from './turns.ts'

/** A change with the item that says it as the log does. */
export interface LogLine {
  readonly row: ListLogTable
  readonly item: FeedItem
}

/** The log as all streams of a process read it: the newest changes in memory, older ones from the database. */
export interface LogTail {
  /** Where the log stood when it was last looked at. */
  head(): LogHead
  /** The changes after a number up to the head, in order and without a gap, at most `limit`. */
  read(after: number, limit: number): Promise<readonly LogLine[]>
  /** Resolves when the log is past a number, at the latest with the next tick (a second). */
  past(seq: number): Promise<void>
  /** Why the log cannot be read at the moment; null when all is well. */
  failing(): string | null
  start(): Promise<void>
  stop(): Promise<void>
}

const KEPT = 5_000
const KEPT_BYTES = 16_000_000
const PAGE = 500
const TICK = 1_000
/** Of those who read the past a few do at a time, a little each, and whoever is live comes between: many who are far behind delay nobody. */
const PAST_PAGE = 100
const PAST_READERS = 1

/** Makes the tail of a database's log. */
export function createLogTail(store: Store<ListTables>, log: StreamLog): LogTail {
  const bell = createBell()
  const lines: LogLine[] = []
  let bytes = 0
  let head: LogHead
  let failure: string | null = null
  let stopping = false
  let running: Promise<void> | undefined
  let waiters = Promise.withResolvers<void>()

  const wakeAll = (): void => {
    const woken = waiters
    waiters = Promise.withResolvers<void>()
    woken.resolve()
  }
  const inTurn = createTurns(PAST_READERS)
  const lineOf = (row: ListLogTable, epoch: number): LogLine => ({ row, item: changeItem({ cursor: { epoch, seq: row.seq, extra: 0 }, row }) })
  const keep = (more: readonly ListLogTable[], epoch: number): void => {
    for (const row of more) {
      const line = lineOf(row, epoch)
      lines.push(line)
      bytes += line.item.json.length
    }
    while (lines.length > KEPT || (bytes > KEPT_BYTES && lines.length > 1)) bytes -= lines.shift()!.item.json.length
  }
  const forget = (): void => {
    lines.length = 0
    bytes = 0
  }
  const look = async (): Promise<void> => {
    const now = await readLogHead(store.db)
    // What stands behind the head that a restored log had is not ours any more.
    if (now.epoch !== head.epoch || now.seq < head.seq || now.seq - head.seq > KEPT) forget()
    let place = now
    let last = lines.at(-1)?.row.seq ?? Math.max(now.seq - KEPT, head.seq)
    while (last < now.seq) {
      const rows = await readLog(store.db, last, PAGE)
      const newest = rows.at(-1)
      if (!newest) break
      // What has been erased must not be told from memory.
      if (rows.some(({ reason }) => reason === 'ERASED')) forget()
      keep(rows, now.epoch)
      // Number, root and digest are of one change, the newest that can be read: the log may have grown since its head was read.
      const { seq, root, digest } = newest
      head = place = { ...now, seq, root, digest }
      last = seq
    }
    head = place
    failure = null
  }
  const run = async (): Promise<void> => {
    while (!stopping) {
      await bell.wait(TICK / 2)
      const before = head.seq
      await look().catch((error: unknown) => {
        failure = String((error as { code?: unknown }).code ?? 'failed')
        log.warn({ error }, 'the log cannot be read')
      })
      if (head.seq !== before) wakeAll()
    }
  }
  let listening: ReturnType<typeof listenTo> | undefined
  let ticking: NodeJS.Timeout | undefined
  return {
    head: () => head,
    read: async (after, limit) => {
      const first = lines[0]?.row.seq
      if (first !== undefined && after + 1 >= first) return lines.slice(after + 1 - first, after + 1 - first + limit)
      const count = Math.min(limit, PAST_PAGE, head.seq - after)
      return count < 1 ? [] : inTurn(async () => (await readLog(store.db, after, count)).map(row => lineOf(row, head.epoch)))
    },
    past: seq => (head.seq > seq ? Promise.resolve() : waiters.promise),
    failing: () => failure,
    start: async () => {
      head = await readLogHead(store.db)
      listening = listenTo(store.pool, 'list_log', bell.ring)
      ticking = setInterval(wakeAll, TICK)
      running = run()
    },
    stop: async () => {
      stopping = true
      bell.ring()
      clearInterval(ticking)
      wakeAll()
      await running
      await listening?.stop()
    },
  }
}
