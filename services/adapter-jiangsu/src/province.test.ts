import { checkColumns } from '@delta/mapping'
import { regNoFor } from '@delta/mapping/testing'
import { expect, test } from 'vitest'
import { code, firm, item, licence, message, penalty, person, person15, read, relation, second, third, wide } from './testing/rows.ts'
import { jiangsu } from './province.ts'

test('every column of every table and message is mapped or ignored', () => {
  const shapes = {
    dw_wide_legal: Object.keys(wide),
    dw_person: ['p001', 'p002', 'p003', 'p099', 'p100'],
    dw_rel: Object.keys(relation),
    dw_item: Object.keys(item),
    dw_revoke: ['rv_id', 'c001', 'kind', 'doc_no', 'division', 'revoke_date', 'reason', 'c099'],
    HMD: Object.keys(message),
    HONGMD: Object.keys(message),
    GZMD: Object.keys(message),
  }
  for (const [dataset, columns] of Object.entries(shapes))
    expect([dataset, checkColumns(jiangsu, dataset, columns)]).toEqual([dataset, { unmapped: [], missing: [] }])
  expect(Object.keys(jiangsu.datasets).toSorted()).toEqual(Object.keys(shapes).toSorted())
})

test('a wide row yields its registration items', () => {
  expect(read('dw_wide_legal', wide).items.map(one => [one.indicator, one.value])).toEqual([
    ['ENT-BAS-001', '苏州云澜网络科技有限公司'],
    ['ENT-BAS-002', firm],
    ['ENT-BAS-003', '王磊'],
    ['ENT-BAS-004', '50000.00'],
    ['ENT-BAS-005', '2015-06-07'],
    ['ENT-BAS-006', '在业'],
  ])
})

test('分 vs 元', () => {
  expect(read('dw_wide_legal', { ...wide, c009: '123456789' }).items.find(one => one.indicator === 'ENT-BAS-004')?.value).toBe('123.456789')
  expect(read('dw_wide_legal', { ...wide, ...penalty }).items.at(-1)?.penalty?.fineYuan).toBe('10000.50')
  expect(read('dw_wide_legal', { ...wide, ...penalty, c043: '-100' }).rejections).toEqual(['E_AMOUNT c043'])
})

test('bitmask', () => {
  const kinds = (mask: string): string[] | string | undefined => {
    const told = read('dw_wide_legal', { ...wide, ...penalty, c042: mask })
    return told.items.at(-1)?.penalty?.kinds ?? told.rejections[0]
  }
  expect([kinds('1'), kinds('5'), kinds('4096'), kinds('8191')?.length, kinds('0')]).toEqual([['01'], ['01', '03'], ['13'], 13, []])
  expect([kinds('8192'), kinds('-1')]).toEqual(['E_CODE_UNKNOWN c042', 'E_CODE_UNKNOWN c042'])
})

test('0 as null', () => {
  expect(read('dw_wide_legal', { ...wide, c009: '0', c010: '0' }).items.map(one => one.indicator)).toEqual([
    'ENT-BAS-001',
    'ENT-BAS-002',
    'ENT-BAS-003',
    'ENT-BAS-006',
  ])
  expect(read('dw_wide_legal', { ...wide, ...licence, c024: '0' }).items.at(-1)?.licence?.validTo).toBeNull()
  expect(read('dw_wide_legal', { ...wide, c022: '0', c023: '0', c024: '0', c025: '0', c042: '0', c043: '0' }).items).toHaveLength(6)
  expect(read('dw_wide_legal', { ...wide, ...penalty, c044: '0' }).rejections).toEqual(['E_REQUIRED c044'])
  expect(read('dw_rel', { ...relation, r005: '0', r006: '0', r007: '0' }).relations[0]).toMatchObject({ share: null, validFrom: null, validTo: null })
})

test('area leading zero', () => {
  const place = (c012: string | null): string | null | undefined => read('dw_wide_legal', { ...wide, c012 }).items[0]?.subject.division
  expect([place('051283'), place('02505'), place('51283'), place(null)]).toEqual(['320583', '320105', '320583', '320583'])
  expect(read('dw_rel', relation).relations[0]).toMatchObject({ hukouProvince: '320000', unit: 'JS-HUKOU' })
  expect(read('dw_rel', { ...relation, r009: '2505' }).relations[0]).toMatchObject({ hukouProvince: null, placement: 'UNKNOWN', unit: null })
  expect(read('dw_rel', { ...relation, r009: '055104' }).relations[0]).toMatchObject({ hukouProvince: null, placement: 'UNKNOWN' })
})

test('hyphenated or wrong organisation code', () => {
  const only = { ...wide, c001: null, c005: null }
  expect(read('dw_wide_legal', { ...only, c004: `${code.slice(0, 8)}-${code.slice(8)}` }).items[0]).toMatchObject({
    subject: { id: `ORG:${code}`, idType: 'ORGCODE' },
    warnings: ['W_ORGCODE_ONLY'],
  })
  expect(new Set(read('dw_wide_legal', { ...only, c004: '79Y9T044-9' }).rejections)).toEqual(new Set(['E_ID_CHECK c004']))
  expect(read('dw_wide_legal', { ...wide, c004: '79Y9T044-9' }).items[0]).toMatchObject({ subject: { id: firm }, warnings: ['W_ORGCODE_CHECK'] })
  const number = regNoFor('32058300000001')
  expect(read('dw_wide_legal', { ...only, c004: null, c005: number }).items[0]?.subject).toMatchObject({ id: `REG:${number}`, idType: 'REGNO', kind: 'ENT' })
  expect(new Set(read('dw_wide_legal', { ...only, c004: null }).rejections)).toEqual(new Set(['E_REQUIRED c001']))
})

test('15-digit id', () => {
  const told = read('dw_wide_legal', { ...wide, c008: person15 })
  expect(told.items.find(one => one.indicator === 'ENT-BAS-003')).toMatchObject({ value: '王磊', warnings: ['W_ID15_UPGRADED'] })
  expect(read('dw_wide_legal', { ...wide, c008: `${person.slice(0, 17)}${person.endsWith('1') ? '2' : '1'}` }).rejections).toEqual(['E_ID_CHECK c008'])
  const row = { p001: person15, p002: '王磊', p003: '051283', p099: '1', p100: '0' }
  const upgraded = read('dw_person', row)
  expect(upgraded.items.map(one => [one.indicator, one.value])).toEqual([
    ['NAT-BAS-001', '王磊'],
    ['NAT-BAS-002', `340*${person.slice(-4)}`],
    ['NAT-BAS-003', '320583'],
  ])
  expect(upgraded.items[0]?.recordId).toBe(read('dw_person', { ...row, p001: person }).items[0]?.recordId)
  expect(upgraded.items[0]?.subject.id).toBe(read('dw_person', { ...row, p001: person }).items[0]?.subject.id)
})

test('an area code outside the table: accepted, household unknown', () => {
  expect(read('dw_person', { p001: person, p002: '王磊', p003: '055102', p099: '1', p100: '0' }).items.at(-1)).toMatchObject({
    indicator: 'NAT-BAS-003',
    value: null,
  })
})

test('three licence and three penalty slots; an empty slot is nothing, a number that is missing is', () => {
  const told = read('dw_wide_legal', { ...wide, ...licence, ...penalty, ...second })
  expect(told.items.filter(one => one.licence).map(one => one.licence)).toMatchObject([
    { docNo: licence.c021, kind: ['03'], decisionDate: '2024-01-05', validTo: null, authority: '320583' },
  ])
  expect(told.items.filter(one => one.penalty).map(one => [one.penalty?.docNo, one.unit, one.unitBasis, one.reportedBy])).toEqual([
    [penalty.c041, 'JS-FGW', 'CUSTODIAN', 'JS-FGW'],
    [second.c046, 'JS-FGW', 'CUSTODIAN', 'JS-FGW'],
  ])
  expect(told.items.at(-1)?.recordId).toBe(JSON.stringify(['320000', 'ARCHIVE', 'penalty', '320583', '苏环罚〔2024〕2号']))
  expect(read('dw_wide_legal', { ...wide, ...second, c046: null }).verdict).toContain('E_REQUIRED c046')
  expect(read('dw_wide_legal', { ...wide, c031: '1号', c032: '9', c033: '20240101', c034: '0', c035: '320500' }).rejections).toEqual(['E_CODE_UNKNOWN c032'])
  expect(read('dw_wide_legal', { ...wide, ...licence, c024: '20230101' }).rejections).toEqual(['E_PERIOD_ORDER c024'])
})

test('slot shift: a full group warns, and moving to another slot changes nothing', () => {
  const full = read('dw_wide_legal', { ...wide, ...penalty, ...second, ...third }).items.filter(one => one.penalty)
  expect(full.map(one => one.warnings)).toEqual([['W_SLOT_SHIFTED'], ['W_SLOT_SHIFTED'], ['W_SLOT_SHIFTED']])
  expect(read('dw_wide_legal', { ...wide, ...penalty, ...second }).items.at(-1)?.warnings).toEqual([])
  const shifted = {
    c041: '苏环罚〔2026〕9号',
    c042: '1',
    c043: '0',
    c044: '20260301',
    c045: '320583',
    c046: penalty.c041,
    c047: penalty.c042,
    c048: penalty.c043,
    c049: penalty.c044,
    c050: penalty.c045,
    c051: second.c046,
    c052: second.c047,
    c053: second.c048,
    c054: second.c049,
    c055: second.c050,
  }
  const after = read('dw_wide_legal', { ...wide, ...shifted }).items.filter(one => one.penalty)
  expect(after.slice(1)).toEqual(full.slice(0, 2))
})

test('dw_revoke: a revocation names the record of its slot', () => {
  const row = { rv_id: '1', c001: firm, kind: '2', doc_no: ' 苏环罚[2025]3号', division: '320583', revoke_date: '20250601', reason: '1', c099: '1' }
  const target = read('dw_wide_legal', { ...wide, ...penalty }).items.at(-1)?.recordId
  expect(read('dw_revoke', row).outcomes).toEqual([{ kind: 'revocation', product: 'ARCHIVE', on: '2025-06-01', recordId: target }])
  expect(read('dw_revoke', { ...row, kind: '1' }).outcomes[0]?.recordId).not.toBe(target)
  expect(read('dw_revoke', { ...row, kind: '3' }).outcomes[0]).toMatchObject({ kind: 'rejected', code: 'E_CODE_UNKNOWN', field: 'kind' })
  expect([read('dw_revoke', { ...row, revoke_date: '0' }).verdict, read('dw_revoke', { ...row, doc_no: ' ' }).verdict]).toEqual([
    'E_REQUIRED revoke_date',
    'E_REQUIRED doc_no',
  ])
})

test('a deleted row revokes all that it states', () => {
  expect(read('dw_wide_legal', { ...wide, ...penalty, c100: '1' }, { deleted: true }).items.every(one => one.op === 'revoke')).toBe(true)
  expect(read('dw_wide_legal', { ...wide, ...penalty, c100: '1' }).items.at(-1)).toMatchObject({ op: 'revoke', penalty: { status: 'REVOKED' } })
  expect(read('dw_wide_legal', { ...wide, c100: '7' }).rejections).toHaveLength(6)
})
