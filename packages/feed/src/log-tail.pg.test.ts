import { type LogHead, readLog } from '@delta/list'
import { silentLog } from '@delta/stream/testing'
import type { KyselyPlugin } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createLogTail, type LogTail } from './log-tail.ts'
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
