import { columnsOf, type Table } from './table.ts'

const TAIL = 'gxsj timestamp without time zone!, yxbz char(1)!'
const PARTY = 'tyshxydm char(20), zjlx char(2), zjhm varchar(30)'

const table = (name: string, columns: string): Table => ({
  name: `gxpt.${name}`,
  columns: columnsOf(`zj char(32)!, ${columns}, ${TAIL}`),
  primaryKey: ['zj'],
  indexes: [['gxsj', 'zj']],
})

/** The tables of Shanghai's platform: database `sh_credit`, schema `gxpt`. */
export const SHANGHAI = {
  legal: table(
    't_fr_jbxx',
    `tyshxydm char(20), zzjgdm varchar(10), frmc varchar(200)!, frlx char(2)!, fddbr varchar(100), fddbrzjlx varchar(2), fddbrzjhm varchar(30),
    zczb numeric(18,6), zczbbz char(3), clrq char(8), djzt char(1), djjg varchar(200), xzqh char(6), zs varchar(500)`,
  ),
  person: table('t_zrr_jbxx', 'xm varchar(100), zjlx char(2), zjhm varchar(30), hjqh char(6)'),
  licence: table(
    't_xzxk',
    `xk_xdr_mc varchar(200), xk_xdr_lb char(2), ${PARTY}, xkws varchar(200), wsh varchar(100), xklb char(2), xkzs varchar(200), xkbh varchar(100),
    xknr varchar(4000), jdrq char(8), yxqz char(8), yxqzi char(8), xkjg varchar(200), xkjgdm varchar(18), zt char(1), lydw varchar(200)`,
  ),
  penalty: table(
    't_xzcf',
    `cf_xdr_mc varchar(200), cf_xdr_lb char(2), ${PARTY}, wsh varchar(100), wfxwlx varchar(2000), wfss varchar(4000), cfyj varchar(2000), cflb varchar(100),
    cfnr varchar(4000), fkje numeric(18,2), msje numeric(18,2), zkdx varchar(200), jdrq char(8), yxq char(8), gsjzq char(8), cfjg varchar(200), cfjgdm varchar(18), zt char(1), lydw varchar(200)`,
  ),
  list: table(
    't_md',
    `mdlx char(1), lydm varchar(20), ${PARTY}, mc varchar(200), rdjg varchar(200), rdrq char(8), yxqz char(8), yxqzi char(8), ycrq char(8), ycyy varchar(100)`,
  ),
  relation: table(
    't_gx',
    `gxlx char(2), z_tyshxydm char(20), c_lx char(1), c_zjlx char(2), c_bs varchar(30), c_mc varchar(200), c_hjqh char(6), cgbl numeric(7,4), qsrq char(8), jzrq char(8)`,
  ),
  item: table('t_zbx', `${PARTY}, zbxdm varchar(20), zbxz text, bh varchar(100), fsrq char(8), jzrq char(8), lydw varchar(100)`),
} as const satisfies Record<string, Table>
