import { loadCatalogue } from '@delta/catalogue'
import { committedText } from '@delta/model'
import {
  commitTo,
  consistencyProof,
  consistencyReads,
  createSetHash,
  entryElement,
  eventLeaf,
  inclusionProof,
  inclusionReads,
  merkleRoot,
  verifyConsistency,
  verifyPath,
} from '@delta/seal'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type NewChange, writeListChanges } from './changes.ts'
import { createLogKeeper, type LogKeeper } from './keep-log.ts'
import { createLegalBasis } from './legal-basis.ts'
import { changeOf, changeText } from './log-event.ts'
import { readLog, readLogHead, readNodes } from './read-log.ts'
import { type ListTables, migrateList } from './tables.ts'
import { newChange, recordId } from './testing-log.ts'

const legalBasis = createLegalBasis(loadCatalogue())
const now = () => new Date('2026-11-20T00:00:00Z')

let base: TestDatabase<ListTables>
beforeEach(async () => {
  base = await createTestDatabase(process.env.DELTA_TEST_POSTGRES, 8)
  await migrateList(base.db)
})
afterEach(() => base?.drop())

const write = (...changes: NewChange[]) => base.db.transaction().execute(trx => writeListChanges(trx, changes, now()))
const keeper = (): LogKeeper => createLogKeeper({ db: base.db, legalBasis, now })
const keepAll = async (one: LogKeeper, limit?: number): Promise<void> => {
  while ((await one.keep(limit)) > 0);
}

const history = (): NewChange[] => [
  newChange(1),
  newChange(2, { province: '310000', unit: 'SH-ECO' }),
  newChange(3, { subject_id: 'NP:somebody', name: '张三丰' }),
  newChange(1, { op: 'updated', division: '330203' }),
  newChange(2, { op: 'repaired', province: '310000', unit: 'SH-ECO', status: 'REPAIRED' }),
  newChange(4, { domain: 'R01', polarity: 'RED' }),
  newChange(3, { op: 'withdrawn', reason: 'ERASED', status: 'WITHDRAWN', subject_id: 'NP:somebody' }),
  newChange(5, { op: 'delisted', status: 'EXPIRED' }),
]

/** Keeps a copy as a subscriber would, and checks every promise of every change on the way. */
const followed = async (): Promise<Map<string, string>> => {
  const rows = await readLog(base.db, 0, 1_000)
  const copy = new Map<string, string>()
  const set = createSetHash()
  const leaves: Buffer[] = []
  for (const row of rows) {
    const change = changeOf(row)
    expect(changeText(row)).toBe(JSON.stringify(change))
    const hash = Buffer.from(change.hash, 'base64url')
    if (change.salt !== null) expect(commitTo(Buffer.from(change.salt, 'base64url'), committedText(change)).equals(hash)).toBe(true)
    leaves.push(eventLeaf(hash))
    expect(merkleRoot(leaves).toString('base64url')).toBe(change.root)
    const held = copy.get(change.entry.id)
    if (held) set.remove(entryElement(change.entry.id, Buffer.from(held, 'base64url')))
    copy.delete(change.entry.id)
    if (row.listed) {
      copy.set(change.entry.id, change.hash)
      set.add(entryElement(change.entry.id, hash))
    }
    expect(set.digest().toString('base64url')).toBe(change.digest)
  }
  return copy
}

test('every change is in the log once, in order; commitments, roots and digests are what a subscriber computes', async () => {
  await write(...history())
  await keepAll(keeper(), 3)
  expect([...(await followed()).keys()].toSorted()).toEqual([recordId(1), recordId(4)])
  const rows = await readLog(base.db, 0, 100)
  expect(rows.map(row => row.op)).toEqual(['listed', 'listed', 'listed', 'updated', 'repaired', 'listed', 'withdrawn', 'delisted'])
  expect(await base.db.selectFrom('list_change').selectAll().execute()).toEqual([])
  const { seq, root, digest } = await readLogHead(base.db)
  expect([seq, root, digest]).toEqual([8, rows[7]!.root, rows[7]!.digest])
  expect(changeOf(rows[4]!)).toMatchObject({
    legalBasis: '信用修复管理办法（国家发展改革委令第36号）',
    reason: 'RECORD',
    entry: { id: recordId(2), province: { code: '310000' }, status: 'REPAIRED' },
  })
})

test("a person's name is masked for everybody, and what is erased is gone from the log while its proofs stand", async () => {
  const [, , listed, , , , erased] = history()
  await write(newChange(1), listed!)
  await keepAll(keeper())
  const [, before] = await readLog(base.db, 0, 2)
  expect(before!.text).toContain('张*')
  expect(before!.text).not.toContain('张三')
  await write(erased!)
  await keepAll(keeper())
  const [, after, last] = await readLog(base.db, 0, 3)
  expect([after!.text, after!.salt, last!.text]).toEqual([null, null, null])
  expect(changeOf(after!)).toMatchObject({ op: 'listed', entry: { id: recordId(3) }, salt: null, hash: before!.hash.toString('base64url') })
  const read = await readNodes(base.db, [...inclusionReads(1, 3), ...consistencyReads(2, 3)])
  expect(verifyPath(eventLeaf(before!.hash), 1, 3, inclusionProof(1, 3, read), last!.root)).toBe(true)
  expect(verifyConsistency(2, 3, after!.root, last!.root, consistencyProof(2, 3, read))).toBe(true)
  expect((await followed()).size).toBe(1)
})

test('several keepers and writers at once, keepers that fail in the middle: the log stays dense and right', async () => {
  const keepers = Array.from({ length: 4 }, keeper)
  const broken = createLogKeeper({
    db: base.db,
    now,
    legalBasis: () => {
      throw new Error('broken')
    },
  })
  let writing = true
  const writers = Array.from({ length: 3 }, async (_, writer) => {
    for (let n = 0; n < 30; n += 1) await write(newChange(writer * 10 + (n % 7)), newChange(writer * 10 + (n % 3), { op: 'delisted', status: 'DELISTED' }))
  })
  const keeping = [...keepers, broken].map(async one => {
    while (writing) await one.keep(7).catch(() => undefined)
  })
  await Promise.all(writers)
  writing = false
  await Promise.all(keeping)
  await keepAll(keepers[0]!)
  expect((await readLogHead(base.db)).seq).toBe(180)
  await followed()
})
