import { migrateFeed } from '@delta/feed'
import { createLegalBasis, createLogKeeper, type ListTables } from '@delta/list'
import { newChange, recordId, writeListChanges } from '@delta/list/testing'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { recipientsOf } from './answering.ts'
import { catalogue, startDesk, type TestDesk } from './testing.ts'

let it: TestDesk
beforeAll(async () => {
  it = await startDesk()
})
afterAll(() => it.stop())

const item = { product: 'LIST', recordId: recordId(1), province: '330000', subjectId: '91330100M000100Y4T', domain: 'B05' } as const
const cities = async (of: Parameters<typeof recipientsOf>[2] = item): Promise<string[]> =>
  (await recipientsOf(it.store.db, catalogue, of, false)).filter(({ kind }) => kind === 'CITY').map(({ participant }) => participant)

test('where no feed has run yet only the provinces and the national platform are known to have the item', async () => {
  await sql`alter table list_log rename to list_log_elsewhere`.execute(it.store.db)
  expect((await recipientsOf(it.store.db, catalogue, item, true)).map(({ participant }) => participant)).toEqual([
    '310000',
    '320000',
    '330000',
    '340000',
    'national',
  ])
  await sql`alter table list_log_elsewhere rename to list_log`.execute(it.store.db)
})

test('a city that the feed has told of the listing is to answer: not one whose filter never showed it, who listened before or after it, or who is no city', async () => {
  const db = it.store.db as unknown as Kysely<ListTables>
  await migrateFeed(db)
  const now = () => new Date('2026-11-20T00:00:00Z')
  await db
    .transaction()
    .execute(trx =>
      writeListChanges(trx, [newChange(7), newChange(1, { province: '330000', domain: 'B05', subject_id: item.subjectId, subject_division: '330106' })], now()),
    )
  const keeper = createLogKeeper({ db, legalBasis: createLegalBasis(catalogue), now })
  while ((await keeper.keep()) > 0);
  const endpoint = async (owner: string, cursor: string, asked: object) =>
    sql`insert into webhook_endpoint (id, owner, url, signing, asked, scope, cursor, next_at, made_at)
      values (${`${owner} ${JSON.stringify(asked)}`}, ${owner}, 'https://x', 'ED25519', ${JSON.stringify(asked)}::json, '', ${cursor}, now(), now())`.execute(
      db,
    )
  await sql`insert into list_watch (id, owner, name, at) values ('ws_1', 'partner:330200', 'a', now()), ('ws_2', 'partner:330300', 'b', now())`.execute(db)
  await sql`insert into list_watch_change (watch, subject_id, seq, added) values ('ws_1', ${item.subjectId}, 0, true)`.execute(db)
  await endpoint('partner:330100', '1.2', {})
  await endpoint('partner:330100', '1.2', { province: ['330000'], area: [catalogue.domain('B05')!.area], division: '3301' })
  await endpoint('partner:330200', '1.9', { watch: 'ws_1' })
  await endpoint('partner:330300', '1.9', { watch: 'ws_2' })
  await endpoint('partner:310000', '1.2', { division: '31' })
  await endpoint('partner:320100', '1.2', { domain: ['B04'] })
  await endpoint('partner:320200', '1.1', {})
  await endpoint('partner:320300', '2.9', {})
  await endpoint('analyst', '1.2', {})
  const listener = async (owner: string, first: number, until: string, asked: object = {}, epoch = 1) =>
    sql`insert into list_listener (owner, filter, epoch, asked, first, alive_at)
      values (${owner}, ${`${first} ${JSON.stringify(asked)}`}, ${epoch}, ${JSON.stringify(asked)}::json, ${first}, ${until})`.execute(db)
  const [before, after] = ['2026-11-19T23:59:00Z', '2026-11-20T00:00:00Z']
  await listener('partner:340100', 1, after)
  await listener('partner:340200', 0, after, { province: ['330000'] })
  await listener('partner:340300', 2, after)
  await listener('partner:340400', 0, before)
  await listener('partner:340500', 0, after, { province: ['310000'] })
  await listener('partner:340600', 0, after, {}, 2)
  await listener('partner:310000', 0, after)
  expect(await cities()).toEqual(['330100', '330200', '340100', '340200'])
  expect(await cities({ ...item, product: 'ARCHIVE' })).toEqual([])
})
