import { afterAll, beforeAll, expect, test } from 'vitest'
import { placeNow } from './place.ts'
import { openTestLog, type TestLog } from './testing-webhook.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
  await log.grow(5)
})
afterAll(() => log?.base.drop())

test('a cursor that this process has not seen yet is gone on from; one that nobody gave is refused', async () => {
  const parts = { tail: { head: () => ({ epoch: 1, seq: 3, dropped: 0 }) as never }, db: log.base.db }
  expect(await placeNow(parts, '1.5', '')).toEqual({ cursor: { epoch: 1, seq: 5, extra: 0 } })
  expect(await placeNow(parts, '1.6', '')).toMatchObject({ problem: { code: 'CURSOR_FUTURE', head: '1.5' } })
  expect(await placeNow(parts, null, '')).toEqual({ cursor: { epoch: 1, seq: 3, extra: 0 } })
  await log.base.pool.query('update list_log_head set epoch = 2')
  expect(await placeNow(parts, '2.5', '')).toEqual({ cursor: { epoch: 2, seq: 5, extra: 0 } })
  expect(await placeNow(parts, '3.5', '')).toMatchObject({ problem: { code: 'CURSOR_EPOCH', epoch: 2 } })
})
