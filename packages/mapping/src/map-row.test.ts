import { expect, test } from 'vitest'
import { checkColumns } from './check-columns.ts'
import { pastDay, lastDay } from './day.ts'
import { licence } from './licence.ts'
import { codes } from './codes.ts'
import { mapRow } from './map-row.ts'
import { uscc } from './organisation.ts'
import { operation } from './operation.ts'
import { declareProvince } from './province-declaration.ts'
import { slots } from './slots.ts'
import { cells, csv, table } from './source.ts'
import { subject } from './subject.ts'
import { testCatalogue } from './testing-catalogue.ts'
import { tell, testParts, testRow, usccFor } from './testing.ts'
import { text } from './text.ts'

const forms = ['COMPACT', 'ISO', 'ZERO'] as const
const firm = usccFor('91', '310101', 'MA1FL000')
const parts = testParts(testCatalogue())
const legal = subject({ ids: [uscc('u')], name: text('n') })
const rules = {
  subject: legal,
  docNo: text('d1'),
  kind: codes('d2', ',', 'licence_kind'),
  decisionDate: pastDay('d3', forms),
  validTo: lastDay('d4', forms),
  authority: text('d5'),
}
const slot = (n: number): string[] => [1, 2, 3, 4, 5].map(column => `${'defg'.charAt(n)}${column}`)
const wide = declareProvince({
  province: '310000',
  datasets: [
    {
      source: csv('W'),
      states: [slots({ first: slot(0), others: [slot(1), slot(2)], states: licence(rules) })],
      zeroIsNull: ['d3', 'e3', 'f3'],
      optional: ['d2'],
      ignore: ['x'],
    },
    { source: csv('L'), states: [licence({ ...rules, op: operation('op', { 删除: 'revoke' }) })] },
  ],
})
const cellular = declareProvince({
  province: '310000',
  datasets: [
    {
      source: cells(['QY', 'SZ'], '0301'),
      complete: ['001', '005'],
      states: [
        licence({
          subject: subject({ ids: [uscc('subject.code')] }),
          docNo: text('001'),
          kind: codes('002', ',', 'licence_kind'),
          decisionDate: pastDay('005', forms),
          validTo: lastDay('007', forms),
          authority: text('008'),
        }),
      ],
    },
  ],
})
const full = { u: firm, n: '云澜', d1: '沪〔2024〕1号', d2: '01', d3: '20240101', d4: '0', d5: '上海市市场监督管理局' }
const slotted = (n: number, number: string, day = '20230101'): Record<string, string> =>
  Object.fromEntries(slot(n).map((column, index) => [column, [number, '01', day, '0', '上海市市场监督管理局'][index] ?? '']))

test('slots are read as the first; each that has anything in it is a record', () => {
  const told = tell(wide, testRow('W', { ...full, ...slotted(1, '沪〔2023〕2号') }), parts)
  expect(told.items.map(one => [one.licence?.docNo, one.warnings])).toEqual([
    ['沪〔2024〕1号', []],
    ['沪〔2023〕2号', []],
  ])
  expect(tell(wide, testRow('W', { u: firm, e5: '上海市市场监督管理局' }), parts).verdict).toBe('E_REQUIRED e1')
  expect(tell(wide, testRow('W', { u: firm }), parts).outcomes).toEqual([])
})

test('a full group of slots says that others may have been shifted out; a bad slot is refused by its own column', () => {
  const told = tell(wide, testRow('W', { ...full, ...slotted(1, '2号'), ...slotted(2, '3号', '20190230') }), parts)
  expect(told.items.map(one => one.warnings)).toEqual([['W_SLOT_SHIFTED'], ['W_SLOT_SHIFTED']])
  expect(told.rejections).toEqual(['E_DATE_INVALID f3'])
})

test('the key is total: a blank column gives way to the row’s coordinate', () => {
  const key = (columns: object): unknown => JSON.parse(mapRow(wide, testRow('L', { ...full, ...columns }), parts)[0]?.recordId ?? '')
  expect(key({})).toEqual(['310000', 'ARCHIVE', 'licence', '上海市市场监督管理局', '沪〔2024〕1号'])
  expect(key({ d1: ' 沪(2024) 1号 ', d5: ' 上海市市场监督管理局　' })).toEqual(key({}))
  expect(key({ d1: null, d5: '' })).toEqual(['310000', 'ARCHIVE', 'licence', 'L/1#d5', 'L/1#d1'])
})

test('a deleted row revokes, and so does its operation', () => {
  expect(tell(wide, testRow('L', full, { deleted: true }), parts).items[0]).toMatchObject({ op: 'revoke', licence: { status: 'REVOKED' } })
  expect([tell(wide, testRow('L', { ...full, op: '删除' }), parts).verdict, tell(wide, testRow('L', { ...full, op: '作废' }), parts).verdict]).toEqual([
    'revoke',
    'E_CODE_UNKNOWN op',
  ])
})

test('the envelope tells source, coordinate, time and sorted warnings', () => {
  expect(tell(wide, testRow('L', { ...full, u: ` ${firm.toLowerCase()}` }, { warnings: ['W_CONFLICT'] }), parts).items[0]).toMatchObject({
    province: '310000',
    reportedBy: 'SH-MKT',
    sourceUpdatedAt: '2026-11-20T02:00:00.000Z',
    evidence: { dataset: 'L', coordinate: 'L/1' },
    warnings: ['W_CONFLICT', 'W_LOWERCASE', 'W_TRIMMED'],
  })
})

test('a row that waits for its source is held, good or bad', () => {
  for (const columns of [full, { ...full, u: 'x' }]) {
    expect(tell(wide, testRow('L', columns, { held: 'SEQUENCE_GAP' }), parts).outcomes).toMatchObject([{ kind: 'held', until: null, field: 'FILE' }])
  }
})

test('cells stand under block and item; a group that lacks a required one waits 72 hours', () => {
  const group = { 'subject.code': firm, SZ0301001: '1号', SZ0301002: '88', SZ0301005: '2024-01-01', SZ0301008: '上海市市场监督管理局' }
  expect(tell(cellular, testRow('SZ0301', group), parts).verdict).toBe('E_CODE_UNKNOWN SZ0301002')
  expect(tell(cellular, testRow('SZ0301', { ...group, SZ0301005: null }, { firstSeenAt: '2026-11-22T03:59:59.000Z' }), parts).outcomes[0]).toMatchObject({
    kind: 'held',
    reportedBy: 'SH-MKT',
    until: '2026-11-25T03:59:59.000Z',
    field: 'SZ0301005',
  })
  expect(tell(cellular, testRow('SZ0301', { ...group, SZ0301005: null }, { firstSeenAt: '2026-11-19T03:59:59.000Z' }), parts).verdict).toBe(
    'E_GROUP_INCOMPLETE SZ0301005',
  )
  expect(tell(cellular, testRow('SZ0301', { ...group, SZ0301005: null }, { updatedAt: 'never' }), parts).verdict).toBe('held E_GROUP_INCOMPLETE SZ0301005')
})

test('an undeclared cell block is a refused row; an undeclared table is an error', () => {
  expect(tell(cellular, testRow('QY0999', {}), parts).verdict).toBe('E_CODE_UNKNOWN zbx_code')
  expect(() => mapRow(wide, testRow('T', {}), parts)).toThrow('no mapping for dataset T')
})

test('checkColumns names what nobody maps and what is not there', () => {
  const columns = ['u', 'n', ...slot(0), ...slot(1), ...slot(2)]
  expect(checkColumns(wide, 'W', [...columns, 'x'])).toEqual({ unmapped: [], missing: [] })
  expect(checkColumns(wide, 'W', [...columns.filter(column => column !== 'd2' && column !== 'g1' && column !== 'f5'), 'y'])).toEqual({
    unmapped: ['y'],
    missing: ['f5'],
  })
  expect(checkColumns(cellular, 'QY0301', ['subject.code', 'QY0301001', 'QY0301009'])).toEqual({ unmapped: ['QY0301009'], missing: ['QY0301005'] })
  expect(checkColumns(wide, 'T', ['a'])).toEqual({ unmapped: ['a'], missing: [] })
})

test('sources name their datasets; two of one name are refused', () => {
  expect(table('gxpt.t_md', { key: ['zj'], order: 'gxsj', orderType: 'timestamp-shanghai', deleted: null, overlapMinutes: 10 })).toMatchObject({
    dataset: 't_md',
    table: 'gxpt.t_md',
    personalKey: false,
  })
  expect(Object.keys(cellular.datasets)).toEqual(['QY0301', 'SZ0301'])
  expect(() =>
    declareProvince({
      province: '310000',
      datasets: [
        { source: csv('A'), states: [] },
        { source: csv('A'), states: [] },
      ],
    }),
  ).toThrow('dataset A is declared twice')
})
