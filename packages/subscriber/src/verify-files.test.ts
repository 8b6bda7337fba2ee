import type { ListChange } from '@delta/model'
import { expect, test } from 'vitest'
import { CopyFault } from './copy-fault.ts'
import { createTestLog, idOf, piecesOf } from './testing-log.ts'
import { verifyProof, verifySnapshot } from './verify-files.ts'

type Log = Awaited<ReturnType<typeof createTestLog>>

const history = async (): Promise<{ log: Log; snapshot: string; events: string }> => {
  const log = await createTestLog()
  log.write({ n: 1 })
  log.write({ n: 2, erased: true, province: '310000' })
  log.write({ n: 3, polarity: 'RED' })
  log.write({ n: 2, op: 'withdrawn', erased: true })
  log.write({ n: 1, op: 'updated' })
  const snapshot = await log.snapshot()
  log.write({ n: 4, province: '310000' })
  log.write({ n: 1, op: 'updated', province: '340000' })
  log.write({ n: 3, op: 'repaired', polarity: 'RED' })
  log.write({ n: 3, op: 'corrected', polarity: 'RED' })
  return { log, snapshot, events: log.changes.slice(5).map(lineOf).join('') }
}
const lineOf = (change: ListChange): string => `${JSON.stringify(change)}\n`

/** What is wrong: code, event and entry; null where nothing is. */
const faultOf = async ({ directory }: Log, snapshot: string | Uint8Array, events?: string | Uint8Array) =>
  verifySnapshot({ snapshot: piecesOf(snapshot), events: events === undefined ? undefined : piecesOf(events) }, directory).then(
    () => null,
    (error: unknown) => {
      if (!(error instanceof CopyFault)) throw error
      return { code: error.code, event: error.event, entry: error.entry, message: error.message }
    },
  )

/** The file with one bit of a byte changed, for every third byte. */
async function* flips(file: string, judge: (changed: Buffer) => ReturnType<typeof faultOf>) {
  const bytes = Buffer.from(file)
  for (let at = 0, line = 1; at < bytes.length; at += 3) {
    const changed = Buffer.from(bytes)
    changed[at]! ^= 1 << (at % 8)
    yield { at, line, fault: await judge(changed), context: changed.subarray(at - 20, at + 20).toString() }
    line += bytes.subarray(at, at + 3).filter(byte => byte === 10).length
  }
}

test('a snapshot and the events after it hold', async () => {
  const { log, snapshot, events } = await history()
  expect(await verifySnapshot({ snapshot: piecesOf(snapshot, 7) }, log.directory)).toBe('the snapshot holds 2 entries as of 1.5, as signed')
  expect(await verifySnapshot({ snapshot: piecesOf(snapshot), events: piecesOf(events, 3) }, log.directory)).toBe(
    'the snapshot holds 2 entries as of 1.5, as signed; 4 events after it lead to 2 entries as of 1.9',
  )
})

test('an empty list, its whole history with what has been erased, and a filtered snapshot hold', async () => {
  const log = await createTestLog()
  const empty = await log.snapshot()
  expect(await faultOf(log, empty)).toBe(null)
  log.write({ n: 1 })
  log.write({ n: 2, erased: true, province: '310000' })
  log.write({ n: 2, op: 'updated', erased: true, province: '320000' })
  log.write({ n: 1, op: 'delisted' })
  expect(await faultOf(log, empty, log.changes.map(lineOf).join(''))).toBe(null)
  log.write({ n: 2, op: 'withdrawn', erased: true })
  log.write({ n: 5, province: '320000' })
  const filtered = await log.snapshot('320000')
  const said = `{"caught-up":{"cursor":"1.9","scope":{"digest":"${JSON.parse(filtered.split('\n')[0]!).snapshot.scope.digest}","count":1}}}\n`
  expect(await faultOf(log, filtered, said)).toBe(null)
  expect(await faultOf(log, filtered, said.replace('"count":1', '"count":2'))).toMatchObject({ code: 'SCOPE_DIGEST' })
})

test('one byte changed anywhere in a snapshot or in the events after it is named', async () => {
  const { log, snapshot, events } = await history()
  for await (const { at, line, fault, context } of flips(snapshot, changed => faultOf(log, changed))) {
    expect(fault, `byte ${at}: ${context}`).not.toBe(null)
    if (line === 1) expect(fault!.code).toMatch(/^SNAPSHOT_(SEAL|MALFORMED|CUT)$/)
    // The first entry was last stated by event 5, the second by event 3; where the id itself is not readable any more, the entry before it says where.
    if (line === 2) expect(fault!.entry === idOf(1) || fault!.event === 5 || /first entry|last line/.test(fault!.message)).toBe(true)
    if (line === 3) expect(fault!.entry === idOf(3) || fault!.event === 3 || fault!.message.includes(`entry after ${idOf(1)}`)).toBe(true)
  }
  for await (const { at, line, fault, context } of flips(events, changed => faultOf(log, snapshot, changed))) {
    expect(fault, `byte ${at}: ${context}`).not.toBe(null)
    expect(fault!.message).toMatch(at >= Buffer.byteLength(events) - 1 ? /cut short/ : `line ${line} of the events`)
  }
}, 60_000)

test.each([
  ['an event left out', (lines: string[]) => lines.toSpliced(1, 1), { code: 'CHANGE_GAP', event: 8 }],
  ['two events exchanged', (lines: string[]) => [lines[1]!, lines[0]!, ...lines.slice(2)], { code: 'CHANGE_GAP', event: 7 }],
  ['an event twice', (lines: string[]) => [lines[0]!, ...lines], { code: 'CHANGE_GAP', event: 6 }],
  ['the last event cut short', (lines: string[]) => [...lines.slice(0, 3), lines[3]!.slice(0, 40)], { code: 'SNAPSHOT_CUT' }],
])('%s is named', async (_what, change, fault) => {
  const { log, snapshot, events } = await history()
  const lines = events.split(/(?<=\n)/)
  expect(await faultOf(log, snapshot, change(lines).join(''))).toMatchObject(fault)
})

test.each([
  ['an entry left out', (lines: string[]) => lines.toSpliced(1, 1), { code: 'SNAPSHOT_DIGEST' }],
  ['two entries exchanged', (lines: string[]) => [lines[0]!, lines[2]!, lines[1]!, lines[3]!], { code: 'SNAPSHOT_ENTRY', entry: idOf(1) }],
  ['an entry twice', (lines: string[]) => lines.toSpliced(1, 0, lines[1]!), { code: 'SNAPSHOT_ENTRY', entry: idOf(1) }],
  ['no last line', (lines: string[]) => lines.slice(0, 3), { code: 'SNAPSHOT_CUT' }],
  ['nothing', () => [], { code: 'SNAPSHOT_CUT' }],
  ['something after the last line', (lines: string[]) => [...lines, lines[1]!], { code: 'SNAPSHOT_MALFORMED' }],
])('in a snapshot %s is named', async (_what, change, fault) => {
  const { log, snapshot } = await history()
  expect(await faultOf(log, change(snapshot.split(/(?<=\n)/)).join(''))).toMatchObject(fault)
})

test("a snapshot sealed by nobody the directory knows is refused, and so is an entry that another event's salt would open", async () => {
  const [one, other] = [await history(), await history()]
  expect(await faultOf(one.log, other.snapshot)).toMatchObject({ code: 'SNAPSHOT_SEAL' })
  const [first, entry, ...rest] = one.snapshot.split('\n')
  const forged = [first, other.snapshot.split('\n')[1], ...rest].join('\n')
  expect(entry).not.toBe(forged.split('\n')[1])
  expect(await faultOf(one.log, forged)).toMatchObject({ code: 'SNAPSHOT_DIGEST' })
})

test('proofs hold with the checkpoint of their log; a changed byte of either does not', async () => {
  const { log } = await history()
  const checkpoint = await log.checkpoint()
  const { directory } = log
  expect(await verifyProof(log.inclusion(4, 9), [checkpoint], directory)).toMatch(/^event 4 with hash \S+ stands in the signed log of 9 events$/)
  expect(await verifyProof(log.consistency(5, 9), [checkpoint], directory)).toBe('the log of 5 events is the beginning of the signed log of 9')
  const refused = (proof: Parameters<typeof verifyProof>[0], jws = checkpoint) => verifyProof(proof, [jws], directory).catch((error: CopyFault) => error.code)
  expect(await refused({ ...log.inclusion(4, 9), seq: 5 })).toBe('INCLUSION')
  expect(await refused({ ...log.inclusion(4, 9), hash: log.changes[0]!.hash })).toBe('INCLUSION')
  expect(await refused(log.inclusion(4, 8))).toBe('CHECKPOINT')
  expect(await refused({ ...log.consistency(5, 9), from: 6 })).toBe('CONSISTENCY')
  expect(await refused({ ...log.consistency(5, 9), fromRoot: log.changes[5]!.root })).toBe('CONSISTENCY')
  expect(await refused(log.consistency(5, 8))).toBe('CHECKPOINT')
  // The last characters of a signature are `AA` now and then.
  const forged = `${checkpoint.slice(0, -9)}${checkpoint.at(-9) === 'A' ? 'B' : 'A'}${checkpoint.slice(-8)}`
  expect(await refused(log.inclusion(4, 9), forged)).toBe('CHECKPOINT')
  expect(await refused(log.inclusion(4, 9), await (await history()).log.checkpoint())).toBe('CHECKPOINT')
})
