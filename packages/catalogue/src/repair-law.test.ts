import { type Finding, deadlinesOf, mayApplyFrom, naturalRepairOn, publicityOf, whatIf } from '@delta/model'
import { expect, test } from 'vitest'
import { loadCatalogue } from './load-catalogue.ts'
import { loadRepairLaw, loadWorkdays } from './load-repair-law.ts'

const catalogue = loadCatalogue()
const law = loadRepairLaw(catalogue)
const workdays = loadWorkdays(catalogue)

const finding: Finding = {
  province: '330000',
  system: 'ECO',
  level: 'CITY',
  kind: 'PENALTY',
  domain: null,
  sectors: [],
  severity: 'GENERAL',
  foundOn: '2026-05-10',
}
const penalty = (change: Partial<Finding>): Finding => ({ ...finding, ...change })
const publicity = (change: Partial<Finding>) => publicityOf(law.choose(penalty(change), null))
const days = (change: Partial<Finding>) => {
  const found = publicity(change)
  return found.state === 'RULE_UNKNOWN' ? found.why : [found.minUntil, found.maxUntil, found.stopsBy, found.ruleSet]
}
const JS = '320000'

test.each([
  ['轻微', { severity: 'MINOR' }, ['2026-05-10', '2026-08-10', '2026-08-11', 'cn-2026-36']],
  ['一般', { severity: 'GENERAL' }, ['2026-08-10', '2027-05-10', '2027-05-11', 'cn-2026-36']],
  ['严重', { severity: 'SERIOUS' }, ['2027-05-10', '2029-05-10', '2029-05-11', 'cn-2026-36']],
  ['the last day of the 58th', { foundOn: '2026-03-31' }, ['2026-06-30', '2029-03-31', '2029-04-01', 'cn-2023-58']],
  ['the first of the 36th', { foundOn: '2026-04-01' }, ['2026-07-01', '2027-04-01', '2027-04-02', 'cn-2026-36']],
  ['the first day of the 58th', { foundOn: '2023-05-01' }, ['2023-08-01', '2026-05-01', '2026-05-02', 'cn-2023-58']],
  ['a day before it, in Zhejiang', { foundOn: '2023-04-30' }, 'SILENT'],
  ['a day before it, elsewhere', { foundOn: '2023-04-30', province: JS }, 'NONE_IN_FORCE'],
  ['work safety', { system: 'EMER', foundOn: '2024-02-29' }, ['2025-02-28', '2027-02-28', '2027-03-01', 'cn-2023-58']],
  ['fire safety', { system: 'FIRE', foundOn: '2024-02-29' }, ['2025-02-28', '2027-02-28', '2027-03-01', 'cn-2023-58']],
  ['drugs', { system: 'DRUG', foundOn: '2024-02-29' }, ['2025-02-28', '2027-02-28', '2027-03-01', 'cn-2023-58']],
  [
    'special equipment, named',
    { system: 'MKT', sectors: ['SPECIAL_EQUIPMENT'], foundOn: '2024-02-29' },
    ['2025-02-28', '2027-02-28', '2027-03-01', 'cn-2023-58'],
  ],
  ['no sector under the 36th', { system: 'EMER' }, ['2026-08-10', '2027-05-10', '2027-05-11', 'cn-2026-36']],
  ['a list entry under the 58th', { kind: 'LIST', domain: 'B04', system: 'EMER', foundOn: '2024-02-29' }, 'SILENT'],
  ['a list entry under the 36th', { kind: 'LIST', domain: 'B04', system: 'EMER' }, ['2026-08-10', '2027-05-10', '2027-05-11', 'cn-2026-36']],
  ['another province of the country', { province: '110000' }, ['2026-08-10', '2027-05-10', '2027-05-11', 'cn-2026-36']],
  ['customs', { system: 'CUSTOMS' }, 'VERTICAL_SYSTEM'],
  ['tax', { system: 'TAX', province: JS }, 'VERTICAL_SYSTEM'],
  ['an unknown finder', { system: null }, 'FINDER_UNKNOWN'],
] as readonly (readonly [string, Partial<Finding>, unknown])[])('publication: %s', (_, change, expected) => expect(days(change)).toEqual(expected))

test('a severity that no source states is treated as 一般, and the answer says so', () => {
  expect(publicity({ severity: null })).toMatchObject({
    severity: 'GENERAL',
    provisional: true,
    minUntil: '2026-08-10',
    open: ['no severity is stated: treated as 一般', expect.any(String)],
  })
  expect(publicity({ severity: 'GENERAL' })).toMatchObject({ severity: 'GENERAL', provisional: false, open: [expect.any(String)] })
  expect(publicity({ severity: null, foundOn: '2024-01-01' })).toMatchObject({ severity: null, provisional: false, open: [] })
})

test('轻微 is normally not published', () => {
  expect(publicity({ severity: 'MINOR' })).toMatchObject({ normallyPublished: false })
})

test('a finder whose function holds several sectors leaves the shortest publication open under the 58th', () => {
  expect(publicity({ system: 'MKT', foundOn: '2024-01-01' })).toMatchObject({ minUntil: '2024-04-01', provisional: true })
  const found = publicity({ system: 'MKT', foundOn: '2024-01-01' })
  expect(found.open).toHaveLength(2)
  expect(publicity({ system: 'MKT', foundOn: '2024-01-01', sectors: ['FOOD'] })).toMatchObject({
    minUntil: '2025-01-01',
    provisional: false,
    sectors: ['FOOD'],
  })
})

test('办法 art. 2: in Zhejiang a finding is deleted after five full years, without annotation', () => {
  const repaired = (change: Partial<Finding>) => naturalRepairOn(law.choose(penalty(change), null))
  expect(repaired({})).toMatchObject({ value: { on: '2031-05-11', effect: 'DELETE' }, ruleSet: 'zj-2019', article: '2' })
  expect(repaired({ foundOn: '2020-02-29' })).toMatchObject({ value: { on: '2025-03-01' } })
  expect(repaired({ foundOn: '2019-02-01' })).toMatchObject({ value: { on: '2024-02-02' } })
  expect(repaired({ foundOn: '2019-01-31' })).toMatchObject({ state: 'RULE_UNKNOWN', why: 'NONE_IN_FORCE' })
  expect(repaired({ province: JS })).toMatchObject({ state: 'RULE_UNKNOWN', why: 'SILENT' })
  expect(repaired({ system: 'CSRC' })).toMatchObject({ state: 'RULE_UNKNOWN', why: 'VERTICAL_SYSTEM' })
})

test('the procedure goes by the day of the application, the higher rule first, Zhejiang’s where it is silent', () => {
  const rules = (appliedOn: string | null, change: Partial<Finding> = {}) => law.choose(penalty({ foundOn: '2021-06-01', ...change }), appliedOn)
  const sets = (appliedOn: string | null, change?: Partial<Finding>) =>
    (['fulfilled', 'waiting', 'noNewRecord', 'seriousListBlocks', 'channel', 'decider', 'annotation', 'effect'] as const).map(
      name => rules(appliedOn, change).point(name).ruleSet,
    )
  const [zj, cn58, cn36] = ['zj-2019', 'cn-2023-58', 'cn-2026-36']
  expect(sets('2023-04-30')).toEqual(Array.from({ length: 8 }, () => zj))
  expect(sets('2023-05-01')).toEqual([cn58, cn58, zj, zj, cn58, cn58, zj, cn58])
  expect(sets('2026-04-01')).toEqual([cn36, cn36, zj, zj, cn36, cn36, zj, cn36])
  expect(sets('2026-04-01', { province: JS })).toEqual([cn36, cn36, null, null, cn36, cn36, null, cn36])
  expect(sets('2022-01-01', { province: JS })).toEqual(Array.from({ length: 8 }, () => null))
  expect(sets(null)).toEqual(Array.from({ length: 8 }, () => null))
  expect(rules('2026-04-01').point('annotation')).toMatchObject({ article: '13', value: '经XXX（公共信用信息提供单位名称）同意修复，不再作为负面信息使用' })
  expect(rules(null).point('effect')).toMatchObject({ state: 'RULE_UNKNOWN', why: 'NOT_APPLIED_FOR' })
})

test('what a higher rule leaves open is open, not the province’s', () => {
  const answer = law.choose(penalty({}), '2026-06-01').point('subjectObjection')
  expect(answer).toMatchObject({ state: 'OPEN', ruleSet: 'cn-2026-36', open: 'not confirmed under order 36' })
  expect(law.choose(penalty({ foundOn: '2021-06-01' }), '2022-07-01').point('subjectObjection')).toMatchObject({
    state: 'STATED',
    ruleSet: 'zj-2019',
    article: '15',
  })
})

test('when repair may be applied for', () => {
  const from = (change: Partial<Finding>, appliedOn: string) => mayApplyFrom(law.choose(penalty(change), appliedOn))
  expect(from({ foundOn: '2021-06-01' }, '2022-07-01')).toMatchObject({ value: '2022-06-02', ruleSet: 'zj-2019', article: '5' })
  expect(from({}, '2026-06-01')).toMatchObject({ value: '2026-08-11', ruleSet: 'cn-2026-36', provisional: false })
  expect(from({ severity: 'MINOR' }, '2026-06-01')).toMatchObject({ value: '2026-05-10' })
  expect(from({ severity: null }, '2026-06-01')).toMatchObject({ value: '2026-08-11', provisional: true })
  expect(from({ foundOn: '2022-06-01', province: JS }, '2026-06-01')).toMatchObject({ state: 'RULE_UNKNOWN', why: 'NONE_IN_FORCE' })
})

test('办法 art. 11, 13, 15: the terms in working days', () => {
  const rules = law.choose(penalty({ foundOn: '2021-06-01' }), '2022-09-15')
  const terms = (event: Parameters<typeof deadlinesOf>[0], on: string) =>
    deadlinesOf(event, on, rules, workdays).map(({ duty, due, article, sense, unlimited }) => [duty, due?.day ?? null, article, sense, unlimited])
  expect(terms('COMPLETE', '2022-09-20')).toEqual([
    ['ACCEPTANCE', null, '10', 'WITHIN', false],
    ['REVIEW', '2022-10-14', '11', 'WITHIN', false],
  ])
  expect(terms('PUBLICISE', '2022-09-27')).toEqual([
    ['PUBLICITY', '2022-10-09', '11', 'LASTS', false],
    ['THIRD_PARTY_OBJECTION', null, '15', 'RIGHT', true],
  ])
  expect(terms('NOTIFY', '2022-09-30')).toEqual([['ANNOTATION', '2022-10-09', '13', 'WITHIN', false]])
  expect(terms('REFUSE', '2022-09-27')).toEqual([['SUBJECT_OBJECTION', '2022-10-09', '15', 'RIGHT', false]])
  expect(terms('OBJECT', '2022-09-27')).toEqual([['OBJECTION_DECISION', '2022-10-09', '15', 'WITHIN', false]])
})

test('order 36: acceptance in 3 working days, answer in 10, the rest open; a term into 2027 is provisional', () => {
  const rules = law.choose(penalty({ province: JS }), '2026-09-20')
  expect(deadlinesOf('FORWARD', '2026-09-22', rules, workdays)).toMatchObject([
    { duty: 'ACCEPTANCE', due: { day: '2026-09-28', provisional: false }, ruleSet: 'cn-2026-36' },
  ])
  expect(deadlinesOf('APPLY', '2026-09-20', rules, workdays)).toMatchObject([{ duty: 'FEEDBACK', due: { day: '2026-10-10', provisional: false } }])
  expect(deadlinesOf('ACCEPT', '2026-09-22', rules, workdays)).toMatchObject([
    { duty: 'REVIEW', due: null, state: 'OPEN', open: expect.stringContaining('自受理之日起') },
  ])
  expect(deadlinesOf('APPLY', '2026-12-20', rules, workdays)).toMatchObject([{ due: { day: '2027-01-01', provisional: true, calendarUntil: '2026-12-31' } }])
  expect(deadlinesOf('APPLY', '2026-12-17', rules, workdays)).toMatchObject([{ due: { day: '2026-12-31', provisional: false } }])
})

test('what if another rule set alone held', () => {
  const list = [penalty({}), penalty({ province: JS, foundOn: '2024-05-10' }), penalty({ system: 'CUSTOMS' })]
  const changed = whatIf(law, 'cn-2023-58', list, '2026-11-25')
  expect(changed?.map(({ finding: { system, province }, differs }) => [system, province, differs])).toEqual([
    ['ECO', '330000', ['publicity', 'naturalRepair']],
    ['CUSTOMS', '330000', ['publicity', 'mayApplyFrom']],
  ])
  expect(changed?.[0]?.instead.publicity).toMatchObject({ ruleSet: 'cn-2023-58', maxUntil: '2029-05-10' })
  expect(whatIf(law, 'cn-2026-36', [penalty({ province: JS })], '2026-11-25')).toEqual([])
  expect(whatIf(law, 'zj-2029', list, '2026-11-25')).toBeNull()
})

test('a calendar of 2014–2026 with its make-up days', () => {
  expect([workdays.calendarFrom, workdays.calendarUntil]).toEqual(['2014-01-01', '2026-12-31'])
  expect(['2019-02-02', '2019-02-03', '2025-09-28', '2026-02-14', '2026-02-16', '2027-01-04'].map(workdays.isWorkday)).toEqual([
    true,
    true,
    true,
    true,
    false,
    null,
  ])
})
