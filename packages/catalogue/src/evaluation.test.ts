import { createCatalogue, statedValue, SUBJECT_KINDS } from '@delta/model'
import { expect, test } from 'vitest'
import { loadCatalogue, readTables, rowsOf } from './load-catalogue.ts'

const catalogue = loadCatalogue()
const tables = rowsOf(readTables())
const today = '2026-11-25'
const commitment = { valueType: 'commitment' }
const evaluation = { valueType: 'evaluation' }
const read = (indicator: { valueType: string }, value: string, arose: string | null = '2026-01-05') => statedValue(catalogue, indicator, value, arose)

test('every kind of subject has the indicators 信用承诺 and 公共信用综合评价; each province has one model for all kinds', () => {
  for (const kind of SUBJECT_KINDS) {
    expect(catalogue.indicatorByName(kind, '信用承诺')).toMatchObject({ valueType: 'commitment', category: 'C08' })
    expect(catalogue.indicatorByName(kind, '公共信用综合评价')).toMatchObject({ valueType: 'evaluation', category: 'C09' })
  }
  expect(
    catalogue
      .evaluationModels()
      .map(({ province }) => province)
      .toSorted(),
  ).toEqual(['310000', '320000', '330000', '340000'])
  for (const { kinds } of catalogue.evaluationModels()) expect(kinds.toSorted()).toEqual([...SUBJECT_KINDS].toSorted())
})

test('a commitment tells kind, matter, days and how it is kept; words or codes, bars of either width', () => {
  const told = { kind: 'APPROVAL', matter: '食品经营许可', madeOn: '2026-01-05', dueOn: '2026-06-30', fulfilment: 'FULFILLED' }
  expect(read(commitment, '审批替代型|食品经营许可|2026-06-30|已履行')).toEqual({ commitment: told })
  expect(read(commitment, '1｜ 食品经营许可 ｜2026-06-30｜2')).toEqual({ commitment: told })
  expect(read(commitment, '信用修复型|整改||未履行')).toEqual({ commitment: { ...told, kind: 'REPAIR', matter: '整改', dueOn: null, fulfilment: 'BROKEN' } })
})

test.each([
  '信用承诺：已按期办理',
  '审批替代型|食品经营许可|2026-06-30',
  '审批替代型|食品经营许可|2026-06-30|已履行|多',
  '口头|食品经营许可|2026-06-30|已履行',
  '审批替代型||2026-06-30|已履行',
  '审批替代型|食品经营许可|2026-02-30|已履行',
  '审批替代型|食品经营许可|2026-01-04|已履行',
  '审批替代型|食品经营许可|2026-06-30|大概',
])('%s is no commitment that can be told: it stays text', value => {
  expect(read(commitment, value)).toEqual({})
})

test('an evaluation tells model, grade and day; a grade that the model does not have is none', () => {
  expect(read(evaluation, 'ZJ-2020|E')).toEqual({ evaluation: { model: 'ZJ-2020', grade: 'E', on: '2026-01-05' } })
  expect(['AH-SYN|E', 'XX|A', 'A', 'ZJ-2020|A|1'].map(value => read(evaluation, value))).toEqual([{}, {}, {}, {}])
  expect(read(evaluation, 'ZJ-2020|A', null)).toEqual({})
  expect(read({ valueType: 'event' }, 'ZJ-2020|A')).toEqual({})
})

test('a grade is itself at home, and elsewhere a typed gap: nothing at hand says what it is there', () => {
  expect(catalogue.gradeRecognition('ZJ-2020', 'A', '330000', today)).toMatchObject({ kind: 'RECOGNISED', grade: 'A' })
  expect(catalogue.gradeRecognition('ZJ-2020', 'A', '310000', today)).toEqual({ kind: 'UNRESOLVED', missing: 'EQUIVALENCE' })
  expect(catalogue.gradeRecognition('ZJ-2020', 'F', '310000', today)).toEqual({ kind: 'UNRESOLVED', missing: 'GRADE' })
  expect(catalogue.gradeRecognition('XX', 'A', '310000', today)).toEqual({ kind: 'UNRESOLVED', missing: 'MODEL' })
  expect(tables['grade-recognition']).toEqual([])
})

test('what a row says of a grade holds from its day on, in its direction; a second model of a province is a gap', () => {
  const row = { from_model: 'ZJ-2020', from_grade: 'A', to_model: 'SH-SYN', to_grade: 'B', valid_from: '2026-01-01', valid_to: '', source: 'a test' }
  const known = createCatalogue({ ...tables, 'grade-recognition': [row] })
  expect(known.gradeRecognition('ZJ-2020', 'A', '310000', today)).toMatchObject({ kind: 'RECOGNISED', grade: 'B', model: { code: 'SH-SYN' }, source: 'a test' })
  expect(known.gradeRecognition('ZJ-2020', 'A', '310000', '2025-12-31')).toMatchObject({ missing: 'EQUIVALENCE' })
  expect(known.gradeRecognition('SH-SYN', 'B', '330000', today)).toMatchObject({ missing: 'EQUIVALENCE' })
  const stray = createCatalogue({ ...tables, 'grade-recognition': [{ ...row, to_grade: 'Z' }] })
  expect(stray.gradeRecognition('ZJ-2020', 'A', '310000', today)).toMatchObject({ missing: 'EQUIVALENCE' })
  const two = createCatalogue({ ...tables, 'evaluation-models': [...tables['evaluation-models'], { ...tables['evaluation-models'][1], model: 'SH-2' }] })
  expect(two.gradeRecognition('ZJ-2020', 'A', '310000', today)).toMatchObject({ missing: 'OTHER_MODEL' })
})
