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
  ruleSet: 'cn-2026-36',
  article: null,
}

test('a notice of one event fits its schema', () => {
  expect(check(SCHEMA, notice)).toBeNull()
  expect(check(SCHEMA, { ...notice, step: 'OBJECT', party: 'THIRD_PARTY', actor: null, objection: 1, reason: null, documents: [], ruleSet: null })).toBeNull()
})

test.each([
  ['a step that is none', { ...notice, step: 'REPAIR' }, '/step'],
  ['a reason in free words', { ...notice, reason: 'not paid' }, '/reason'],
  ['a document itself', { ...notice, documents: [{ kind: 'PROOF', digest: '0'.repeat(64), text: 'x' }] }, '/documents/0'],
  ['a digest that is none', { ...notice, documents: [{ kind: 'PROOF', digest: 'AB' }] }, '/documents/0/digest'],
  ['an event without number', { ...notice, sequence: 0 }, '/sequence'],
  ['a relation', { ...notice, item: { product: 'RELATIONSHIP', recordId: id('c') } }, '/item/product'],
  ['a remark', { ...notice, remark: 'x' }, ''],
])('%s does not', (_, value, path) => expect(check(SCHEMA, value)?.path).toBe(path))
