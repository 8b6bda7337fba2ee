import { checkColumns, identifierColumn } from '@delta/mapping'
import { residentFor, usccFor } from '@delta/mapping/testing'
import { expect, test } from 'vitest'
import { cellsOf, change, entry, firm, general, licence, penalty, person, qy, read, zr } from './testing/rows.ts'
import { zhejiang } from './province.ts'

test('every block is declared with its cells', () => {
  expect(checkColumns(zhejiang, 'QY0302', [...Object.keys(qy), ...Object.keys(cellsOf('QY0302', penalty))])).toEqual({ unmapped: [], missing: [] })
  expect(checkColumns(zhejiang, 'QY0302', [...Object.keys(qy), 'QY0302001', 'QY0302099'])).toEqual({
    unmapped: ['QY0302099'],
    missing: ['QY0302002', 'QY0302004', 'QY0302005'],
  })
  expect(checkColumns(zhejiang, 'ZR0507*', [...Object.keys(zr), 'indicator', ...Object.keys(cellsOf('ZR0507*', [null, null, null, null], '.'))])).toEqual({
    unmapped: [],
    missing: [],
  })
  expect(checkColumns(zhejiang, 'QY0999', ['QY0999001'])).toEqual({ unmapped: ['QY0999001'], missing: [] })
})

test('who a row is about, and a relation’s party, stand in columns of the source', () => {
  expect(identifierColumn(zhejiang, 'QY0101', { person: false, party: false })).toBe('code')
  expect(identifierColumn(zhejiang, 'QY0901', { person: false, party: true })).toBe('QY0901003')
  expect(identifierColumn(zhejiang, 'QY0999', { person: false, party: false })).toBe('ROW')
})

test('registration cells', () => {
  expect(
    read('QY0101', ['杭州云澜网络科技有限公司', firm, '王磊', '500.000000', '2015-06-07', '存续', '文三路1号']).items.map(one => [one.indicator, one.value]),
  ).toEqual([
    ['ENT-BAS-001', '杭州云澜网络科技有限公司'],
    ['ENT-BAS-002', firm],
    ['ENT-BAS-003', '王磊'],
    ['ENT-BAS-004', '500.00'],
    ['ENT-BAS-005', '2015-06-07'],
    ['ENT-BAS-006', '存续'],
    ['ENT-BAS-007', '文三路1号'],
  ])
  expect(read('ZR0101', ['王磊', person, '330783'], zr).items.map(one => [one.indicator, one.value])).toEqual([
    ['NAT-BAS-001', '王磊'],
    ['NAT-BAS-002', `340*${person.slice(-4)}`],
    ['NAT-BAS-003', '330783'],
  ])
  const office = { 'subject.kind': 'ZF', 'subject.code': usccFor('11', '330000', '00248231'), 'subject.name': '某局', 'subject.div': '330000' }
  expect(read('ZF0101', ['某局', null, '李四', '5', null, null, null], office).items.map(one => one.indicator)).toEqual(['GOV-BAS-001'])
})

test('partial groups: held for 72 hours from their first cell, then E_GROUP_INCOMPLETE', () => {
  const partial = change(change(penalty, 2, null), 5, null)
  const young = read('QY0302', partial, qy, { updatedAt: '2026-11-21T00:00:00.000Z', firstSeenAt: '2026-11-20T04:00:00.000Z' })
  expect(young.outcomes[0]).toMatchObject({ kind: 'held', until: '2026-11-23T04:00:00.000Z', code: 'E_GROUP_INCOMPLETE', field: 'QY0302002' })
  expect(read('QY0302', partial, qy, { firstSeenAt: '2026-11-19T04:00:00.000Z' }).verdict).toBe('E_GROUP_INCOMPLETE QY0302002')
  expect(read('QY0302', partial, qy, { firstSeenAt: '2026-11-19T04:00:00.001Z' }).verdict).toBe('held E_GROUP_INCOMPLETE QY0302002')
  expect(read('QY0601', change(entry, 2, null)).verdict).toBe('held E_GROUP_INCOMPLETE QY0601002')
  expect(general('QY0502001', [null, 'N1', null, null]).verdict).toBe('held E_GROUP_INCOMPLETE QY0502001.1')
  expect(read('QY0402', ['失信企业', null]).verdict).toBe('held E_GROUP_INCOMPLETE QY0402002')
})

test('cells whose subject is not there wait', () => {
  expect(
    read('QY0302', penalty, { 'subject.kind': null, 'subject.code': null, 'subject.name': null, 'subject.div': null }, { held: 'SUBJECT_UNKNOWN' }).outcomes[0],
  ).toMatchObject({ kind: 'held', until: null })
})

test('万元', () => {
  expect(read('QY0302', penalty).items[0]?.penalty?.fineYuan).toBe('35000.00')
  expect(read('QY0302', change(penalty, 3, '0.000001')).items[0]?.penalty?.fineYuan).toBe('0.01')
  expect(read('QY0302', change(penalty, 3, '-1.000000')).verdict).toBe('E_AMOUNT QY0302003')
})

test('number in val_s ("3.5万元")', () => {
  const fine = (text: string): string | null | undefined => read('QY0302', change(penalty, 3, text)).items[0]?.penalty?.fineYuan
  expect([fine('3.5万元'), fine('３．５万元'), fine('35000元'), fine('3.5万')]).toEqual(['35000.00', '35000.00', '35000.00', '35000.00'])
  expect(read('QY0302', change(penalty, 3, '若干')).verdict).toBe('E_AMOUNT QY0302003')
})

test('names joined by 、, also where a name holds the separator', () => {
  const kinds = (text: string): string[] | string =>
    read('QY0302', change(penalty, 2, text)).items[0]?.penalty?.kinds ?? read('QY0302', change(penalty, 2, text)).verdict
  expect([kinds('罚款、没收违法所得、没收非法财物'), kinds('没收违法所得、没收非法财物、警告'), kinds('罚款'), kinds('警告、警告')]).toEqual([
    ['03', '04'],
    ['01', '04'],
    ['03'],
    ['01'],
  ])
  expect([kinds('罚款、打手心'), kinds('没收违法所得')]).toEqual(['E_CODE_UNKNOWN QY0302002', 'E_CODE_UNKNOWN QY0302002'])
})

test('N-prefixed codes of 村股份经济合作社, check character 0, lower-case x', () => {
  const village = usccFor('N2', '330783', 'MF0A1B2C')
  expect(read('QY0601', entry, { ...qy, 'subject.code': village }).entries[0]?.subject).toMatchObject({ id: village, kind: 'ENT' })
  const zero = Array.from({ length: 200 }, (_, n) => usccFor('91', '330106', `MA1FL${String(n).padStart(3, '0')}`)).find(code => code.endsWith('0')) ?? ''
  expect(read('QY0601', entry, { ...qy, 'subject.code': zero }).entries[0]?.subject.id).toBe(zero)
  const x = Array.from({ length: 28 }, (_, n) => residentFor('330106', `198001${String(n + 1).padStart(2, '0')}`)).find(id => id.endsWith('X')) ?? ''
  const told = read('ZR0601', entry, { ...zr, 'subject.code': x.toLowerCase() }).entries[0]
  expect(told).toMatchObject({ warnings: ['W_LOWERCASE'], recordId: read('ZR0601', entry, { ...zr, 'subject.code': x }).entries[0]?.recordId })
})

test('a deleted generation revokes', () => {
  expect(read('QY0302', penalty, qy, { deleted: true }).items[0]).toMatchObject({ op: 'revoke', penalty: { status: 'REVOKED' } })
  expect(read('QY0601', entry, qy, { deleted: true }).entries[0]).toMatchObject({ op: 'revoke' })
  expect(read('QY0302', penalty, qy, { deleted: true, coordinate: 'zb/1/QY0302/1/2' }).items[0]?.recordId).toBe(read('QY0302', penalty).items[0]?.recordId)
})

test('two departments state a cell: the reader decides, the record warns', () => {
  expect(read('QY0302', penalty, qy, { warnings: ['W_CONFLICT'] }).items[0]?.warnings).toEqual(['W_CONFLICT'])
})

test('licences and penalties', () => {
  expect(read('QY0301', licence).items[0]).toMatchObject({
    unit: 'ZJ-MKT',
    licence: { docNo: licence[0], title: '许可证', kind: ['01'], validTo: null, authority: licence[7], status: 'VALID' },
  })
  expect(read('QY0301', change(licence, 9, '撤销')).items[0]).toMatchObject({ op: 'revoke', licence: { status: 'REVOKED' } })
  expect(read('QY0301', change(licence, 9, '异议')).items[0]).toMatchObject({ warnings: ['W_OBJECTION'] })
  expect(read('QY0301', change(licence, 9, '未知')).verdict).toBe('E_CODE_UNKNOWN QY0301009')
  expect(read('ZR0302', penalty, zr).items[0]).toMatchObject({
    indicator: 'NAT-LAW-002',
    penalty: { decisionDate: '2025-03-01', publicUntil: '2028-03-01', violation: '超标排放' },
  })
  expect(read('QY0302', change(penalty, 4, '20190230')).verdict).toBe('E_DATE_INVALID QY0302004')
  expect(read('QY0302', change(penalty, 4, '2025年3月8日')).items[0]?.penalty?.decisionDate).toBe('2025-03-08')
})

test('a subject of another kind than its block', () => {
  expect(read('QY0601', entry, { ...qy, 'subject.kind': 'SZ' }).verdict).toBe('E_KIND_CONFLICT kind')
  expect(read('QY0601', entry, { ...qy, 'subject.code': usccFor('51', '330106', 'MA1FL000') }).verdict).toBe('E_KIND_CONFLICT kind')
  expect(read('QY0601', entry, { ...qy, 'subject.code': person }).verdict).toBe('E_ID_TYPE code')
  expect(read('QY0601', entry, { ...qy, 'subject.code': null }).verdict).toBe('E_REQUIRED code')
})
