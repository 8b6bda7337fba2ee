import { checkColumns } from '@delta/mapping'
import type { Row } from '@delta/mapping'
import { orgCodeFor, usccFor } from '@delta/mapping/testing'
import { expect, test } from 'vitest'
import { entry, firm, item, legal, licence, penalty, person, read, relation } from './testing/rows.ts'
import { shanghai } from './province.ts'

test('every column of every table is mapped or ignored', () => {
  const rows = { t_fr_jbxx: legal, t_xzxk: licence, t_xzcf: penalty, t_md: entry, t_gx: relation, t_zbx: item }
  for (const [dataset, row] of Object.entries(rows))
    expect([dataset, checkColumns(shanghai, dataset, Object.keys(row))]).toEqual([dataset, { unmapped: [], missing: [] }])
  expect(checkColumns(shanghai, 't_zrr_jbxx', ['zj', 'xm', 'zjlx', 'zjhm', 'hjqh', 'gxsj', 'yxbz'])).toEqual({ unmapped: [], missing: [] })
  expect(checkColumns(shanghai, 't_gx', ['zj', 'gxlx', 'new'])).toMatchObject({ unmapped: ['new'] })
})

test('a registration row yields one item for each column that is not blank', () => {
  const told = read('t_fr_jbxx', legal)
  expect(told.items.map(one => [one.indicator, one.value, one.unit])).toEqual([
    ['ENT-BAS-001', '上海云澜网络科技有限公司', 'SH-MKT'],
    ['ENT-BAS-002', firm, 'SH-MKT'],
    ['ENT-BAS-003', '王磊', 'SH-MKT'],
    ['ENT-BAS-004', '500.00', 'SH-MKT'],
    ['ENT-BAS-005', '2015-06-07', 'SH-MKT'],
    ['ENT-BAS-006', '存续', 'SH-MKT'],
    ['ENT-BAS-007', '张江路1号', 'SH-MKT'],
  ])
  expect(told.items[0]?.subject).toEqual({ id: firm, kind: 'ENT', subKind: null, idType: 'USCC', name: legal.frmc, maskedId: null, division: '310115' })
  expect(told.items[0]?.recordId).toBe(JSON.stringify(['310000', 'ARCHIVE', 'item', firm, 'ENT-BAS-001', '']))
  expect(read('t_fr_jbxx', { ...legal, fddbr: ' ', zczb: null, clrq: '        ', zs: '' }).items).toHaveLength(3)
})

test('padded and lower-case codes', () => {
  const [first] = read('t_fr_jbxx', { ...legal, tyshxydm: `${firm.toLowerCase()}  ` }).items
  expect(first?.subject.id).toBe(firm)
  expect(first?.warnings).toEqual(['W_LOWERCASE', 'W_TRIMMED'])
  expect(first?.recordId).toBe(read('t_fr_jbxx', legal).items[0]?.recordId)
})

test("zt='1' = revoked", () => {
  expect(read('t_xzcf', { ...penalty, zt: '1' }).items[0]).toMatchObject({ op: 'revoke', penalty: { status: 'REVOKED' } })
  expect(read('t_xzxk', { ...licence, zt: '0' }).items[0]).toMatchObject({ op: 'upsert', licence: { status: 'VALID' } })
  expect(read('t_xzxk', { ...licence, zt: '2' }).items[0]).toMatchObject({ licence: { status: 'VALID' }, warnings: ['W_OBJECTION'] })
  expect(read('t_xzxk', { ...licence, zt: '3' }).items[0]).toMatchObject({ licence: { status: 'VALID' }, warnings: ['W_STATUS_OTHER'] })
  expect(read('t_xzxk', { ...licence, zt: '4' }).verdict).toBe('E_CODE_UNKNOWN zt')
})

test('20190230', () => {
  expect(read('t_xzcf', { ...penalty, jdrq: '20190230' }).verdict).toBe('E_DATE_INVALID jdrq')
  const told = read('t_fr_jbxx', { ...legal, clrq: '20190230' })
  expect(told.rejections).toEqual(['E_DATE_INVALID clrq'])
  expect(told.items).toHaveLength(6)
})

test('00000000 and blank dates are unknown, 99991231 is open', () => {
  expect(read('t_xzcf', { ...penalty, gsjzq: '00000000' }).items[0]?.penalty?.publicUntil).toBeNull()
  expect(read('t_xzcf', { ...penalty, gsjzq: '        ' }).items[0]?.penalty?.publicUntil).toBeNull()
  expect(read('t_xzxk', { ...licence, yxqzi: '99991231' }).items[0]?.licence?.validTo).toBeNull()
  expect(read('t_xzxk', { ...licence, yxqzi: '20991231' }).items[0]?.licence?.validTo).toBeNull()
  expect(read('t_fr_jbxx', { ...legal, clrq: '00000000' }).items).toHaveLength(6)
  expect(read('t_xzcf', { ...penalty, jdrq: '00000000' }).verdict).toBe('E_REQUIRED jdrq')
})

test('same 文号 twice is one record, also in other brackets; another authority is another', () => {
  const id = (over: object): string | undefined => read('t_xzcf', { ...penalty, ...over }).items[0]?.recordId
  expect(id({ zj: 'z', zt: '1', wsh: ' 沪环罚[2025] 3号' })).toBe(id({}))
  expect(id({ wsh: '沪环罚（2025）3号' })).toBe(id({}))
  expect(id({ cfjg: '上海市崇明区水务局' })).not.toBe(id({}))
  expect(read('t_xzcf', { ...penalty, wsh: ' 沪环罚[2025] 3号' }).items[0]?.penalty?.docNo).toBe('沪环罚[2025] 3号')
})

test('个体工商户 with 92…', () => {
  const shop = usccFor('92', '310101', 'MA1FL000')
  expect(read('t_fr_jbxx', { ...legal, tyshxydm: shop, frlx: '02' }).items[0]?.subject).toMatchObject({ kind: 'ENT', subKind: 'INDIVIDUAL_BUSINESS' })
  expect(read('t_xzcf', { ...penalty, tyshxydm: shop, cf_xdr_lb: '03' }).items[0]).toMatchObject({
    indicator: 'ENT-LAW-002',
    subject: { kind: 'ENT', subKind: 'INDIVIDUAL_BUSINESS' },
  })
  expect(read('t_xzcf', { ...penalty, tyshxydm: null, zjhm: person, cf_xdr_lb: '03' }).verdict).toBe('E_KIND_CONFLICT cf_xdr_lb')
})

test('frlx kinds against the code', () => {
  const told = (frlx: string, prefix: string): string | undefined =>
    read('t_fr_jbxx', { ...legal, frlx, tyshxydm: usccFor(prefix, '310101', 'MA1FL000') }).items[0]?.subject.kind
  expect([told('01', '91'), told('02', '92'), told('03', '11'), told('04', '12'), told('05', '51'), told('06', '52'), told('07', '53')]).toEqual([
    'ENT',
    'ENT',
    'GOV',
    'INS',
    'SOC',
    'SOC',
    'SOC',
  ])
  expect(new Set(read('t_fr_jbxx', { ...legal, frlx: '05' }).rejections)).toEqual(new Set(['E_KIND_CONFLICT frlx']))
  expect(new Set(read('t_fr_jbxx', { ...legal, frlx: '99' }).rejections)).toEqual(new Set(['E_CODE_UNKNOWN frlx']))
  expect(read('t_xzcf', { ...penalty, cf_xdr_lb: '02' }).verdict).toBe('E_KIND_CONFLICT cf_xdr_lb')
  expect(read('t_fr_jbxx', { ...legal, frlx: '03', tyshxydm: usccFor('11', '310101', 'MA1FL000') }).items.map(one => one.indicator)).toEqual([
    'GOV-BAS-001',
    'GOV-BAS-002',
  ])
})

test('a finding in the future', () => {
  expect(read('t_md', { ...entry, rdrq: '20270101', yxqz: '20270101' }).verdict).toBe('E_DATE_FUTURE rdrq')
  expect(read('t_xzcf', { ...penalty, jdrq: '20270101', gsjzq: '20280101' }).verdict).toBe('E_DATE_FUTURE jdrq')
  expect(read('t_fr_jbxx', { ...legal, clrq: '20270101' }).rejections).toEqual(['E_DATE_FUTURE clrq'])
  expect(read('t_xzxk', { ...licence, yxqzi: '20990101' }).items).toHaveLength(1)
})

test("persons' penalties and list entries carry zjlx and zjhm", () => {
  const told = read('t_xzcf', { ...penalty, cf_xdr_lb: '02', tyshxydm: '', zjlx: '10', zjhm: person }).items[0]
  expect(told).toMatchObject({ indicator: 'NAT-LAW-002', subject: { kind: 'NAT', idType: 'RIC', maskedId: `340*${person.slice(-4)}`, division: null } })
  expect(JSON.stringify({ ...told, recordId: '' })).not.toContain(person)
  expect(read('t_md', { ...entry, tyshxydm: null, zjlx: null, zjhm: person }).entries[0]?.subject.kind).toBe('NAT')
  expect(read('t_xzcf', { ...penalty, cf_xdr_lb: '02', tyshxydm: '', zjlx: '10', zjhm: null }).verdict).toBe('E_REQUIRED zjhm')
  expect(read('t_xzcf', { ...penalty, tyshxydm: ' ' }).verdict).toBe('E_REQUIRED tyshxydm')
})

test('placeholder codes occur', () => {
  const holder = '00000000000000000X'
  expect(read('t_xzcf', { ...penalty, cf_xdr_lb: '02', tyshxydm: holder, zjlx: '10', zjhm: person }).items[0]?.subject.kind).toBe('NAT')
  expect(read('t_xzcf', { ...penalty, tyshxydm: holder }).rejections).toHaveLength(1)
  expect(read('t_fr_jbxx', { ...legal, tyshxydm: holder, zzjgdm: orgCodeFor('MA1FL000') }).items[0]).toMatchObject({
    subject: { idType: 'ORGCODE' },
    warnings: ['W_ORGCODE_ONLY'],
  })
})

test('an organisation code with or without hyphen joins or warns', () => {
  const code = orgCodeFor('MA1FL000')
  const hyphened = `${code.slice(0, 8)}-${code.slice(8)}`
  expect(read('t_fr_jbxx', { ...legal, zzjgdm: hyphened }).items[0]?.warnings).toEqual([])
  expect(read('t_fr_jbxx', { ...legal, zzjgdm: 'MA1FL000-0' }).items[0]?.warnings).toEqual(['W_ORGCODE_CHECK'])
  expect(read('t_fr_jbxx', { ...legal, tyshxydm: null, zzjgdm: hyphened }).items[0]).toMatchObject({
    subject: { id: `ORG:${code}`, kind: 'ENT', idType: 'ORGCODE' },
    warnings: ['W_ORGCODE_ONLY'],
  })
})

test('natural persons: the number travels masked, the household decides nothing but itself', () => {
  const row = { zj: 'g', xm: '王磊', zjlx: '10', zjhm: person.toLowerCase(), hjqh: '310230', gxsj: 'x', yxbz: 'Y' }
  const told = read('t_zrr_jbxx', row)
  expect(told.items.map(one => [one.indicator, one.value])).toEqual([
    ['NAT-BAS-001', '王磊'],
    ['NAT-BAS-002', `340*${person.slice(-4)}`],
    ['NAT-BAS-003', '310151'],
  ])
  expect(told.items[0]?.subject.id).toMatch(/^NP:[\w-]{43}$/)
  expect(read('t_zrr_jbxx', { ...row, hjqh: null }).items).toHaveLength(2)
  expect(read('t_zrr_jbxx', { ...row, zjlx: '20', zjhm: 'E12345678' }).items[0]?.subject).toMatchObject({ idType: 'OTHER', maskedId: 'E*78' })
  expect(read('t_zrr_jbxx', { ...row, zjlx: '77' }).rejections[0]).toBe('E_CODE_UNKNOWN zjlx')
  expect(read('t_zrr_jbxx', { ...row, zjhm: firm }).rejections[0]).toBe('E_ID_TYPE zjhm')
})

test('licences and penalties end at the deciding authority, else at the custodian', () => {
  expect(read('t_xzxk', licence).items[0]).toMatchObject({
    unit: 'SH-MKT',
    unitBasis: 'AUTHORITY',
    indicator: 'ENT-LAW-001',
    licence: { docNo: licence.wsh, kind: ['01'], validFrom: '2024-01-05', validTo: '2029-01-04', authority: licence.xkjg },
  })
  expect(read('t_xzcf', penalty).items[0]).toMatchObject({
    unit: 'SH-ECO',
    unitBasis: 'AUTHORITY',
    penalty: { kinds: ['01', '03'], fineYuan: '10000.50', confiscatedYuan: null, severity: null },
  })
  expect(read('t_xzcf', { ...penalty, cfjg: '上海市青浦区朱家角镇人民政府' }).items[0]).toMatchObject({
    unit: 'SH-FGW',
    unitBasis: 'CUSTODIAN',
    penalty: { authority: '上海市青浦区朱家角镇人民政府' },
  })
  expect(read('t_xzcf', { ...penalty, cfjg: null, lydw: null }).items[0]).toMatchObject({
    unit: 'SH-FGW',
    unitBasis: 'CUSTODIAN',
    reportedBy: 'SH-FGW',
    recordId: JSON.stringify(['310000', 'ARCHIVE', 'penalty', 't_xzcf/1#cfjg', '沪环罚〔2025〕3号']),
  })
  expect(read('t_xzcf', { ...penalty, cflb: '03,88' }).verdict).toBe('E_CODE_UNKNOWN cflb')
  expect(read('t_xzcf', { ...penalty, fkje: '-200.00' }).verdict).toBe('E_AMOUNT fkje')
  expect(read('t_xzxk', { ...licence, yxqz: '20240601', yxqzi: '20230531' }).verdict).toBe('E_PERIOD_ORDER yxqzi')
})

test('the first failing check wins: identifier, kind, required, date, period, code, amount, unit', () => {
  const wrong = {
    ...penalty,
    tyshxydm: `${firm.slice(0, 17)}${firm.endsWith('1') ? '2' : '1'}`,
    cf_xdr_lb: '09',
    wsh: null,
    jdrq: '20190230',
    gsjzq: '20190101',
    cflb: '88',
    fkje: '-1',
    lydw: '无名局',
  }
  const mend: [string, string, object][] = [
    ['E_ID_CHECK tyshxydm', 'identifier', { tyshxydm: firm }],
    ['E_CODE_UNKNOWN cf_xdr_lb', 'kind', { cf_xdr_lb: '01' }],
    ['E_REQUIRED wsh', 'required', { wsh: '1号' }],
    ['E_DATE_INVALID jdrq', 'date', { jdrq: '20190201' }],
    ['E_PERIOD_ORDER gsjzq', 'period', { gsjzq: null }],
    ['E_CODE_UNKNOWN cflb', 'code', { cflb: '03' }],
    ['E_AMOUNT fkje', 'amount', { fkje: '1' }],
    ['E_UNIT_UNRESOLVED lydw', 'unit', { lydw: null }],
    ['upsert', '', {}],
  ]
  let row: Row['columns'] = wrong
  for (const [verdict, , mended] of mend) {
    expect(read('t_xzcf', row).verdict).toBe(verdict)
    row = { ...row, ...mended }
  }
})

test('capital tells its currency', () => {
  const capital = (zczb: string, zczbbz: string | null): string => {
    const told = read('t_fr_jbxx', { ...legal, zczb, zczbbz })
    return told.items.find(one => one.indicator === 'ENT-BAS-004')?.value ?? told.rejections.join()
  }
  expect([capital('500.000000', '840'), capital('0.123456', '156'), capital('12.5', null), capital('1', '000'), capital('-5', '156')]).toEqual([
    '500.00 USD',
    '0.123456',
    '12.50',
    'E_CODE_UNKNOWN zczbbz',
    'E_AMOUNT zczb',
  ])
})
