import { createKeyring, generateKey, openSealed, publicOf, sealBatch, signingKey } from '@delta/seal'
import { migrate } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { eraseFromOutbox } from './erase-from-outbox.ts'
import { createOutbox, type Numbered, type Outbox } from './outbox.ts'
import { outboxMigrations, type OutboxTables } from './outbox-tables.ts'
import { type OutboxSeal, sealOnce } from './seal-once.ts'

const TOPIC = 'delta.list.sh.v1'
const jwk = await generateKey()
const keyring = createKeyring({
  issuedAt: '2026-01-01T00:00:00Z',
  expiresAt: '2099-01-01T00:00:00Z',
  participants: [{ province: '310000', name: '上海市', keys: [{ jwk: publicOf(jwk), validFrom: '2020-01-01T00:00:00Z', validTo: null }] }],
})
let clock = new Date('2026-11-20T00:00:00Z')
let database: TestDatabase<OutboxTables>
let outbox: Outbox
const sign: OutboxSeal = messages => sealBatch(messages, signingKey(jwk), { now: () => clock })
beforeAll(async () => {
  database = await createTestDatabase<OutboxTables>(process.env.DELTA_TEST_POSTGRES)
  await migrate(database.db, outboxMigrations)
  outbox = createOutbox(database.db)
})
afterAll(() => database?.drop())
beforeEach(async () => {
  await sql`truncate outbox, outbox_head, outbox_sent, outbox_seal`.execute(database.db)
  await database.db.transaction().execute(trx =>
    outbox.append(
      trx,
      Array.from({ length: 20 }, (_, n) => ({ topic: TOPIC, partition: n % 2, key: `k${n}`, headers: { 'delta-version': '1' }, value: `{"n":${n}}` })),
    ),
  )
})

const read = async (): Promise<Numbered[]> => (await outbox.unsent(100)).map(one => ({ ...one, headers: { ...one.headers, 'delta-seq': String(one.seq) } }))

test('what is sealed again has the seal that it had, whichever part is asked for, also beside what is new', async () => {
  const all = await read()
  const first = all.filter(one => one.seq <= 6)
  const sealed = new Map((await sealOnce(database.db, sign)(first)).map((headers, n) => [first[n]!, headers]))
  clock = new Date('2026-11-21T00:00:00Z')
  const later = sealOnce(database.db, sign)
  const some = all.filter(one => one.seq >= 3 && one.seq <= 9)
  const again = await later(some)
  for (const [n, message] of some.entries()) {
    if (message.seq <= 6) expect(again[n]).toEqual(sealed.get(message))
    else expect(again[n]!['delta-seal']).not.toBe(sealed.values().next().value!['delta-seal'])
    expect(await openSealed({ ...message, headers: { ...message.headers, ...again[n] } }, keyring, { now: () => clock })).toMatchObject({ kid: jwk.kid })
  }
  const third = await sealOnce(database.db, () => Promise.reject(new Error('nothing is new')))(some)
  expect(third).toEqual(again)
})

test('a record that is not what was sealed is not sent', async () => {
  const all = await read()
  await sealOnce(database.db, sign)(all)
  await sql`update outbox set value = '{"n":-1}' where seq = 4`.execute(database.db)
  await expect(sealOnce(database.db, sign)(await read())).rejects.toMatchObject({ code: 'SEAL_PATH' })
})

test('a seal whose key has been revoked is made anew over the same records, and the new one is kept', async () => {
  const all = await read()
  const first = all.filter(one => one.seq <= 6)
  const before = await sealOnce(database.db, sign)(first)
  const other = await generateKey()
  const renewed: OutboxSeal = messages => sealBatch(messages, signingKey(other), { now: () => clock })
  const some = first.filter(one => one.seq >= 3)
  const again = await sealOnce(database.db, renewed, async () => false)(some)
  const later = createKeyring({
    issuedAt: '2026-01-01T00:00:00Z',
    expiresAt: '2099-01-01T00:00:00Z',
    participants: [{ province: '310000', name: '上海市', keys: [{ jwk: publicOf(other), validFrom: '2020-01-01T00:00:00Z', validTo: null }] }],
  })
  for (const [n, message] of some.entries()) {
    expect(again[n]).not.toEqual(before[first.indexOf(message)])
    expect(await openSealed({ ...message, headers: { ...message.headers, ...again[n] } }, later, { now: () => clock })).toMatchObject({ kid: other.kid })
  }
  expect(await sealOnce(database.db, () => Promise.reject(new Error('nothing is new')))(some)).toEqual(again)
})

test('what a seal held of a record that has been erased is gone, and what is left of its batch can be sent again', async () => {
  await sealOnce(database.db, sign)(await read())
  await database.db.transaction().execute(async trx => {
    const tombstone = { topic: TOPIC, partition: 0, key: 'k2', headers: { 'delta-version': '2' }, value: null }
    await outbox.append(trx, [tombstone])
    await eraseFromOutbox(trx, [tombstone])
  })
  const all = await read()
  expect(all.filter(one => one.key === 'k2').map(({ seq, value }) => [seq, value])).toEqual([
    [2, null],
    [11, null],
  ])
  const seals = await sealOnce(database.db, sign)(all)
  for (const [n, message] of all.entries())
    expect(await openSealed({ ...message, headers: { ...message.headers, ...seals[n] } }, keyring, { now: () => clock })).toMatchObject({ kid: jwk.kid })
  expect(await sealOnce(database.db, () => Promise.reject(new Error('nothing is new')))(all)).toEqual(seals)
  await sql`update outbox set value = '{"n":-1}' where partition = 1 and seq = 4`.execute(database.db)
  await expect(sealOnce(database.db, sign)(await read())).rejects.toMatchObject({ code: 'SEAL_PATH' })
})
