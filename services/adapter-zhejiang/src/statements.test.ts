import { usccFor } from '@delta/mapping/testing'
import { expect, test } from 'vitest'
import { change, entry, firm, general, licence, parts, penalty, person, qy, read, relation, zr } from './testing/rows.ts'

test('customs QY0402: 失信企业 is B10, 高级认证企业 R02, other grades are no list', () => {
  expect(read('QY0402', ['失信企业', '2025-02-01']).entries[0]).toMatchObject({
    domain: 'B10',
    polarity: 'BLACK',
    from: '2025-02-01',
    unit: 'ZJ-CUSTOMS',
    unitBasis: 'CATALOGUE',
    reportedBy: 'ZJ-CUSTOMS',
  })
  expect(read('QY0402', ['高级认证企业', '2025-02-01']).entries[0]).toMatchObject({ domain: 'R02', polarity: 'RED' })
  expect(read('QY0402', ['常规企业', '2025-02-01']).verdict).toBe('E_CODE_UNKNOWN QY0402001')
})

test('ZR0301 is B01, keyed by case', () => {
  const told = read('ZR0301', ['（2024）浙01执1号', '2024-05-01'], zr)
  expect(told.entries[0]).toMatchObject({ domain: 'B01', caseNo: '（2024）浙01执1号', unit: 'ZJ-COURT' })
  expect(told.entries[0]?.recordId).toBe(JSON.stringify(['330000', 'LIST', 'list', 'B01', person, '（2024）浙01执1号']))
})

test('lists: domain, finder, removal', () => {
  expect(read('QY0601', entry).entries[0]).toMatchObject({
    domain: 'B05',
    unit: 'ZJ-ECO',
    unitBasis: 'FINDER',
    from: '2024-06-01',
    to: null,
    finder: { level: 'PROVINCE' },
  })
  expect(read('QY0601', change(entry, 2, '杭州市生态环境局')).entries[0]).toMatchObject({ warnings: ['W_FINDER_LEVEL'], finder: { level: 'CITY' } })
  expect(read('QY0601', change(change(entry, 5, '2025-06-01'), 6, '信用修复')).entries[0]).toMatchObject({ op: 'repair', removedOn: '2025-06-01' })
  expect(read('QY0601', change(change(entry, 1, 'B27'), 2, '浙江省市场监督管理局')).entries[0]).toMatchObject({ unit: 'ZJ-MKT', unitBasis: 'FINDER' })
  expect([read('QY0601', change(entry, 1, 'B99')).verdict, read('QY0601', change(entry, 3, '2027-01-01')).verdict]).toEqual([
    'E_CODE_UNKNOWN QY0601001',
    'E_DATE_FUTURE QY0601003',
  ])
  expect(read('QY0601', change(entry, 4, '2023-01-01')).verdict).toBe('E_PERIOD_ORDER QY0601004')
})

test('relations', () => {
  expect(read('QY0901', relation).relations[0]).toMatchObject({
    dimension: 'INVESTOR',
    partyKind: 'NAT',
    share: '0.355000',
    unit: 'SH-HUKOU',
    hukouProvince: '310000',
    reportedBy: 'ZJ-MKT',
  })
  expect(read('QY0901', change(change(relation, 2, '2'), 3, firm)).relations[0]).toMatchObject({ partyKind: 'ORG', unit: 'ZJ-MKT' })
  expect([read('QY0901', change(relation, 1, 'ZZ')).verdict, read('QY0901', change(relation, 3, null)).verdict]).toEqual([
    'E_CODE_UNKNOWN QY0901001',
    'held E_GROUP_INCOMPLETE QY0901003',
  ])
})

test('Ningbo by div, else positions 3–6 of the code', () => {
  const ningbo = { ...qy, 'subject.code': usccFor('91', '330203', 'MA1FL000'), 'subject.div': '330212' }
  const bare = { ...ningbo, 'subject.div': null }
  const grade = ['失信企业', '2025-02-01']
  expect(read('QY0402', grade, ningbo).entries[0]).toMatchObject({ unit: 'NB-CUSTOMS', reportedBy: 'NB-CUSTOMS' })
  expect(read('QY0402', grade, bare).entries[0]).toMatchObject({ unit: 'NB-CUSTOMS' })
  expect(read('QY0402', grade, { ...ningbo, 'subject.div': '330106' }).entries[0]).toMatchObject({ unit: 'ZJ-CUSTOMS' })
  expect(read('QY0402', grade, { ...qy, 'subject.div': '330203' }).entries[0]).toMatchObject({ unit: 'NB-CUSTOMS' })
  expect(general('QY0503006', ['正常', null, null, null], bare).items[0]).toMatchObject({ indicator: 'ENT-FIN-006', unit: 'NB-TAX' })
  expect(general('QY0503004', ['登记', null, null, null], ningbo).items[0]).toMatchObject({ indicator: 'ENT-FIN-004', unit: 'NB-PBOC' })
  expect(read('QY0302', change(penalty, 5, '国家税务总局宁波市税务局'), ningbo).items[0]).toMatchObject({ unit: 'NB-TAX', unitBasis: 'AUTHORITY' })
  expect(read('QY0302', change(penalty, 5, '宁波市鄞州区税务局'), ningbo).items[0]).toMatchObject({ unit: 'NB-TAX', unitBasis: 'AUTHORITY' })
  expect(read('QY0601', ['B32', '中国证券监督管理委员会宁波监管局', '2024-06-01', null, null, null], ningbo).entries[0]).toMatchObject({ unit: 'NB-CSRC' })
  expect(read('QY0301', licence, ningbo).items[0]).toMatchObject({ unit: 'ZJ-MKT' })
})

test('all indicators have a block', () => {
  const kinds = { ENT: ['QY', '91'], NAT: ['ZR', ''], SOC: ['SZ', '51'], INS: ['SY', '12'], GOV: ['ZF', '11'] } as const
  const groups = ['BAS', 'OPS', 'FIN', 'GOV', 'LAW', 'SOC', 'ECO']
  const indicators = parts.catalogue.indicators()
  const found = indicators.map(({ code, kind }) => {
    const [letters, prefix] = kinds[kind]
    const subject = kind === 'NAT' ? zr : { ...qy, 'subject.kind': letters, 'subject.code': usccFor(prefix, '330106', 'MA1FL000') }
    return general(`${letters}050${groups.indexOf(code.slice(4, 7)) + 1}${code.slice(8)}`, [kind === 'NAT' ? person : '有', 'N1', '2024-01-01', null], subject)
      .items[0]?.indicator
  })
  expect(found).toEqual(indicators.map(({ code }) => code))
  expect(found).toHaveLength(89)
  expect(general('QY0502099', ['有', null, null, null]).verdict).toBe('E_CODE_UNKNOWN zbx_code')
})
