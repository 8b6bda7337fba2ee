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
  /** The changes after a number, in order and without a gap, at most `limit` and none past the head; fewer where they have to be read from the database. */
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
const LOOKED_AT_ONCE = 500
const TICK = 1_000
/** Whoever reads what is no longer in memory does it a page at a time, one after another, with a moment (milliseconds) for everybody else in between: many who are far behind delay nobody. */
const PAGE = 100
const BETWEEN_PAGES = 4
/** Pages from the database that are kept: after a break many go on from about the same place. */
const PAGES = 10

const BYTES = ['salt', 'hash', 'nodes', 'root', 'digest'] as const

/** The row with its bytes in a piece of memory of their own. Small buffers are cut from a pool of Node's, 64 KB at a time: a line that is kept would keep all of that. */
function compact(row: ListLogTable): ListLogTable {
  const own = Buffer.allocUnsafeSlow(BYTES.reduce((sum, name) => sum + (row[name]?.length ?? 0), 0))
  let at = 0
  const put = (bytes: Buffer): Buffer => own.subarray(at, (at += bytes.copy(own, at)))
  return { ...row, salt: row.salt && put(row.salt), hash: put(row.hash), nodes: put(row.nodes), root: put(row.root), digest: put(row.digest) }
}

/** Makes the tail of a database's log. */
export function createLogTail(store: Store<ListTables>, log: StreamLog): LogTail {
  const bell = createBell()
  const lines: LogLine[] = []
  let bytes = 0
  let pages = new Map<number, readonly LogLine[]>()
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
  const inTurn = createTurns(BETWEEN_PAGES)
  const lineOf = (row: ListLogTable, epoch: number): LogLine => ({ row: compact(row), item: changeItem({ cursor: { epoch, seq: row.seq, extra: 0 }, row }) })
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
    pages = new Map()
  }
  /** The rest of the page that the number after `after` is on, up to the head. */
  const fromPage = async (after: number): Promise<readonly LogLine[]> => {
    const start = after - (after % PAGE)
    const { epoch } = head
    // Read before something was forgotten, it is not kept after.
    const kept = pages
    const known = kept.get(start)
    const whole = known !== undefined && start + known.length >= Math.min(start + PAGE, head.seq)
    const page = whole ? known : (await readLog(store.db, start, PAGE)).map(row => lineOf(row, epoch))
    kept.delete(start)
    kept.set(start, page)
    if (kept.size > PAGES) kept.delete(kept.keys().next().value!)
    return page.filter(({ row: { seq } }) => seq > after && seq <= head.seq)
  }
  const look = async (): Promise<void> => {
    const now = await readLogHead(store.db)
    // What stands behind the head that a restored log had is not ours any more.
    if (now.epoch !== head.epoch || now.seq < head.seq || now.seq - head.seq > KEPT) forget()
    let place = now
    let last = lines.at(-1)?.row.seq ?? Math.max(now.seq - KEPT, head.seq)
    while (last < now.seq) {
      const rows = await readLog(store.db, last, LOOKED_AT_ONCE)
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
      return after < head.seq ? inTurn(async () => (await fromPage(after)).slice(0, limit)) : []
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
