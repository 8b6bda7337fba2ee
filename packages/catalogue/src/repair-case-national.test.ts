import { annotationOf } from '@delta/model'
import { expect, test } from 'vitest'
import { type Move, after, faultsOf, inZhejiang, jiangsu } from './testing-repair-case.ts'

test('cn-2023-58: the single window decides, local sites stop in three working days', () => {
  const case58: readonly Move[] = [
    ['APPLY', 'SUBJECT', '2023-09-25'],
    ['APPROVE', 'CREDIT_CHINA', '2023-10-09'],
    ['CONFIRM', 'CREDIT_CHINA', '2023-10-10'],
    ['NOTIFY', 'CREDIT_CHINA', '2023-10-10'],
    ['SYNC', 'CREDIT_BODY', '2023-10-13'],
  ]
  const done = after(case58, { finding: jiangsu })
  expect(done.faults).toEqual([])
  expect(done).toMatchObject({ outcome: 'REPAIRED', stage: 'SYNC', closed: true })
  expect(done.terms.map(({ duty, due, doneOn, late, ruleSet }) => [duty, due?.day ?? null, doneOn, late, ruleSet])).toEqual([
    ['FEEDBACK', '2023-10-13', '2023-10-10', false, 'cn-2023-58'],
    ['SYNC', '2023-10-13', '2023-10-13', false, 'cn-2023-58'],
    ['THIRD_PARTY_OBJECTION', null, null, false, 'cn-2023-58'],
  ])
  expect(faultsOf([['APPLY', 'SUBJECT', '2023-09-01']], { finding: jiangsu })).toEqual([['APPLY', 'TOO_EARLY']])
  expect(faultsOf([['APPLY', 'SUBJECT', '2023-09-02']], { finding: jiangsu })).toEqual([])
})

const CN36: readonly Move[] = [
  ['APPLY', 'SUBJECT', '2026-09-14'],
  ['FORWARD', 'CREDIT_CHINA', '2026-09-15'],
  ['ACCEPT', 'FINDER', '2026-09-18'],
  ['APPROVE', 'FINDER', '2026-09-22'],
]

test('cn-2026-36: forwarded by the single window, decided by the finder; what is open has no day', () => {
  const elsewhere = { finding: { ...jiangsu, foundOn: '2026-05-10' } }
  const repaired: readonly Move[] = [...CN36, ['CONFIRM', 'FINDER', '2026-09-23'], ['NOTIFY', 'FINDER', '2026-09-23'], ['SYNC', 'CREDIT_BODY', '2026-09-24']]
  const done = after(repaired, elsewhere)
  expect(done).toMatchObject({ outcome: 'REPAIRED', closed: true, faults: [] })
  expect(done.terms.map(({ duty, due, state }) => [duty, due?.day ?? null, state])).toEqual([
    ['FEEDBACK', '2026-09-28', 'STATED'],
    ['ACCEPTANCE', '2026-09-18', 'STATED'],
    ['REVIEW', null, 'OPEN'],
    ['SYNC', null, 'OPEN'],
    ['THIRD_PARTY_OBJECTION', null, 'OPEN'],
  ])
  expect(annotationOf(done.rules, '南京市生态环境局')).toMatchObject({ state: 'RULE_UNKNOWN', why: 'SILENT' })
  const refused: readonly Move[] = [...CN36.slice(0, 3), ['REFUSE', 'FINDER', '2026-09-22'], ['OBJECT', 'SUBJECT', '2026-10-30']]
  expect(after(refused, elsewhere)).toMatchObject({ faults: [], objections: [{ bodies: { state: 'OPEN', ruleSet: 'cn-2026-36' } }] })
})

test('in Zhejiang order 36 leaves publicity and annotation to zj-2019', () => {
  const finding = { ...inZhejiang, foundOn: '2026-05-10' }
  const moves: readonly Move[] = [
    ...CN36,
    ['PUBLICISE', 'FINDER', '2026-09-22'],
    ['CONFIRM', 'FINDER', '2026-10-10'],
    ['NOTIFY', 'FINDER', '2026-10-10'],
    ['ANNOTATE', 'CREDIT_BODY', '2026-10-12'],
    ['SYNC', 'CREDIT_BODY', '2026-10-12'],
  ]
  expect(after(moves, { finding })).toMatchObject({ outcome: 'REPAIRED', closed: true, faults: [] })
  expect(after(moves, { finding }).terms.map(({ duty, ruleSet }) => `${duty} ${ruleSet}`)).toContain('PUBLICITY zj-2019')
})

test('a publicity that runs into an unknown year ends with no confirmation until the calendar is there', () => {
  const finding = { ...inZhejiang, foundOn: '2026-05-10' }
  const moves: readonly Move[] = [
    ['APPLY', 'SUBJECT', '2026-12-14'],
    ['FORWARD', 'CREDIT_CHINA', '2026-12-15'],
    ['ACCEPT', 'FINDER', '2026-12-16'],
    ['APPROVE', 'FINDER', '2026-12-25'],
    ['PUBLICISE', 'FINDER', '2026-12-28'],
    ['CONFIRM', 'FINDER', '2027-01-15'],
  ]
  expect(faultsOf(moves, { finding })).toEqual([['CONFIRM', 'CALENDAR_UNKNOWN']])
})

test('no rule set, no case', () => {
  const customs = { finding: { ...inZhejiang, system: 'CUSTOMS' } }
  expect(after([], customs).next).toEqual([])
  expect(faultsOf([['APPLY', 'SUBJECT', '2022-09-15']], customs)).toEqual([['APPLY', 'RULE_UNKNOWN']])
  expect(faultsOf([['APPLY', 'SUBJECT', '2022-09-15']], { finding: { ...jiangsu, foundOn: '2020-01-01' } })).toEqual([['APPLY', 'RULE_UNKNOWN']])
})
