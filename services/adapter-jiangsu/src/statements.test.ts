import { usccFor } from '@delta/mapping/testing'
import { expect, test } from 'vitest'
import { firm, item, list, message, person, person15, read, relation } from './testing/rows.ts'

test('dw_rel: basis points, kinds of parties', () => {
  expect(read('dw_rel', relation).relations[0]).toMatchObject({
    dimension: 'INVESTOR',
    share: '0.355000',
    validFrom: '2020-01-01',
    validTo: null,
    reportedBy: 'JS-MKT',
  })
  expect(read('dw_rel', { ...relation, r005: '10001' }).verdict).toBe('E_AMOUNT r005')
  expect(read('dw_rel', { ...relation, r001: '4', r003: '2', r004: usccFor('91', '330203', 'MA1FL001'), r009: '051283' }).relations[0]).toMatchObject({
    dimension: 'SUPPLY_CHAIN',
    unit: 'NB-TAX',
    hukouProvince: null,
  })
  expect(read('dw_rel', { ...relation, r001: '2', r003: '2', r004: firm }).verdict).toBe('E_CODE_UNKNOWN r003')
})

test('dw_item codes: kind · 10000 + group · 100 + number', () => {
  expect(read('dw_item', item).items[0]).toMatchObject({
    indicator: 'ENT-OPS-001',
    businessNo: 'N1',
    arose: '2024-01-01',
    until: null,
    unit: 'JS-MKT',
    reportedBy: 'JS-MKT',
  })
  expect(read('dw_item', { ...item, i001: '10111', i006: null }).items[0]).toMatchObject({ indicator: 'ENT-BAS-011', unit: 'JS-STAT', reportedBy: 'JS-STAT' })
  expect(read('dw_item', { ...item, i001: '20503', c001: null, p001: person }).items[0]?.indicator).toBe('NAT-LAW-003')
  expect([
    read('dw_item', { ...item, i001: '20503' }).verdict,
    read('dw_item', { ...item, i001: '10299' }).verdict,
    read('dw_item', { ...item, i001: '0' }).verdict,
  ]).toEqual(['E_KIND_CONFLICT i001', 'E_CODE_UNKNOWN i001', 'E_REQUIRED i001'])
})

test('XML lists: YXQZ is the end, FBRQ the beginning, else LARQ', () => {
  expect(list({}).entries[0]).toMatchObject({
    op: 'upsert',
    domain: 'B05',
    polarity: 'BLACK',
    from: '2024-06-01',
    to: '2027-05-31',
    caseNo: message.AH,
    basis: message.ZXFY,
    unit: 'JS-ECO',
    unitBasis: 'FINDER',
    reportedBy: 'JS-ECO',
  })
  expect(list({ FBRQ: null, YXQZ: '99991231' }).entries[0]).toMatchObject({ from: '2024-01-01', to: null })
  expect(list({ FBRQ: null, LARQ: null }).verdict).toBe('E_REQUIRED FBRQ')
  expect(list({ YXQZ: '20230101' }).verdict).toBe('E_PERIOD_ORDER YXQZ')
  expect(list({ RDDW: null }).entries[0]).toMatchObject({ unit: 'JS-ECO', unitBasis: 'CATALOGUE', finder: null })
  expect(list({ RDDW: '苏州市生态环境局' }).entries[0]).toMatchObject({
    unit: 'JS-ECO',
    unitBasis: 'FINDER',
    finder: { name: '苏州市生态环境局', level: 'CITY' },
    warnings: ['W_FINDER_LEVEL'],
  })
  expect(list({ RDDW: '不存在的局' }).verdict).toBe('E_UNIT_UNRESOLVED RDDW')
  expect(list({ ZTDM: person }).entries[0]?.subject.kind).toBe('NAT')
  expect(list({ ZTDM: person15 }).entries[0]).toMatchObject({ subject: { kind: 'NAT' }, warnings: ['W_ID15_UPGRADED'] })
})

test('LBDM vs Resource', () => {
  expect([list({}, 'HONGMD').entries[0]?.domain, list({ LBDM: '01' }, 'GZMD').entries[0]?.domain]).toEqual(['R05', 'W01'])
  expect(list({ Resource: 'HMD_B05' }).entries).toHaveLength(1)
  expect([list({ Resource: 'HMD_B01' }).verdict, list({ LBDM: '99' }).verdict, list({ LBDM: 'B05' }).verdict, list({ LBDM: null }).verdict]).toEqual([
    'E_CODE_UNKNOWN LBDM',
    'E_CODE_UNKNOWN LBDM',
    'E_CODE_UNKNOWN LBDM',
    'E_REQUIRED LBDM',
  ])
})

test("op='D': the entry leaves the list on YCRQ", () => {
  expect(list({ op: 'D', YCRQ: '20250601' }).entries[0]).toMatchObject({ op: 'remove', removedOn: '2025-06-01', removalReason: 'DELISTED' })
  expect(list({ op: 'D', YCRQ: '2025-06-01', YCYY: '信用修复' }).entries[0]).toMatchObject({ op: 'repair', removalReason: 'REPAIRED' })
  expect(list({ op: 'D' }).verdict).toBe('E_REQUIRED YCRQ')
  expect(list({ op: 'X' }).verdict).toBe('E_CODE_UNKNOWN op')
  expect(list({ op: 'D', YCRQ: '20250601' }).entries[0]?.recordId).toBe(list({}).entries[0]?.recordId)
  expect(list({ AH: null }).entries[0]?.recordId).toBe(JSON.stringify(['320000', 'LIST', 'list', 'B05', firm, '']))
})

test('a row of a file after a gap waits', () => {
  const told = read('HMD', message, { held: 'SEQUENCE_GAP' })
  expect(told.outcomes[0]).toMatchObject({ kind: 'held', until: null, field: 'FILE', recordId: list({}).entries[0]?.recordId })
})
