import type { Receipt } from '@delta/model'
import { openMessage, type OpeningParts } from '@delta/wire'
import { beforeAll, describe, expect, test } from 'vitest'
import { receiptOf } from './testing/records.ts'
import { createWorld, deliver, type Draft, draftOf, idOf, type World } from './testing/world.ts'

const now = () => new Date('2026-11-20T02:10:00Z')
let world: World
let parts: OpeningParts
beforeAll(async () => {
  world = await createWorld()
  const { validate, entitled } = world.parts(undefined as never, now)
  parts = { validate, entitled, now, keyring: world.keyring }
})

const open = async (record: Receipt, spoil: (draft: Draft) => void, opening: OpeningParts = parts) => {
  const topic = world.topicOf('receipt', record.province)
  const draft = draftOf(topic, record, 7)
  spoil(draft)
  const [message] = await deliver([draft], world.keys[record.province], now)
  const { message: _, ...opened } = (await openMessage(message!, topic, opening)) as never as { message: unknown }
  return opened
}
const about = (more: Partial<Receipt['about']> = {}): Receipt['about'] => ({
  record: 'list-entry',
  province: '330000',
  recordId: idOf('about'),
  version: 3,
  ...more,
})
const notice = (province: Receipt['province'] = '330000', version = 1) => about({ record: 'repair-notice', province, version })
const receipt = (more: Partial<Receipt> = {}, on = about()) => receiptOf(world, '310000', on, more)
const stopped = (participant: string, on = notice()) => receipt({ participant, answers: 'STOPPED' }, on)
const onAdapters = (): void => undefined
const onDesks = (draft: Draft): void => void (draft.partition = 1)
const refused = (reason: string, detail: string) => ({ accepted: false, genuine: true, seq: 7, reason, detail })

describe('a receipt speaks for its own province alone, by the writer that gives such receipts', () => {
  test.each<[string, () => Receipt, (draft: Draft) => void]>([
    ['what was delivered to the province', () => receipt(), onAdapters],
    ['a notice that was delivered to it', () => receipt({}, notice()), onAdapters],
    ['what the province uses no more', () => stopped('310000'), onDesks],
    ['what one of its cities uses no more', () => receiptOf(world, '320000', notice(), { participant: '320500', answers: 'STOPPED' }), onDesks],
    ['what the national platform uses no more, of the province that is answered', () => stopped('national', notice('310000')), onDesks],
  ])('%s', async (_name, record, spoil) => {
    expect(await open(record(), spoil)).toMatchObject({ accepted: true, record: record() })
  })
  const FORGED: readonly [string, () => Receipt, (draft: Draft) => void, string, string][] = [
    ["another province's", () => receipt({ participant: '320000' }), onAdapters, 'PARTICIPANT', 'participant'],
    ["another province's stop", () => stopped('320000'), onDesks, 'PARTICIPANT', 'participant'],
    ["another province's city's", () => stopped('320500'), onDesks, 'PARTICIPANT', 'participant'],
    ["a city's that is none", () => stopped('319900'), onDesks, 'PARTICIPANT', 'participant'],
    ["a city's delivery", () => receipt({ participant: '320500' }), onAdapters, 'PARTICIPANT', 'participant'],
    ["the nation's delivery", () => receipt({ participant: 'national' }, notice('310000')), onAdapters, 'PARTICIPANT', 'participant'],
    ["the nation's, on another province's notice", () => stopped('national', notice('320000')), onDesks, 'PARTICIPANT', 'participant'],
    ['a delivery by the desk', () => receipt(), onDesks, 'PARTITION', 'answers'],
    ['a stop by the adapter', () => stopped('310000'), onAdapters, 'PARTITION', 'answers'],
    ["a notice's second version", () => stopped('310000', notice('330000', 2)), onDesks, 'ABOUT', 'about.version'],
    ['a stop of what is no notice', () => stopped('310000', about()), onDesks, 'ABOUT', 'about.record'],
  ]
  test.each(FORGED)('%s is refused', async (_name, record, spoil, reason, detail) => {
    expect(await open(record(), spoil)).toEqual(refused(reason, detail))
  })
  test('the breach: with no rule for receipts every one that is forged in its content would pass', async () => {
    const breach: OpeningParts = { ...parts, entitled: () => null }
    for (const [name, record, spoil, reason] of FORGED)
      expect([name, ((await open(record(), spoil, breach)) as { accepted?: boolean }).accepted]).toEqual([name, reason !== 'PARTITION'])
  })
})
