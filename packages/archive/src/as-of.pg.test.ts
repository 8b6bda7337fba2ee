import type { ArchiveItem } from '@delta/model'
import { ask, type CountedDatabase } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createArchiveEffects } from './effects.ts'
import { projectArchive } from './project.ts'
import { stateSubjects } from './state-subjects.ts'
import { statementOfItem } from './subject.ts'
import type { ArchiveTables } from './tables.ts'
import { FIRM, startArchive } from './testing.ts'

let base: CountedDatabase<ArchiveTables>
let schema: GraphQLSchema
beforeAll(async () => {
  const started = await startArchive()
  base = started.base
  schema = started.schema
})
afterAll(() => base?.drop())

const OTHER = '91310000MA1FL00C1X'
const licence = (version: number, subject: string, name: string, validTo: string | null): ArchiveItem => ({
  recordId: 'moving',
  province: '330000',
  op: 'upsert',
  version,
  reportedBy: 'ZJ-MKT',
  sourceUpdatedAt: null,
  recordedAt: `2026-02-0${version}T00:00:00.000Z`,
  evidence: { dataset: 'test', coordinate: 'test/1' },
  warnings: [],
  unit: 'ZJ-MKT',
  unitBasis: 'AUTHORITY',
  subject: { id: subject, kind: 'ENT', subKind: null, idType: 'USCC', name, maskedId: null, division: '330100' },
  indicator: 'ENT-LAW-001',
  businessNo: null,
  value: null,
  arose: null,
  until: null,
  licence: {
    docNo: '号',
    title: '证',
    kind: [],
    number: null,
    content: null,
    decisionDate: '2026-01-02',
    validFrom: '2026-01-02',
    validTo,
    authority: '局',
    status: 'VALID',
  },
  penalty: null,
})

const take = (record: ArchiveItem | null, at: string, version = record!.version) =>
  base.db.transaction().execute(async trx => {
    if (record) await stateSubjects(trx, [{ ...statementOfItem(record), name_rank: 4 }], new Date(at))
    await projectArchive(trx, [{ recordId: 'moving', version, record }], {
      province: '330000',
      day: '2026-02-10',
      categoryOf: () => 'C02',
      effects: createArchiveEffects(new Date(at)),
      remediesOf: () => ({ publicUntil: null }),
    })
  })

const SUBJECT = `query($id: ID!, $asOf: AsOf) { subject(id: $id, asOf: $asOf) { name archive { attributes(codes: ["C02"]) { indicators(codes: ["ENT-LAW-001"]) {
  unit { code } items(first: 50) { nodes { id status licence { validTo } } } } } } } }`
interface Told {
  readonly name: string
  readonly archive: {
    readonly attributes: readonly {
      readonly indicators: readonly {
        readonly items: { readonly nodes: readonly { readonly id: string; readonly status: string; readonly licence: { readonly validTo: string | null } }[] }
      }[]
    }[]
  }
}
const asked = async (id: string, asOf: object) => {
  const { data, errors } = await ask(schema, SUBJECT, { variables: { id, asOf } })
  if (errors) return errors[0]!.extensions?.['code']
  const { name, archive } = (data as { subject: Told }).subject
  const items = archive.attributes.flatMap(({ indicators }) => indicators).flatMap(({ items: { nodes } }) => nodes)
  return `${name}: ${items
    .filter(one => one.id === 'moving')
    .map(one => `${one.status} until ${one.licence.validTo}`)
    .join()}`
}

test('a subject’s archive is what it was: of which name, with what, and how it stood on the day', async () => {
  await take(licence(1, FIRM, '第一名', '2026-02-05'), '2026-02-01T00:00:01.000Z')
  await take(licence(2, FIRM, '第二名', null), '2026-02-02T00:00:01.000Z')
  await take(licence(3, OTHER, '别人', null), '2026-02-03T00:00:01.000Z')
  expect(await asked(FIRM, { known: '2026-02-01T00:00:00Z' })).toBe('杭州某某贸易有限公司: ')
  expect(await asked(FIRM, { known: '2026-02-01T00:00:01Z' })).toBe('第一名: VALID until 2026-02-05')
  expect(await asked(FIRM, { known: '2026-02-01T12:00:00Z', valid: '2026-02-06' })).toBe('第一名: EXPIRED until 2026-02-05')
  expect(await asked(FIRM, { known: '2026-02-01T12:00:00Z', valid: '2026-01-01' })).toBe('第一名: ')
  expect(await asked(FIRM, { known: '2026-02-02T12:00:00Z' })).toBe('第二名: VALID until null')
  expect(await asked(OTHER, { known: '2026-02-02T12:00:00Z' })).toBe('杭州某某貿易股份有限公司: ')
  expect(await asked(FIRM, { known: '2026-02-03T12:00:00Z' })).toBe('第二名: ')
  expect(await asked(OTHER, { known: '2026-02-03T12:00:00Z' })).toBe('别人: VALID until null')
  expect(await asked(FIRM, { known: '2999-01-01T00:00:00Z' })).toBe('BAD_ARGUMENT')
})

test('each question is one statement', async () => {
  base.statements.length = 0
  await asked(FIRM, { known: '2026-02-02T12:00:00Z' })
  expect(base.statements.filter(text => text.startsWith('select')).length).toBe(1)
})

test('what is said again as it was replaces nothing', async () => {
  const count = async () => (await sql<{ n: number }>`select count(*)::int as n from subject_past`.execute(base.db)).rows[0]!.n
  const before = await count()
  const again = { ...statementOfItem(licence(4, OTHER, '别人', null)), name_rank: 4 as const }
  await base.db.transaction().execute(trx => stateSubjects(trx, [again], new Date('2026-02-05T00:00:00Z')))
  expect(await count()).toBe(before)
  await base.db.transaction().execute(trx => stateSubjects(trx, [{ ...again, name: '改名', at: '2026-02-06T00:00:00.000Z' }], new Date('2026-02-06T00:00:00Z')))
  expect(await count()).toBe(before + 1)
})

test('an item that is erased leaves no past states', async () => {
  await sql`insert into archive_evidence values ('330000', 'moving', 3, 'd', 'c', 'h', now(), 't', 0, 0, 1, 'moving', '{}', '', '', '')`.execute(base.db)
  await take(null, '2026-02-07T00:00:00.000Z', 5)
  await sql`delete from archive_evidence where record_id = 'moving'`.execute(base.db)
  const { rows } = await sql`select from archive_item_past where record_id = 'moving'`.execute(base.db)
  expect(rows).toEqual([])
})
