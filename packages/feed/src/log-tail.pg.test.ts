import { type LogHead, readLog } from '@delta/list'
import { silentLog } from '@delta/stream/testing'
import type { KyselyPlugin } from 'kysely'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { frameOf } from './feed-item.ts'
import { createLogTail, type LogLine, type LogTail } from './log-tail.ts'
import { openTestLog, type TestLog } from './testing-webhook.ts'

let log: TestLog
let tail: LogTail
let grow = true
/** The log grows whenever its head has been read, before anything else can be. */
const growing: KyselyPlugin = {
  transformQuery: ({ node }) => node,
  transformResult: async ({ result }) => {
    if (grow && result.rows.some(row => 'dropped' in row)) await log.grow(1)
    return result
  },
}
beforeAll(async () => {
  log = await openTestLog()
  tail = createLogTail({ ...log.base, db: log.base.db.withPlugin(growing) }, silentLog)
  await tail.start()
})
afterAll(async () => {
  await tail?.stop()
  await log?.base.drop()
})

test('while the log grows, the head’s root and digest are those of its change, and no line is shown before it', async () => {
  const heads: Pick<LogHead, 'seq' | 'root' | 'digest'>[] = []
  while (heads.length < 20) {
    const { seq, root, digest } = tail.head()
    expect((await tail.read(Math.max(0, seq - 1), 500)).at(-1)?.row.seq ?? 0).toBeLessThanOrEqual(tail.head().seq)
    if (heads.at(-1)?.seq !== seq) heads.push({ seq, root, digest })
    await tail.past(seq)
  }
  grow = false
  const rows = await readLog(log.base.db, 0, 1_000)
  const said = heads.filter(({ seq }) => seq > 0)
  expect(said).toEqual(said.map(({ seq }) => ({ seq, root: rows[seq - 1]!.root, digest: rows[seq - 1]!.digest })))
})

/** All that there is after a number, read as a listener does. */
async function readAll(of: LogTail, from: number): Promise<readonly LogLine[]> {
  const all: LogLine[] = []
  for (let at = from; at < of.head().seq; at = all.at(-1)!.row.seq) {
    const lines = await of.read(at, 500)
    expect(lines.length).toBeGreaterThan(0)
    all.push(...lines)
  }
  return all
}

describe('the past', () => {
  const readers = Array.from({ length: 20 }, (_, n) => n)
  let restarted: LogTail
  let pagesRead = 0
  const counting: KyselyPlugin = {
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (result.rows.some(row => 'nodes' in row)) pagesRead += 1
      return result
    },
  }
  beforeAll(async () => {
    grow = false
    await log.grow(350)
  })
  beforeEach(async () => {
    restarted = createLogTail({ ...log.base, db: log.base.db.withPlugin(counting) }, silentLog)
    await restarted.start()
    pagesRead = 0
  })
  afterEach(() => restarted.stop())

  test('many who go on from about the same place get it whole, and ask the database for it once', async () => {
    const { seq } = restarted.head()
    const all = await Promise.all(readers.map(from => readAll(restarted, from)))
    for (const from of readers) expect(all[from]!.map(({ row }) => row.seq)).toEqual(Array.from({ length: seq - from }, (_, n) => from + 1 + n))
    expect(pagesRead).toBe(Math.ceil(seq / 100))
  })

  test('what was read before the log grew is read on from, what was erased is not told from memory', async () => {
    const { seq } = restarted.head()
    const before = await readAll(restarted, 100)
    const erased = before.slice(0, 100).findLast(({ row }) => row.text !== null)!.row
    await log.grow(1, { op: 'withdrawn', reason: 'ERASED', record: erased.record_id })
    await restarted.past(seq)
    const after = await readAll(restarted, 100)
    expect(after.map(({ row }) => row.seq)).toEqual(Array.from({ length: seq + 1 - 100 }, (_, n) => 101 + n))
    expect(after.find(({ row }) => row.seq === erased.seq)!.row.text).toBe(null)
  })

  test('a line holds its own bytes and no more: Node cuts small buffers from a pool', async () => {
    for (const { row, item } of await readAll(restarted, 0)) {
      const bytes = [row.salt ?? Buffer.alloc(0), row.hash, row.nodes, row.root, row.digest, frameOf(item)]
      const held = new Set(bytes.flatMap(({ buffer, length }) => (length > 0 ? [buffer] : [])))
      expect([...held].reduce((sum, { byteLength }) => sum + byteLength, 0)).toBe(bytes.reduce((sum, { length }) => sum + length, 0))
    }
  })

  test('whoever is live does not wait for it', async () => {
    await log.grow(1)
    await restarted.past(restarted.head().seq)
    const { seq } = restarted.head()
    const done: string[] = []
    await Promise.all([
      ...readers.map(from => restarted.read(from, 500).then(() => done.push('past'))),
      restarted.read(seq - 1, 500).then(() => done.push('live')),
    ])
    expect(done[0]).toBe('live')
  })
})
