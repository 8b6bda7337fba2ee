import { expect, test } from 'vitest'
import { schemaOf } from './create-source-schemas.ts'
import { JIANGSU } from './jiangsu-tables.ts'
import { SHANGHAI } from './shanghai-tables.ts'
import { generalBlock, dictRows, ZHEJIANG } from './zhejiang-tables.ts'
import { itemNumber, maskOf } from './jiangsu-rows.ts'
import { dictionaryRows } from './jiangsu-dictionary.ts'
import type { Table } from './table.ts'
import { smallParts } from './testing.ts'

const namesOf = (table: Table) => table.columns.map(column => column.name).join(', ')
const typesOf = (table: Table) => Object.fromEntries(table.columns.map(({ name, type, notNull }) => [name, type + (notNull ? ' not null' : '')]))

test("Shanghai's tables have the columns of their description, in its order", () => {
  expect(namesOf(SHANGHAI.legal)).toBe('zj, tyshxydm, zzjgdm, frmc, frlx, fddbr, fddbrzjlx, fddbrzjhm, zczb, zczbbz, clrq, djzt, djjg, xzqh, zs, gxsj, yxbz')
  expect(namesOf(SHANGHAI.person)).toBe('zj, xm, zjlx, zjhm, hjqh, gxsj, yxbz')
  expect(namesOf(SHANGHAI.licence)).toBe(
    'zj, xk_xdr_mc, xk_xdr_lb, tyshxydm, zjlx, zjhm, xkws, wsh, xklb, xkzs, xkbh, xknr, jdrq, yxqz, yxqzi, xkjg, xkjgdm, zt, lydw, gxsj, yxbz',
  )
  expect(namesOf(SHANGHAI.penalty)).toBe(
    'zj, cf_xdr_mc, cf_xdr_lb, tyshxydm, zjlx, zjhm, wsh, wfxwlx, wfss, cfyj, cflb, cfnr, fkje, msje, zkdx, jdrq, yxq, gsjzq, cfjg, cfjgdm, zt, lydw, gxsj, yxbz',
  )
  expect(namesOf(SHANGHAI.list)).toBe('zj, mdlx, lydm, tyshxydm, zjlx, zjhm, mc, rdjg, rdrq, yxqz, yxqzi, ycrq, ycyy, gxsj, yxbz')
  expect(namesOf(SHANGHAI.relation)).toBe('zj, gxlx, z_tyshxydm, c_lx, c_zjlx, c_bs, c_mc, c_hjqh, cgbl, qsrq, jzrq, gxsj, yxbz')
  expect(namesOf(SHANGHAI.item)).toBe('zj, tyshxydm, zjlx, zjhm, zbxdm, zbxz, bh, fsrq, jzrq, lydw, gxsj, yxbz')
  for (const table of Object.values(SHANGHAI)) {
    const types: Record<string, string> = typesOf(table)
    expect(types).toMatchObject({ zj: 'char(32) not null', gxsj: 'timestamp without time zone not null', yxbz: 'char(1) not null' })
    for (const [name, type] of Object.entries(types)) {
      if (/rq|yxqz|gsjzq|^yxq$/.test(name)) expect(type, name).toBe('char(8)')
      if (name.endsWith('je')) expect(type, name).toBe('numeric(18,2)')
    }
    expect(table.indexes).toEqual([['gxsj', 'zj']])
  }
  expect(typesOf(SHANGHAI.legal)).toMatchObject({
    tyshxydm: 'char(20)',
    zzjgdm: 'varchar(10)',
    frmc: 'varchar(200) not null',
    frlx: 'char(2) not null',
    zczb: 'numeric(18,6)',
    zczbbz: 'char(3)',
    djzt: 'char(1)',
  })
  expect(typesOf(SHANGHAI.relation)).toMatchObject({ cgbl: 'numeric(7,4)', c_hjqh: 'char(6)' })
})

test("Jiangsu's wide table has text, bigint and int columns where its description says", () => {
  const types: Record<string, string> = typesOf(JIANGSU.wide)
  const text = new Set(['c001', 'c002', 'c003', 'c004', 'c005', 'c006', 'c007', 'c008', 'c012', 'c021', 'c026', 'c031', 'c041', 'c046', 'c051'])
  const bigint = new Set(['c009', 'c043', 'c048', 'c053', 'c099'])
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => `c${String(from + i).padStart(3, '0')}`)
  expect(namesOf(JIANGSU.wide)).toBe(['id', ...range(1, 12), ...range(21, 35), ...range(41, 55), 'c099', 'c100'].join(', '))
  for (const [name, type] of Object.entries(types)) if (name !== 'id') expect(type, name).toBe(text.has(name) ? 'text' : bigint.has(name) ? 'bigint' : 'int')
  expect(dictionaryRows().map(row => row['col'])).toEqual(JIANGSU.wide.columns.slice(1).map(column => column.name))
  expect(typesOf(JIANGSU.person)).toEqual({ p001: 'text not null', p002: 'text', p003: 'text', p099: 'bigint', p100: 'int' })
  expect(namesOf(JIANGSU.relation)).toBe('r000, r001, r002, r003, r004, r005, r006, r007, r008, r009, r099, r100')
  expect(typesOf(JIANGSU.revoke)).toEqual({
    rv_id: 'bigserial not null',
    c001: 'text',
    kind: 'int',
    doc_no: 'text',
    division: 'int',
    revoke_date: 'int',
    reason: 'int',
    c099: 'bigint',
  })
  expect(namesOf(JIANGSU.item)).toBe('it_id, c001, p001, i001, i002, i003, i004, i005, i006, c099, c100')
  expect([itemNumber('ENT-OPS-001'), itemNumber('NAT-LAW-006'), maskOf(['01', '03'])]).toEqual([10201, 20506, 5])
})

test("Zhejiang's tables and cell codes are those of their description", () => {
  expect(typesOf(ZHEJIANG.subject)).toEqual({ sid: 'bigint not null', kind: 'char(2)', code: 'varchar(30)', name: 'varchar(200)', div: 'char(6)' })
  expect(namesOf(ZHEJIANG.dict)).toBe('zbx_code, zbx_name, kind, vtype, unit, multi, group_code')
  expect(namesOf(ZHEJIANG.value)).toBe('vid, sid, zbx_code, row_no, val_s, val_n, val_d, src_dept, src_time, ver, op')
  expect(typesOf(ZHEJIANG.value)).toMatchObject({ val_n: 'numeric(20,6)', val_d: 'date', src_time: 'timestamptz', ver: 'int', op: 'char(1)' })
  expect(generalBlock('ENT-OPS-001')).toBe('QY0502001')
  const codes = new Set(dictRows(smallParts(100).reference).map(row => row['zbx_code']))
  for (const code of ['QY0101001', 'QY0302008', 'SZ0601006', 'QY0402002', 'ZR0301002', 'ZR0101003', 'ZF0901008', 'QY0502001.4', 'ZR0505006.1'])
    expect(codes).toContain(code)
  expect(codes).not.toContain('ZR0301003')
})

test('the statements can be read by a person', () => {
  expect(schemaOf('shanghai')).toContain('create table if not exists gxpt.t_gx (\n  zj char(32) not null,')
  expect(schemaOf('zhejiang')).toContain('vid bigint generated by default as identity,')
})
