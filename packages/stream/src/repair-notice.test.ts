import { fileURLToPath } from 'node:url'
import type { RepairNotice } from '@delta/model'
import { expect, test } from 'vitest'
import { createRecordValidator } from './record-validator.ts'

const check = createRecordValidator(fileURLToPath(new URL('../../../schema', import.meta.url)))
const SCHEMA = 'https://schema.delta.example/records/repair-notice.v1.schema.json'
const id = (letter: string): string => letter.repeat(43)

const notice: RepairNotice = {
  recordId: id('a'),
  province: '330000',
  version: 1,
  reportedBy: 'ZJ-ECO',
  recordedAt: '2026-09-22T02:00:01.000Z',
  evidence: { dataset: 'repair', coordinate: 'case 1, event 4' },
  caseId: id('b'),
  sequence: 4,
  item: { product: 'ARCHIVE', recordId: id('c') },
  subjectId: '91350100M000100Y43',
  step: 'REFUSE',
  party: 'FINDER',
  actor: 'ZJ-ECO',
  at: '2026-09-22T02:00:00Z',
  objection: null,
  reason: 'NOT_FULFILLED',
  documents: [{ kind: 'REFUSAL', digest: '0'.repeat(64) }],
  effect: null,
  annotation: null,
  ruleSet: 'cn-2026-36',
  article: null,
}

test('a notice of one event fits its schema', () => {
  expect(check(SCHEMA, notice)).toBeNull()
  expect(check(SCHEMA, { ...notice, step: 'OBJECT', party: 'THIRD_PARTY', actor: null, objection: 1, reason: null, documents: [], ruleSet: null })).toBeNull()
})

const confirmed: RepairNotice = { ...notice, step: 'CONFIRM', reason: null, effect: 'REPAIRED', annotation: '经浙江省生态环境厅同意修复，不再作为负面信息使用' }

test('a notice that acts on its item fits it too', () => {
  expect(check(SCHEMA, confirmed)).toBeNull()
  expect(check(SCHEMA, { ...confirmed, annotation: null })).toBeNull()
  expect(check(SCHEMA, { ...notice, step: 'NATURAL_REPAIR', party: 'GATEWAY', actor: null, reason: null, effect: 'DELETED' })).toBeNull()
  for (const effect of ['WITHDRAWN', 'RESTORED', null] as const)
    expect(check(SCHEMA, { ...notice, step: 'UPHOLD_OBJECTION', party: 'OBJECTION_BODY', actor: 'ZJ-FGW', objection: 1, effect })).toBeNull()
})

test.each([
  ['an effect of another step', { ...notice, effect: 'REPAIRED' }],
  ['a confirmation without effect', { ...confirmed, effect: null, annotation: null }],
  ['a confirmation by the subject', { ...confirmed, party: 'SUBJECT' }],
  ['a confirmation by nobody', { ...confirmed, actor: null }],
  ['an annotation where nothing is repaired', { ...notice, annotation: '经同意' }],
  ['a lapse of time that somebody decides', { ...notice, step: 'NATURAL_REPAIR', party: 'FINDER', effect: 'DELETED' }],
  ['a finding that its finder lets fall', { ...notice, step: 'UPHOLD_OBJECTION', objection: 1, effect: 'WITHDRAWN' }],
])('%s does not', (_, value) => expect(check(SCHEMA, value)).not.toBeNull())

test.each([
  ['a step that is none', { ...notice, step: 'REPAIR' }, '/step'],
  ['a reason in free words', { ...notice, reason: 'not paid' }, '/reason'],
  ['a document itself', { ...notice, documents: [{ kind: 'PROOF', digest: '0'.repeat(64), text: 'x' }] }, '/documents/0'],
  ['a digest that is none', { ...notice, documents: [{ kind: 'PROOF', digest: 'AB' }] }, '/documents/0/digest'],
  ['an event without number', { ...notice, sequence: 0 }, '/sequence'],
  ['a relation', { ...notice, item: { product: 'RELATIONSHIP', recordId: id('c') } }, '/item/product'],
  ['a remark', { ...notice, remark: 'x' }, ''],
])('%s does not', (_, value, path) => expect(check(SCHEMA, value)?.path).toBe(path))
