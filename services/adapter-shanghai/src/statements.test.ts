import { identifierColumn } from '@delta/mapping'
import { orgCodeFor, usccFor } from '@delta/mapping/testing'
import { expect, test } from 'vitest'
import { entry, item, parts, person, read, relation } from './testing/rows.ts'
import { shanghai } from './province.ts'

test('a person and an organisation stand in columns of their own, and so does a relation’s party', () => {
  expect([false, true].map(isPerson => identifierColumn(shanghai, 't_md', { person: isPerson, party: false }))).toEqual(['tyshxydm', 'zjhm'])
  expect([false, true].map(isPerson => identifierColumn(shanghai, 't_gx', { person: isPerson, party: true }))).toEqual(['c_bs', 'c_bs'])
  expect(identifierColumn(shanghai, 't_gx', { person: false, party: false })).toBe('z_tyshxydm')
})

test('removed list row kept', () => {
  expect(read('t_md', { ...entry, ycrq: '20250601', ycyy: '1' }).entries[0]).toMatchObject({ op: 'repair', removedOn: '2025-06-01', removalReason: 'REPAIRED' })
  expect(read('t_md', { ...entry, ycrq: '20250601', ycyy: '期满' }).entries[0]).toMatchObject({ op: 'remove', removalReason: 'EXPIRED' })
  expect(read('t_md', { ...entry, ycrq: '20250601' }).entries[0]).toMatchObject({ op: 'remove', removalReason: 'DELISTED' })
  expect(read('t_md', { ...entry, ycrq: '20250601', ycyy: '履行完毕' }).entries[0]).toMatchObject({ removalReason: 'DELISTED' })
  expect(read('t_md', { ...entry, yxbz: 'N' }, { deleted: true }).entries[0]).toMatchObject({ op: 'revoke', removedOn: null })
  expect(read('t_md', { ...entry, ycrq: '20230601' }).verdict).toBe('E_PERIOD_ORDER ycrq')
  expect(read('t_md', { ...entry, ycrq: '20271231', ycyy: '2' }).entries[0]).toMatchObject({ op: 'remove', removedOn: '2027-12-31' })
  expect(read('t_md', { ...entry, ycrq: '20250601', ycyy: '8' }).verdict).toBe('E_CODE_UNKNOWN ycyy')
})

test('ID prefix ≠ c_hjqh: only the 户籍区划 decides', () => {
  expect(read('t_gx', relation).relations[0]).toMatchObject({
    unit: 'ZJ-HUKOU',
    placement: 'IN_REGION',
    partyProvince: '330000',
    hukouProvince: '330000',
    share: '0.355000',
    validTo: null,
    reportedBy: 'SH-MKT',
  })
  expect(read('t_gx', { ...relation, c_hjqh: null }).relations[0]).toMatchObject({ unit: null, placement: 'UNKNOWN', hukouProvince: null })
  expect(read('t_gx', { ...relation, c_hjqh: '410105' }).relations[0]).toMatchObject({
    unit: null,
    placement: 'OUTSIDE_REGION',
    partyProvince: null,
    hukouProvince: '410000',
  })
  expect(read('t_gx', { ...relation, c_hjqh: '341402' }).relations[0]).toMatchObject({ unit: 'AH-HUKOU', hukouProvince: '340000' })
  expect(read('t_gx', { ...relation, c_hjqh: '319999' }).verdict).toBe('E_CODE_UNKNOWN c_hjqh')
})

test('lydm + mdlx → domain', () => {
  const domain = (mdlx: string, lydm: string): string =>
    read('t_md', { ...entry, mdlx, lydm, rdjg: null }).entries[0]?.domain ?? read('t_md', { ...entry, mdlx, lydm, rdjg: null }).verdict
  expect([domain('2', 'SH-LY-05'), domain('1', 'SH-LY-02'), domain('3', 'SH-LY-01')]).toEqual(['B05', 'R02', 'W01'])
  expect([domain('2', 'SH-LY-99'), domain('9', 'SH-LY-05'), domain('2', 'B05')]).toEqual(['E_CODE_UNKNOWN lydm', 'E_CODE_UNKNOWN mdlx', 'E_CODE_UNKNOWN lydm'])
  expect(read('t_md', entry).entries[0]).toMatchObject({
    polarity: 'BLACK',
    unit: 'SH-ECO',
    unitBasis: 'FINDER',
    reportedBy: 'SH-ECO',
    finder: { name: '上海市生态环境局', level: 'PROVINCE' },
    to: null,
  })
  expect(read('t_md', { ...entry, rdjg: null }).entries[0]).toMatchObject({ unit: 'SH-ECO', unitBasis: 'CATALOGUE', reportedBy: 'SH-ECO', finder: null })
  expect(read('t_md', { ...entry, rdjg: '上海市市场监督管理局' }).entries[0]).toMatchObject({ unit: 'SH-ECO', unitBasis: 'CATALOGUE', reportedBy: 'SH-MKT' })
  expect(read('t_md', { ...entry, rdjg: '浙江省生态环境厅' }).verdict).toBe('E_UNIT_UNRESOLVED rdjg')
  expect(read('t_md', { ...entry, lydm: 'SH-LY-36', rdjg: '中国民用航空华东地区管理局' }).entries[0]).toMatchObject({
    unit: 'CSJ-CAAC',
    finder: { level: 'NATIONAL' },
  })
})

test('FD with an organisation', () => {
  expect(read('t_gx', { ...relation, gxlx: 'FD', c_lx: '2', c_bs: usccFor('91', '310101', 'MA1FL001'), c_hjqh: null }).verdict).toBe('E_CODE_UNKNOWN c_lx')
  expect(read('t_gx', { ...relation, gxlx: 'FD' }).relations[0]?.dimension).toBe('LEGAL_REP')
})

test("an organisation's province is its registrar's: market regulation, for a supply chain tax, Ningbo's own where it has one", () => {
  const party = (prefix: string, gxlx = 'TZ'): object =>
    read('t_gx', { ...relation, gxlx, c_lx: '2', c_zjlx: null, c_bs: usccFor('91', prefix, 'MA1FL001'), c_hjqh: null }).relations[0] ?? {}
  expect(party('340100')).toMatchObject({ partyKind: 'ORG', unit: 'AH-MKT', placement: 'IN_REGION', partyProvince: '340000', hukouProvince: null })
  expect(party('320583', 'GY')).toMatchObject({ unit: 'JS-TAX' })
  expect(party('330203', 'GY')).toMatchObject({ unit: 'NB-TAX' })
  expect(party('330203')).toMatchObject({ unit: 'ZJ-MKT' })
  expect(party('100000')).toMatchObject({ unit: null, placement: 'OUTSIDE_REGION', partyProvince: null })
  expect(party('440305')).toMatchObject({ unit: null, placement: 'OUTSIDE_REGION' })
  expect(read('t_gx', { ...relation, c_lx: '2', c_zjlx: null, c_bs: orgCodeFor('MA1FL001'), c_hjqh: null }).relations[0]).toMatchObject({
    placement: 'UNKNOWN',
    party: { idType: 'ORGCODE' },
    warnings: ['W_ORGCODE_ONLY'],
  })
})

test('shares of one firm may sum to ≠ 100; more than the whole is none', () => {
  expect(read('t_gx', { ...relation, cgbl: '100.0000' }).relations[0]?.share).toBe('1.000000')
  expect(read('t_gx', { ...relation, cgbl: '33.3333' }).relations[0]?.share).toBe('0.333333')
  expect(read('t_gx', { ...relation, cgbl: '100.0001' }).verdict).toBe('E_AMOUNT cgbl')
  expect(read('t_gx', { ...relation, cgbl: '-1.0000' }).verdict).toBe('E_AMOUNT cgbl')
})

test('general indicators: letters without hyphens, each with the unit of the catalogue and the unit that states it', () => {
  expect(read('t_zbx', item).items[0]).toMatchObject({
    indicator: 'ENT-OPS-001',
    value: '列入经营异常名录',
    businessNo: 'N1',
    arose: '2024-01-01',
    until: null,
    unit: 'SH-MKT',
    unitBasis: 'CATALOGUE',
    reportedBy: 'SH-MKT',
  })
  expect(read('t_zbx', { ...item, lydw: '上海市税务局' }).verdict).toBe('E_UNIT_UNRESOLVED lydw')
  expect(read('t_zbx', { ...item, lydw: '上海市公共信用信息服务中心' }).items[0]).toMatchObject({ unit: 'SH-MKT', reportedBy: 'SH-XYZX' })
  expect(read('t_zbx', { ...item, lydw: '上海市工商行政管理局' }).verdict).toBe('E_UNIT_UNRESOLVED lydw')
  expect(read('t_zbx', { ...item, lydw: '上海市工商行政管理局', fsrq: '20170101' }).items[0]?.reportedBy).toBe('SH-MKT')
  expect(read('t_zbx', { ...item, zbxdm: 'natlaw003' }).verdict).toBe('E_KIND_CONFLICT zbxdm')
  expect(read('t_zbx', { ...item, zbxz: null }).verdict).toBe('E_REQUIRED zbxz')
  expect(read('t_zbx', { ...item, zbxdm: 'entops999' }).verdict).toBe('E_CODE_UNKNOWN zbxdm')
  const own = { ...item, tyshxydm: null, zjlx: '10', zjhm: person, zbxdm: 'natbas002', zbxz: person }
  expect(read('t_zbx', own).items[0]).toMatchObject({ value: `340*${person.slice(-4)}` })
  const promise = { ...item, zbxdm: 'entsoc004', fsrq: '20260105' }
  expect(read('t_zbx', { ...promise, zbxz: '审批替代型|食品经营许可|2026-06-30|已履行' }).items[0]).toMatchObject({
    value: '审批替代型|食品经营许可|2026-06-30|已履行',
    commitment: { kind: 'APPROVAL', matter: '食品经营许可', madeOn: '2026-01-05', dueOn: '2026-06-30', fulfilment: 'FULFILLED' },
  })
  expect(read('t_zbx', { ...promise, zbxz: '登记在案' }).items[0]).not.toHaveProperty('commitment')
  expect(read('t_zbx', { ...promise, zbxdm: 'entsoc006', zbxz: 'SH-SYN|B' }).items[0]).toMatchObject({
    evaluation: { model: 'SH-SYN', grade: 'B', on: '2026-01-05' },
    unit: 'SH-XYZX',
  })
  const codes = parts.catalogue.indicators().map(one => one.code)
  expect(
    codes.filter(
      code =>
        shanghai.datasets['t_zbx']?.states[0] &&
        read('t_zbx', {
          ...item,
          tyshxydm: usccFor({ ENT: '91', SOC: '51', INS: '12', GOV: '11', NAT: '91' }[code.slice(0, 3) as 'ENT'], '310101', 'MA1FL000'),
          zbxdm: code.replaceAll('-', '').toLowerCase(),
          ...(code.startsWith('NAT') ? { tyshxydm: null, zjhm: person, zbxz: person } : {}),
        }).items[0]?.indicator !== code,
    ),
  ).toEqual([])
})
