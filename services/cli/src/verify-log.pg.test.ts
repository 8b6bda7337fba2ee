import { migrateList, type ListTables } from '@delta/list'
import { createTestDatabase } from '@delta/store/testing'
import { expect, test } from 'vitest'
import { verifyLog } from './verify-log.ts'

test('the audit says what holds, or each event and entry that does not', async () => {
  const base = await createTestDatabase<ListTables>(process.env['DELTA_TEST_POSTGRES'], 2)
  const now = () => new Date('2026-11-20T00:00:00Z')
  try {
    await migrateList(base.db)
    expect(await verifyLog(base.url, now)).toMatchObject({ ok: true, lines: [expect.stringMatching(/^verified: 0 events of log 1 and 0 entries/)] })
    await base.pool.query('update list_log_head set seq = 7')
    expect(await verifyLog(base.url, now)).toEqual({ ok: false, lines: ['not verified: HEAD: event 7: the log ends with 0, its head says 7'] })
  } finally {
    await base.drop()
  }
})
