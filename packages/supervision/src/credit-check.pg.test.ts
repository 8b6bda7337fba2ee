import { createEvidence } from '@delta/access'
import { inForceOf } from '@delta/list'
import { canonicalJson } from '@delta/model'
import { createKeyring, openSealed, publicOf } from '@delta/seal'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCreditChecks, type CheckOutcome, type CreditChecks, type ProvenAnswer } from './credit-check.ts'
import { catalogue, startDatabase, testKey, viewerAs } from './testing.ts'

let base: Awaited<ReturnType<typeof startDatabase>>
let jwk: Awaited<ReturnType<typeof testKey>>['jwk']
let checks: CreditChecks
const now = () => new Date('2026-11-23T04:00:00Z')
const asker = (given: Parameters<typeof viewerAs>[1] = {}) => viewerAs('unit:ZJ-MKT', { purpose: 'approval', ...given })

let serial = 0
/** Puts an entry into the read model. */
const list = (subject: string, given: Record<string, unknown> = {}) => {
  const row = {
    record_id: `rec${(serial += 1)}`,
    version: 1,
    op: 'upsert',
    domain: 'B05',
    polarity: 'BLACK',
    province: '330000',
    unit: 'ZJ-ECO',
    unit_basis: 'CATALOGUE',
    reported_by: 'ZJ-ECO',
    subject_id: subject,
    subject_kind: 'ENT',
    subject_name: '某某有限公司',
    subject_division: '330106',
    case_no: null,
    basis: '依据',
    valid_from: '2026-01-05',
    valid_to: null,
    status: 'EFFECTIVE',
    status_class: 'effective',
    warnings: [],
    known_from: '2026-01-06T00:00:00Z',
    recorded_at: '2026-01-06T00:00:00Z',
    known_at: '2026-01-06T00:00:00Z',
    ...given,
  }
  return base.store.db
    .insertInto('list_entry')
    .values(row as never)
    .execute()
}
const one = async (subject: string, matter: string, given: Record<string, string> = { division: '330000' }, viewer = asker()): Promise<ProvenAnswer> => {
  const [outcome] = await checks.check(viewer, [{ subject, matter, ...given }])
  if ('error' in outcome!) throw new Error(outcome.error.code)
  return outcome!
}
const codeOf = (outcome: CheckOutcome): string => ('error' in outcome ? `${outcome.error.code} ${outcome.error.field}` : outcome.verdict)

beforeAll(async () => {
  base = await startDatabase()
  const made = await testKey()
  jwk = made.jwk
  checks = createCreditChecks({
    db: base.store.db,
    catalogue,
    inForce: ids => inForceOf(base.store.db, ids),
    subjectsOf: code => (/^[0-9A-Z]{18}$|^NP:|^ORG:/.test(code) ? [code] : []),
    successorsOf: async ids => new Map(ids.includes('ORG:000000001') ? [['ORG:000000001', '91330106000000001A']] : []),
    evidence: createEvidence({ db: base.store.db, now }),
    key: made.key,
    now,
  })
  await list('91330106000000001A')
  await list('91330106000000002A', { domain: 'B12', unit: 'ZJ-CULT' })
  await list('91330106000000003A', { status: 'REPAIRED', status_class: 'repaired' })
  await list('91330106000000004A', { domain: 'R01', polarity: 'RED' })
  await list('91330106000000005A', { domain: 'R01', polarity: 'RED' })
  await list('91330106000000005A', { domain: 'B05' })
  await list('91330106000000006A', { domain: 'B01', province: '310000', unit: 'SH-COURT' })
  await list('ORG:000000007', { domain: 'B05' })
  await list('NP:person', { domain: 'B01', subject_kind: 'NAT', subject_name: '张三丰' })
  await list('91330106000000008A', { domain: catalogue.domains().find(({ polarity }) => polarity === 'WATCH')!.code, polarity: 'WATCH' })
})
afterAll(() => base.drop())

test('a black entry stops what its measures forbid and notes what they have examined, with law, departments and memoranda', async () => {
  const stopped = await one('91330106000000001A', 'XK')
  expect([stopped.verdict, stopped.level, stopped.entries.length]).toEqual(['STOP', 'PROVINCE', 1])
  const [entry] = stopped.entries
  expect(entry).toMatchObject({ domain: 'B05', recognition: 'BINDS', effect: 'STOP', basis: '依据' })
  expect(entry!.memoranda.length).toBeGreaterThan(0)
  for (const { legalBasis, departments, missing } of entry!.measures)
    expect([legalBasis !== '', departments.length > 0 !== (missing !== null)]).toEqual([true, true])
  expect(entry!.measures.find(({ code }) => code === 'P01')).toMatchObject({ effect: 'NOTE', departments: [{ code: 'ZJ-MKT', unit: 'ZJ-MKT' }] })
  expect((await one('91330106000000002A', 'JC')).verdict).toBe('PASS')
  expect((await one('91330106000000002A', 'XK')).verdict).toBe('NOTE')
})

test('what is repaired does not count; neither does who is on no list', async () => {
  expect(await one('91330106000000003A', 'XK')).toMatchObject({ verdict: 'PASS', entries: [] })
  expect(await one('91330106000000099A', 'XK')).toMatchObject({ verdict: 'PASS', entries: [], name: null })
})

test('an item is looked at by its own measure; its code says where it lies', async () => {
  const item = (measure: string) => catalogue.powerItems().find(each => each.measure === measure && each.province === '330000' && each.level === 'PROVINCE')!
  const byItem = await one('91330106000000001A', item('P01').code.text, {})
  expect([byItem.verdict, byItem.entries[0]!.measures.map(({ code }) => code)]).toEqual(['NOTE', ['P01']])
  expect((await one('91330106000000001A', item('P09').code.text, {})).verdict).toBe('STOP')
  expect((await one('91330106000000001A', item('P09').basicCode, { division: '330106', level: 'PROVINCE' })).verdict).toBe('STOP')
  expect((await one('91330106000000001A', item('P24').code.text, {})).verdict).toBe('PASS')
})

test('a red entry favours; on a subject that is black it is flagged and favours nothing', async () => {
  expect(await one('91330106000000004A', 'XK')).toMatchObject({ verdict: 'PASS', entries: [{ effect: 'FAVOUR', flags: [] }] })
  const both = await one('91330106000000005A', 'XK')
  expect([both.verdict, both.entries.map(({ polarity, effect, flags }) => [polarity, effect, ...flags])]).toEqual([
    'STOP',
    [
      ['RED', 'NONE', 'W_RED_ON_BLACK'],
      ['BLACK', 'STOP'],
    ],
  ])
})

test('a finding that is but noted in the province of the matter never stops there; a watch list is only noted', async () => {
  expect(await one('91330106000000006A', 'QT')).toMatchObject({ verdict: 'NOTE', entries: [{ recognition: 'NOTED', effect: 'NOTE' }] })
  expect((await one('91330106000000006A', 'QT', { division: '310000' })).verdict).toBe('STOP')
  expect(await one('91330106000000008A', 'XK')).toMatchObject({ verdict: 'NOTE', entries: [{ effect: 'NOTE', flags: ['W_WATCHED'], measures: [] }] })
})

test('what is asked under an older number is answered for the code under which it goes on, with what stands under both', async () => {
  expect(await one('ORG:000000001', 'XK')).toMatchObject({ verdict: 'STOP', subject: '91330106000000001A', entries: [{ domain: 'B05' }] })
  await list('ORG:000000001', { domain: 'B12', unit: 'ZJ-CULT' })
  expect((await one('ORG:000000001', 'XK')).entries.map(({ domain }) => domain)).toEqual(['B05', 'B12'])
  expect((await one('ORG:000000007', 'XK')).subject).toBe('ORG:000000007')
  await base.store.db.deleteFrom('list_entry').where('subject_id', '=', 'ORG:000000001').execute()
})

test('older records under the organisation code alone count', async () => {
  expect((await one('913301060000000071', 'XK')).verdict).toBe('STOP')
})

test('a person is masked, leaves evidence and needs a case; the others of a batch are answered', async () => {
  const batch = [
    { subject: 'NP:person', matter: 'QT', division: '330000' },
    { subject: '91330106000000001A', matter: 'XK', division: '330000' },
  ]
  expect((await checks.check(asker(), batch)).map(codeOf)).toEqual(['CASE_REQUIRED subject', 'STOP'])
  const before = await sql<{ n: number }>`select count(*) as n from evidence`.execute(base.store.db)
  const [person] = await checks.check(asker({ case: '案1' }), batch)
  expect(person).toMatchObject({ verdict: 'STOP', subject: 'NP:person', name: '张*' })
  const after = await sql<{ n: number }>`select count(*) as n from evidence where subject_id = 'NP:person' and case_ref = '案1'`.execute(base.store.db)
  expect([before.rows[0]!.n, after.rows[0]!.n]).toEqual([0, 1])
  expect(JSON.stringify(person)).not.toContain('三丰')
})

test('what cannot be asked is told for each, by code and field; who may not ask is refused', async () => {
  const asked = [
    { subject: '12345', matter: 'XK', division: '330000' },
    { subject: '91330106000000001A', matter: 'ZZ', division: '330000' },
    { subject: '91330106000000001A', matter: 'XK', division: '110000' },
    { subject: '91330106000000001A', matter: 'XK' },
    { subject: '91330106000000001A', matter: 'XK', level: 'COUNTY', division: '330000' },
    { subject: '91330106000000001A', matter: 'XK', level: 'TOWN', division: '330000' },
    { subject: '91330106000000001A', matter: 'XK', level: 'CITY', division: '330106' },
  ]
  expect((await checks.check(asker(), asked)).map(codeOf)).toEqual([
    'BAD_ARGUMENT subject',
    'BAD_ARGUMENT matter',
    'BAD_ARGUMENT division',
    'BAD_ARGUMENT division',
    'BAD_ARGUMENT level',
    'BAD_ARGUMENT level',
    'STOP',
  ])
  await expect(checks.check(asker({ purpose: 'analysis' }), asked)).rejects.toMatchObject({ code: 'PURPOSE_NOT_ALLOWED' })
  await expect(checks.check(asker({ products: [] }), asked)).rejects.toMatchObject({ code: 'NOT_AGREED' })
  const narrow = await one('91330106000000001A', 'XK', { division: '330000' }, asker({ domains: ['B01'] }))
  expect(narrow).toMatchObject({ verdict: 'PASS', within: { domains: ['B01'] } })
})

test('each answer of a batch is sealed and kept as it was given; what was kept cannot be changed', async () => {
  const asked = Array.from({ length: 300 }, (_, n) => ({ subject: `9133010600000${String(n % 10).padStart(4, '0')}A`, matter: 'XK', division: '330000' }))
  const outcomes = (await checks.check(asker(), asked)) as ProvenAnswer[]
  const validFrom = '2026-01-01T00:00:00Z'
  const keyring = createKeyring({
    issuedAt: validFrom,
    expiresAt: '2036-01-01T00:00:00Z',
    participants: [{ province: 'region', name: 'test', keys: [{ jwk: publicOf(jwk), validFrom, validTo: null }] }],
  })
  const { rows } = await sql<{ id: string; text: string; seal: string; path: string }>`
    select c.id, c.text, b.seal, c.path from credit_check c join check_batch b on b.id = c.batch where b.id = ${outcomes[0]!.id.split('.')[0]}`.execute(
    base.store.db,
  )
  const kept = new Map(rows.map(row => [row.id, row]))
  expect(kept.size).toBe(300)
  for (const { proof, text, ...answer } of outcomes) {
    const value = canonicalJson(answer)
    expect(value).toBe(text)
    expect(await openSealed({ ...proof, value }, keyring, { now })).toMatchObject({ province: 'region' })
    expect(await openSealed({ ...proof, value: value.replace(/"verdict":"\w+"/, '"verdict":"PASS","x":1') }, keyring, { now })).toHaveProperty('error')
    expect(kept.get(answer.id)).toEqual({ id: answer.id, text, seal: proof.headers['delta-seal'], path: proof.headers['delta-seal-path'] })
  }
  for (const statement of [sql`update credit_check set verdict = 'PASS'`, sql`delete from credit_check`, sql`truncate check_batch, credit_check`])
    await expect(statement.execute(base.store.db)).rejects.toThrow('append-only')
})

test('no evidence, no answer', async () => {
  const broken = createCreditChecks({
    db: { executeQuery: () => Promise.reject(new Error('full')) } as never,
    catalogue,
    inForce: ids => inForceOf(base.store.db, ids),
    subjectsOf: code => [code],
    successorsOf: async () => new Map(),
    evidence: createEvidence({ db: base.store.db, now }),
    key: (await testKey()).key,
    now,
  })
  await expect(broken.check(asker(), [{ subject: '91330106000000001A', matter: 'XK', division: '330000' }])).rejects.toThrow('full')
})
