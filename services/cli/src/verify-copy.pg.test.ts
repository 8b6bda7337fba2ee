import { type CopyTables, migrateCopy } from '@delta/subscriber'
import { createTestDatabase } from '@delta/store/testing'
import { expect, test } from 'vitest'
import { verifyCopyAt } from './verify-copy.ts'

test('the audit of a copy says what holds, or what something else than the feed has changed', async () => {
  const base = await createTestDatabase<CopyTables>(process.env['DELTA_TEST_POSTGRES'], 2)
  try {
    await migrateCopy(base.db)
    expect(await verifyCopyAt(base.url)).toMatchObject({ ok: true, lines: [expect.stringMatching(/^verified: 0 entries of the copy; digest /)] })
    await base.pool.query(`insert into list_copy (id, entry, hash, salt, logged, cell) values ('forged', '{"id":"forged"}', '\\x00', null, '{}', '310000/RED')`)
    expect(await verifyCopyAt(base.url)).toMatchObject({
      ok: false,
      lines: ['not verified: COPY_ENTRY: entry forged: its hash is not one'],
    })
  } finally {
    await base.drop()
  }
})
