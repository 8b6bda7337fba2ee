import type { ArchiveItem, ListEntry, Relationship } from '@delta/model'
import { beforeAll, describe, expect, test } from 'vitest'
import type { RecordKind, RecordOf } from '@delta/wire'
import { openMessage, type OpeningParts } from '@delta/wire'
import { recordsOf, SUBJECTS } from './testing/records.ts'
import { createWorld, deliver, type Draft, draftOf, type World } from './testing/world.ts'

const now = () => new Date('2026-11-20T02:10:00Z')
const [shanghai, ningbo, , beijing, , person] = SUBJECTS

let world: World
let make: ReturnType<typeof recordsOf>
let parts: OpeningParts
beforeAll(async () => {
  world = await createWorld()
  make = recordsOf(world)
  const { validate, entitled } = world.parts(undefined as never, now)
  parts = { validate, entitled, now, keyring: world.keyring }
})

const open = async (kind: RecordKind, record: RecordOf[RecordKind], spoil: (draft: Draft) => void = () => undefined, sealer = record.province) => {
  const topic = world.topicOf(kind, '310000')
  const draft = draftOf(topic, record, 7)
  spoil(draft)
  const [message] = await deliver([draft], world.keys[sealer], now)
  const { message: _, ...opened } = (await openMessage(message!, topic, parts)) as never as { message: unknown }
  return opened
}
const entry = (more: Partial<ListEntry> = {}) => make.entry('310000', shanghai!, 'B05', more)
const item = (more: Partial<ArchiveItem> = {}) => make.item('310000', shanghai!, 'ENT-OPS-001', more)
const licence = (more: Partial<ArchiveItem> = {}) => make.licence('310000', shanghai!, '沪监许〔2026〕1号', more)
const relation = (party = person!, more: Partial<Relationship> = {}) => make.relation('310000', shanghai!, party, more)
const refused = (reason: string, detail: string, genuine = true) => ({ accepted: false, genuine, seq: 7, reason, detail })

describe('what is good is accepted', () => {
  test.each<[string, RecordKind, () => RecordOf[RecordKind]]>([
    ['an entry', 'list-entry', () => entry()],
    ['an entry of its finder', 'list-entry', () => entry({ unitBasis: 'FINDER' })],
    ['an item', 'archive-item', () => item()],
    ['a licence', 'archive-item', () => licence()],
    ['a licence in custody', 'archive-item', () => licence({ unit: 'SH-FGW', unitBasis: 'CUSTODIAN' })],
    ['a relation in the region', 'relationship', () => relation(person, { hukouProvince: '340000' })],
    ['a relation outside', 'relationship', () => relation(person, { hukouProvince: '440000' })],
    ['a relation with an unknown 户籍', 'relationship', () => relation()],
    ['a supplier in Ningbo', 'relationship', () => relation(ningbo, { dimension: 'SUPPLY_CHAIN', unit: 'NB-TAX' })],
    ['a rejection', 'rejection', () => make.rejection('310000', 1)],
    ['a rejection of an unknown unit', 'rejection', () => make.rejection('310000', 1, { reportedBy: null, product: 'ARCHIVE', subjectKind: null })],
  ])('%s', async (_name, kind, record) => {
    expect(await open(kind, record())).toEqual({ accepted: true, seq: 7, recordId: record().recordId, version: 1, record: record() })
  })

  test('a tombstone', async () => {
    expect(
      await open('list-entry', entry({ version: 3 }), draft => {
        draft.value = null
      }),
    ).toMatchObject({ accepted: true, version: 3, record: null })
  })
})

describe('what is not genuine is refused, and its number is only a claim', () => {
  test('another province sealed it', async () =>
    expect(await open('list-entry', entry(), undefined, '320000')).toEqual(refused('SEAL_KEY_PARTICIPANT', '', false)))
  test.each<[string, string, (headers: Record<string, string>) => void]>([
    [
      'no seal',
      'SEAL_MISSING',
      headers => {
        delete headers['delta-seal']
      },
    ],
    [
      'a broken seal',
      'SEAL_MALFORMED',
      headers => {
        headers['delta-seal'] = 'x'
      },
    ],
    [
      'another number',
      'SEAL_PATH',
      headers => {
        headers['delta-seq'] = '70'
      },
    ],
    [
      'another unit',
      'SEAL_PATH',
      headers => {
        headers.ce_source = 'urn:delta:unit:SH-MKT'
      },
    ],
  ])('%s', async (_name, reason, spoil) => {
    const topic = world.topicOf('list-entry', '310000')
    const [message] = await deliver([draftOf(topic, entry(), 7)], world.keys['310000'], now)
    const headers = { ...message!.headers } as Record<string, string>
    spoil(headers)
    expect(await openMessage({ ...message!, headers }, topic, parts)).toMatchObject({ accepted: false, genuine: false, reason })
  })
  test('a number that is none', async () =>
    expect(
      await open('list-entry', entry(), draft => {
        draft.headers['delta-seq'] = '0'
      }),
    ).toEqual({ ...refused('SEQ', 'delta-seq', false), seq: null }))
  test("keys that have expired are no record's fault", async () => {
    const topic = world.topicOf('list-entry', '310000')
    const [message] = await deliver([draftOf(topic, entry(), 7)], world.keys['310000'], now)
    await expect(openMessage(message!, topic, { ...parts, now: () => new Date('2101-01-01T00:00:00Z') })).rejects.toMatchObject({ code: 'DIRECTORY_EXPIRED' })
  })
})

describe('what does not fit is refused with its reason, and its number counts', () => {
  const spoilt = (change: (draft: Draft) => void) => open('list-entry', entry(), change)
  const rewrite = (change: (record: Record<string, unknown>) => void) => (draft: Draft) => {
    const record = JSON.parse(draft.value!.toString()) as Record<string, unknown>
    change(record)
    draft.value = Buffer.from(JSON.stringify(record))
  }
  test.each<[string, string, string, (draft: Draft) => void]>([
    [
      'no version',
      'ENVELOPE',
      'delta-version',
      draft => {
        delete draft.headers['delta-version']
      },
    ],
    [
      'another version',
      'ENVELOPE',
      'delta-version',
      draft => {
        draft.headers['delta-version'] = '2'
      },
    ],
    [
      'another type',
      'ENVELOPE',
      'ce_type',
      draft => {
        draft.headers.ce_type = 'cn.delta.credit.relationship.v1'
      },
    ],
    [
      'no CloudEvent',
      'ENVELOPE',
      'ce_type',
      draft => {
        delete draft.headers.ce_specversion
      },
    ],
    [
      'another schema',
      'ENVELOPE',
      'ce_dataschema',
      draft => {
        draft.headers.ce_dataschema = 'https://example/x'
      },
    ],
    [
      'another source',
      'ENVELOPE',
      'ce_source',
      draft => {
        draft.headers.ce_source = 'urn:delta:unit:SH-TAX'
      },
    ],
    [
      'another key',
      'ENVELOPE',
      'recordId',
      draft => {
        draft.key = 'k'.repeat(43)
      },
    ],
    [
      'no key',
      'ENVELOPE',
      'key',
      draft => {
        draft.key = ''
      },
    ],
    [
      'no JSON',
      'JSON',
      '',
      draft => {
        draft.value = Buffer.from('{"a":')
      },
    ],
    [
      'no UTF-8',
      'JSON',
      '',
      draft => {
        draft.value = Buffer.from([0x22, 0xff, 0x22])
      },
    ],
    [
      'a member too many',
      'SCHEMA',
      ' additionalProperties',
      rewrite(record => {
        record.more = 1
      }),
    ],
    [
      'a member of another type',
      'SCHEMA',
      '/caseNo anyOf',
      rewrite(record => {
        record.caseNo = 1
      }),
    ],
    [
      'a day that is none',
      'SCHEMA',
      '/from calendar',
      rewrite(record => {
        record.from = '2026-02-30'
      }),
    ],
    [
      'an instant that is none',
      'SCHEMA',
      '/recordedAt calendar',
      rewrite(record => {
        record.recordedAt = '2026-11-31T25:00:00Z'
      }),
    ],
    [
      'another province',
      'PROVINCE',
      'province',
      rewrite(record => {
        record.province = '320000'
      }),
    ],
    [
      'another partition',
      'PARTITION',
      'subject',
      draft => {
        draft.partition = (draft.partition + 1) % 4
      },
    ],
  ])('%s', async (_name, reason, detail, spoil) => {
    const opened = (await spoilt(spoil)) as { detail: string }
    expect(opened).toMatchObject({ accepted: false, genuine: true, seq: 7, reason })
    if (reason !== 'SCHEMA' || detail.includes('calendar')) expect(opened.detail).toBe(detail)
  })

  test.each<[string, RecordKind, () => RecordOf[RecordKind], string, string]>([
    ["a licence's day", 'archive-item', () => licence({ licence: { ...licence().licence!, validTo: '2026-13-01' } }), 'SCHEMA', '/validTo calendar'],
    ['a unit of another province', 'list-entry', () => entry({ reportedBy: 'ZJ-ECO' }), 'UNIT_NOT_ENTITLED', 'reportedBy'],
    ['a unit that is none', 'list-entry', () => entry({ reportedBy: 'SH-NONE' }), 'UNIT_NOT_ENTITLED', 'reportedBy'],
    ['a domain that is none', 'list-entry', () => entry({ domain: 'B99' }), 'CODE_UNKNOWN', 'domain'],
    ['a domain of another polarity', 'list-entry', () => entry({ polarity: 'RED' }), 'CODE_UNKNOWN', 'domain'],
    ['an entry at another unit', 'list-entry', () => entry({ unit: 'SH-TAX' }), 'UNIT_NOT_YIELDED', 'CATALOGUE'],
    ['an entry at a finder of another function', 'list-entry', () => entry({ unit: 'SH-TAX', unitBasis: 'FINDER' }), 'UNIT_NOT_YIELDED', 'FINDER'],
    ['an entry at an authority', 'list-entry', () => entry({ unitBasis: 'AUTHORITY' }), 'UNIT_NOT_YIELDED', 'AUTHORITY'],
    ['an indicator of another kind', 'archive-item', () => item({ indicator: 'SOC-BAS-001' }), 'CODE_UNKNOWN', 'indicator'],
    ['an item at another unit', 'archive-item', () => item({ unit: 'SH-TAX' }), 'UNIT_NOT_YIELDED', 'CATALOGUE'],
    ['an item at a finder', 'archive-item', () => item({ unitBasis: 'FINDER' }), 'UNIT_NOT_YIELDED', 'FINDER'],
    ['an item in custody', 'archive-item', () => item({ unit: 'SH-FGW', unitBasis: 'CUSTODIAN' }), 'UNIT_NOT_YIELDED', 'CUSTODIAN'],
    ['a licence at another authority', 'archive-item', () => licence({ unit: 'SH-TAX' }), 'UNIT_NOT_YIELDED', 'AUTHORITY'],
    ['a licence by the catalogue', 'archive-item', () => licence({ unitBasis: 'CATALOGUE' }), 'UNIT_NOT_YIELDED', 'CATALOGUE'],
    ['a legal representative that is an organisation', 'relationship', () => relation(beijing, { dimension: 'LEGAL_REP' }), 'CODE_UNKNOWN', 'dimension'],
    ["a person by an organisation's code", 'relationship', () => relation(beijing, { partyKind: 'NAT' }), 'PLACEMENT', 'partyKind'],
    ['a person placed without 户籍', 'relationship', () => relation(person, { placement: 'OUTSIDE_REGION' }), 'PLACEMENT', 'placement'],
    [
      'an organisation outside placed inside',
      'relationship',
      () => relation(beijing, { placement: 'IN_REGION', partyProvince: '310000', unit: 'SH-MKT' }),
      'PLACEMENT',
      'placement',
    ],
    ['a party outside with a unit', 'relationship', () => relation(beijing, { unit: 'SH-MKT' }), 'PLACEMENT', 'unit'],
    [
      'a 户籍 in another province',
      'relationship',
      () => relation(person, { hukouProvince: '340000', partyProvince: '330000', unit: 'ZJ-HUKOU' }),
      'PLACEMENT',
      'partyProvince',
    ],
    ['a 户籍 at another unit', 'relationship', () => relation(person, { hukouProvince: '340000', unit: 'AH-MKT' }), 'UNIT_NOT_YIELDED', 'PARTY'],
  ])('%s', async (_name, kind, record, reason, detail) => {
    expect(await open(kind, record())).toEqual(refused(reason, detail))
  })
})
