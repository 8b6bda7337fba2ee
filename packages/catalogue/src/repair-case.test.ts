import { annotationOf, creditBodyOf, objectionBodiesOf, repairCase } from '@delta/model'
import { expect, test } from 'vitest'
import { type Move, REFUSED, ZJ, after, faultsOf, inZhejiang, nextOf, parts, walk } from './testing-repair-case.ts'

test('zj-2019: a case from the application to the annotation', () => {
  const way = ZJ.map((_, index) => nextOf(ZJ.slice(0, index)))
  expect(way).toEqual([
    ['APPLY', 'OBJECT'],
    ['ASK_SUPPLEMENT', 'COMPLETE', 'WITHDRAW'],
    ['SUPPLEMENT', 'WITHDRAW'],
    ['ASK_SUPPLEMENT', 'COMPLETE', 'WITHDRAW'],
    ['ACCEPT', 'DECLINE', 'APPROVE', 'REFUSE', 'WITHDRAW'],
    ['PUBLICISE', 'WITHDRAW'],
    ['OBJECT', 'WITHDRAW'],
    ['NOTIFY', 'OBJECT'],
    ['ANNOTATE', 'OBJECT'],
  ])
  const done = after(ZJ)
  expect(done).toMatchObject({ stage: 'ANNOTATE', outcome: 'REPAIRED', closed: true, faults: [], waitsFor: null })
  expect(done.next).toEqual([{ step: 'OBJECT', parties: ['THIRD_PARTY'] }])
  expect(done.terms.map(({ duty, due, doneOn, late }) => [duty, due?.day ?? null, doneOn, late])).toEqual([
    ['ACCEPTANCE', null, '2022-09-26', false],
    ['REVIEW', '2022-10-14', '2022-09-26', false],
    ['PUBLICITY', '2022-10-09', '2022-10-10', false],
    ['THIRD_PARTY_OBJECTION', null, null, false],
    ['NOTICE', null, '2022-10-11', false],
    ['ANNOTATION', '2022-10-13', '2022-10-13', false],
  ])
  expect(annotationOf(done.rules, '杭州市生态环境局').value).toBe('经杭州市生态环境局同意修复，不再作为负面信息使用')
  expect(creditBodyOf(done.rules).value).toBe('CITY_CREDIT_BODY')
})

test('zj-2019: publicity must last five working days; the day before its end is too early', () => {
  const published = ZJ.slice(0, 6)
  expect(faultsOf([...published, ['CONFIRM', 'FINDER', '2022-10-09']])).toEqual([['CONFIRM', 'TOO_EARLY']])
  expect(faultsOf([...published, ['CONFIRM', 'FINDER', '2022-10-10']])).toEqual([])
})

test('a duty is overdue the day after its last, and late when done then', () => {
  const complete = ZJ.slice(0, 4)
  const review = (today: string) => after(complete, { today }).terms.find(({ duty }) => duty === 'REVIEW')
  expect([review('2022-10-13'), review('2022-10-14'), review('2022-10-15')].map(term => term?.overdue)).toEqual([false, false, true])
  const done = after([...complete, ['APPROVE', 'FINDER', '2022-10-17']]).terms.find(({ duty }) => duty === 'REVIEW')
  expect(done).toMatchObject({ overdue: false, late: true, doneOn: '2022-10-17' })
})

test('办法 art. 5 and 3: not before a full year, not while on a serious list', () => {
  expect(faultsOf([['APPLY', 'SUBJECT', '2022-06-01']])).toEqual([['APPLY', 'TOO_EARLY']])
  expect(faultsOf([['APPLY', 'SUBJECT', '2022-06-02']])).toEqual([])
  const listed = { seriousListed: (day: string) => day < '2022-09-26' }
  expect(faultsOf(ZJ.slice(0, 5), listed)).toEqual([])
  expect(faultsOf([...ZJ.slice(0, 4), ['APPROVE', 'FINDER', '2022-09-25']], listed)).toEqual([['APPROVE', 'SERIOUS_LIST']])
  expect(faultsOf(ZJ, { seriousListed: day => day === '2022-10-10' })[0]).toEqual(['CONFIRM', 'SERIOUS_LIST'])
})

test('办法 art. 15: the subject objects within five working days, to the superior body; upheld, the finder reviews anew', () => {
  expect(after(REFUSED)).toMatchObject({ outcome: 'REFUSED', closed: false, next: [{ step: 'OBJECT', parties: ['SUBJECT', 'AGENT'] }] })
  expect(faultsOf([...REFUSED, ['OBJECT', 'SUBJECT', '2022-10-10']])).toEqual([['OBJECT', 'TOO_LATE']])
  expect(after(REFUSED, { today: '2022-10-10' })).toMatchObject({ closed: true, next: [] })
  const objected: readonly Move[] = [...REFUSED, ['OBJECT', 'AGENT', '2022-10-09']]
  const pending = after(objected)
  expect(pending.objections).toMatchObject([{ number: 1, by: 'SUBJECT', bodies: { value: ['SUPERIOR'], article: '15' }, decision: null }])
  expect(pending.terms.at(-1)).toMatchObject({ duty: 'OBJECTION_DECISION', due: { day: '2022-10-14' }, objection: 1 })
  expect(pending.next.map(({ step }) => step)).toEqual(['UPHOLD_OBJECTION', 'DISMISS_OBJECTION'])
  expect(after(objected, { today: '2022-10-15' }).terms.at(-1)?.overdue).toBe(true)
  const upheld = after([...objected, ['UPHOLD_OBJECTION', 'OBJECTION_BODY', '2022-10-12']])
  expect(upheld).toMatchObject({ outcome: null, objections: [{ decision: { upheld: true, on: '2022-10-12' } }] })
  expect(upheld.next.map(({ step }) => step)).toEqual(['ACCEPT', 'DECLINE', 'APPROVE', 'REFUSE', 'WITHDRAW'])
  const dismissed = after([...objected, ['DISMISS_OBJECTION', 'OBJECTION_BODY', '2022-10-12']])
  expect(dismissed).toMatchObject({ outcome: 'REFUSED', closed: true, next: [] })
})

test('a subject whose objection was upheld may object to a second refusal', () => {
  const again: readonly Move[] = [
    ...REFUSED,
    ['OBJECT', 'SUBJECT', '2022-09-27'],
    ['UPHOLD_OBJECTION', 'OBJECTION_BODY', '2022-09-27'],
    ['REFUSE', 'FINDER', '2022-09-27'],
    ['OBJECT', 'SUBJECT', '2022-10-09'],
    ['DISMISS_OBJECTION', 'OBJECTION_BODY', '2022-10-10'],
  ]
  expect(after(again)).toMatchObject({ outcome: 'REFUSED', closed: true, faults: [] })
  expect(faultsOf([...again, ['OBJECT', 'SUBJECT', '2022-10-10']])).toEqual([['OBJECT', 'STEP_NOT_ALLOWED']])
})

test('办法 art. 15: a third party objects during publicity or later; upheld, there is no repair', () => {
  const published: readonly Move[] = [...ZJ.slice(0, 6), ['OBJECT', 'THIRD_PARTY', '2022-09-28']]
  expect(objectionBodiesOf(after(published).rules, 'THIRD_PARTY').value).toEqual(['CONFIRMING_UNIT'])
  expect(faultsOf([...published, ['CONFIRM', 'FINDER', '2022-10-10']])).toEqual([['CONFIRM', 'OBJECTION_PENDING']])
  expect(after([...published, ['UPHOLD_OBJECTION', 'OBJECTION_BODY', '2022-10-08']])).toMatchObject({ outcome: 'REFUSED', closed: true })
  expect(nextOf([...published, ['DISMISS_OBJECTION', 'OBJECTION_BODY', '2022-10-10']])).toEqual(['CONFIRM', 'OBJECT', 'WITHDRAW'])
  const later: readonly Move[] = [...ZJ, ['OBJECT', 'THIRD_PARTY', '2025-03-03'], ['UPHOLD_OBJECTION', 'OBJECTION_BODY', '2025-03-05']]
  expect(after(later)).toMatchObject({ outcome: 'REVOKED', closed: true, faults: [] })
})

test('for a provincial unit’s decision both parties may go to the province’s 发展和改革委员会', () => {
  const { rules } = after(ZJ, { finding: { ...inZhejiang, level: 'PROVINCE' } })
  expect([objectionBodiesOf(rules, 'SUBJECT').value, objectionBodiesOf(rules, 'THIRD_PARTY').value, creditBodyOf(rules).value]).toEqual([
    ['PROVINCIAL_FGW'],
    ['CONFIRMING_UNIT', 'PROVINCIAL_FGW'],
    'PROVINCIAL_CREDIT_BODY',
  ])
  expect(creditBodyOf(after(ZJ, { finding: { ...inZhejiang, level: null } }).rules)).toMatchObject({ state: 'OPEN' })
})

test('办法 art. 2: after five full years the finding is deleted, applied for or not', () => {
  expect(faultsOf([['NATURAL_REPAIR', 'GATEWAY', '2026-06-01']])).toEqual([['NATURAL_REPAIR', 'TOO_EARLY']])
  expect(after([['NATURAL_REPAIR', 'GATEWAY', '2026-06-02']])).toMatchObject({ outcome: 'DELETED', closed: true, next: [] })
  expect(after([...REFUSED, ['NATURAL_REPAIR', 'GATEWAY', '2026-06-02']])).toMatchObject({ outcome: 'DELETED', closed: true })
  expect(faultsOf([...ZJ, ['NATURAL_REPAIR', 'GATEWAY', '2026-06-02']])).toEqual([['NATURAL_REPAIR', 'STEP_NOT_ALLOWED']])
})

test('an agent adds to and withdraws what an agent has applied for, never what the subject has itself', () => {
  const asked = (by: 'SUBJECT' | 'AGENT'): readonly Move[] => [
    ['APPLY', by, '2022-09-15'],
    ['ASK_SUPPLEMENT', 'FINDER', '2022-09-16'],
  ]
  for (const step of ['SUPPLEMENT', 'WITHDRAW'] as const) {
    expect(faultsOf([...asked('SUBJECT'), [step, 'AGENT', '2022-09-19']])).toEqual([[step, 'PARTY_NOT_ALLOWED']])
    for (const party of ['SUBJECT', 'AGENT'] as const) expect(faultsOf([...asked('AGENT'), [step, party, '2022-09-19']])).toEqual([])
    expect(after(asked('SUBJECT')).next.find(next => next.step === step)?.parties).toEqual(['SUBJECT'])
  }
})

test('what is not allowed changes nothing and is told', () => {
  const applied: readonly Move[] = ZJ.slice(0, 1)
  expect(
    faultsOf([
      ...applied,
      ['APPROVE', 'FINDER', '2022-09-16'],
      ['COMPLETE', 'SUBJECT', '2022-09-16'],
      ['COMPLETE', 'FINDER', '2022-09-14'],
      ['APPLY', 'AGENT', '2022-09-20'],
    ]),
  ).toEqual([
    ['APPROVE', 'STEP_NOT_ALLOWED'],
    ['COMPLETE', 'PARTY_NOT_ALLOWED'],
    ['COMPLETE', 'TIME_REVERSED'],
    ['APPLY', 'STEP_NOT_ALLOWED'],
  ])
  const silent = walk(REFUSED).map(event => ({ ...event, reason: null }))
  expect(repairCase(silent, parts()).faults.map(({ code }) => code)).toEqual(['REASON_REQUIRED', 'STEP_NOT_ALLOWED', 'REASON_REQUIRED'])
  const misnumbered = walk([...REFUSED, ['OBJECT', 'SUBJECT', '2022-09-28']]).map(event => ({ ...event, objection: event.objection && 7 }))
  expect(repairCase(misnumbered, parts()).faults).toEqual([{ sequence: 6, step: 'OBJECT', code: 'OBJECTION_UNKNOWN' }])
})

test('a time that never was is told', () => {
  const events = walk(ZJ.slice(0, 1)).map(event => ({ ...event, at: '2022-13-45T02:00:00Z' }))
  expect(repairCase(events, parts())).toMatchObject({ stage: null, faults: [{ sequence: 1, step: 'APPLY', code: 'TIME_INVALID' }] })
})

test('an event that has not come is waited for', () => {
  const events = walk(ZJ)
  expect(repairCase(events.toSpliced(3, 1), parts())).toMatchObject({ waitsFor: 4, stage: 'SUPPLEMENT' })
})

test('an objection against the finding itself: only the subject’s, its body open in the texts; upheld, the finding falls; dismissed, it stands', () => {
  const objected: readonly Move[] = [['OBJECT', 'SUBJECT', '2022-09-15']]
  expect(after(objected)).toMatchObject({ outcome: null, closed: false, terms: [], faults: [], objections: [{ by: 'SUBJECT', decision: null }] })
  expect(after(objected).objections[0]!.bodies).toMatchObject({ state: 'OPEN', ruleSet: 'zj-2019', article: null, value: null })
  expect(nextOf(objected)).toEqual(['UPHOLD_OBJECTION', 'DISMISS_OBJECTION'])
  expect(faultsOf([['OBJECT', 'THIRD_PARTY', '2022-09-15']])).toEqual([['OBJECT', 'STEP_NOT_ALLOWED']])
  expect(faultsOf([...objected, ['APPLY', 'SUBJECT', '2022-09-16']])).toEqual([['APPLY', 'STEP_NOT_ALLOWED']])
  const decided = (step: 'UPHOLD_OBJECTION' | 'DISMISS_OBJECTION'): readonly Move[] => [...objected, [step, 'OBJECTION_BODY', '2022-09-20']]
  expect(after(decided('UPHOLD_OBJECTION'))).toMatchObject({ outcome: 'FINDING_FELL', closed: true, next: [], faults: [] })
  expect(after(decided('DISMISS_OBJECTION'))).toMatchObject({ outcome: 'FINDING_STANDS', closed: true, faults: [] })
  expect(faultsOf([...decided('DISMISS_OBJECTION'), ['OBJECT', 'SUBJECT', '2022-09-21']])).toEqual([['OBJECT', 'STEP_NOT_ALLOWED']])
})
