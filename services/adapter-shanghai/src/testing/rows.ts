import { loadCatalogue } from '@delta/catalogue'
import type { Row } from '@delta/mapping'
import { residentFor, tell, testParts, testRow, usccFor } from '@delta/mapping/testing'
import type { Told } from '@delta/mapping/testing'
import { shanghai } from '../province.ts'

export const parts = testParts(loadCatalogue())
export const firm = usccFor('91', '310101', 'MA1FL000')
export const person = residentFor('340104', '19800101')
export const read = (dataset: string, columns: Row['columns'], over: Partial<Row> = {}): Told => tell(shanghai, testRow(dataset, columns, over), parts)

export const legal = {
  zj: 'a',
  tyshxydm: firm,
  zzjgdm: null,
  frmc: '上海云澜网络科技有限公司',
  frlx: '01',
  fddbr: '王磊',
  fddbrzjlx: '10',
  fddbrzjhm: person,
  zczb: '500.000000',
  zczbbz: '156',
  clrq: '20150607',
  djzt: '1',
  djjg: null,
  xzqh: '310115',
  zs: '张江路1号',
  gxsj: '2026-11-20 10:00:00',
  yxbz: 'Y',
}
export const licence = {
  zj: 'b',
  xk_xdr_mc: '云澜',
  xk_xdr_lb: '01',
  tyshxydm: firm,
  zjlx: null,
  zjhm: null,
  xkws: '决定书',
  wsh: '沪市监许〔2024〕1号',
  xklb: '01',
  xkzs: '食品经营许可证',
  xkbh: 'JY1',
  xknr: '餐饮',
  jdrq: '20240105',
  yxqz: '20240105',
  yxqzi: '20290104',
  xkjg: '上海市浦东新区市场监督管理局',
  xkjgdm: null,
  zt: '0',
  lydw: '上海市市场监督管理局',
  gxsj: 'x',
  yxbz: 'Y',
}
export const penalty = {
  zj: 'c',
  cf_xdr_mc: '云澜',
  cf_xdr_lb: '01',
  tyshxydm: firm,
  zjlx: null,
  zjhm: null,
  wsh: '沪环罚〔2025〕3号',
  wfxwlx: '超标排放',
  wfss: null,
  cfyj: null,
  cflb: '03,01',
  cfnr: '罚款',
  fkje: '10000.50',
  msje: null,
  zkdx: null,
  jdrq: '20250301',
  yxq: null,
  gsjzq: '20280301',
  cfjg: '上海市生态环境局',
  cfjgdm: null,
  zt: '0',
  lydw: '上海市生态环境局',
  gxsj: 'x',
  yxbz: 'Y',
}
export const entry = {
  zj: 'd',
  mdlx: '2',
  lydm: 'SH-LY-05',
  tyshxydm: firm,
  zjlx: null,
  zjhm: null,
  mc: '云澜',
  rdjg: '上海市生态环境局',
  rdrq: '20240601',
  yxqz: '20240601',
  yxqzi: '99991231',
  ycrq: '00000000',
  ycyy: null,
  gxsj: 'x',
  yxbz: 'Y',
}
export const relation = {
  zj: 'e',
  gxlx: 'TZ',
  z_tyshxydm: firm,
  c_lx: '1',
  c_zjlx: '10',
  c_bs: person,
  c_mc: '王磊',
  c_hjqh: '330106',
  cgbl: '35.5000',
  qsrq: '20200101',
  jzrq: '99991231',
  gxsj: 'x',
  yxbz: 'Y',
}
export const item = {
  zj: 'f',
  tyshxydm: firm,
  zjlx: null,
  zjhm: null,
  zbxdm: 'entops001',
  zbxz: '列入经营异常名录',
  bh: 'N1',
  fsrq: '20240101',
  jzrq: null,
  lydw: '上海市市场监督管理局',
  gxsj: 'x',
  yxbz: 'Y',
}

/** A good row of each dataset. */
export const good: Readonly<Record<string, Row['columns']>> = {
  t_fr_jbxx: legal,
  t_zrr_jbxx: { zj: 'g', xm: '王磊', zjlx: '10', zjhm: person, hjqh: '330106', gxsj: 'x', yxbz: 'Y' },
  t_xzxk: licence,
  t_xzcf: penalty,
  t_md: entry,
  t_gx: relation,
  t_zbx: item,
}

/** Rows about a person, or naming one. */
export const personal: Readonly<Record<string, Row['columns']>> = {
  t_zrr_jbxx: { xm: '王磊', zjhm: person, hjqh: '330106', yxbz: 'Y' },
  t_xzcf: { ...penalty, tyshxydm: null, cf_xdr_lb: '02', zjhm: person },
  t_xzxk: { ...licence, tyshxydm: null, xk_xdr_lb: '02', zjhm: person },
  t_md: { ...entry, tyshxydm: null, zjhm: person },
  t_gx: relation,
  t_fr_jbxx: legal,
  t_zbx: { ...item, tyshxydm: null, zjhm: person, zbxdm: 'natbas002', zbxz: person },
}
