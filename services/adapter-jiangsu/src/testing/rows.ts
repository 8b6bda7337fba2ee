import { loadCatalogue } from '@delta/catalogue'
import type { Row } from '@delta/mapping'
import { orgCodeFor, residentFor, tell, testParts, testRow, usccFor } from '@delta/mapping/testing'
import type { Told } from '@delta/mapping/testing'
import { jiangsu } from '../province.ts'

export const parts = testParts(loadCatalogue())
export const firm = usccFor('91', '320583', 'MA1FL000')
export const person = residentFor('340104', '19800101')
export const person15 = person.slice(0, 6) + person.slice(8, 17)
export const code = orgCodeFor('MA1FL000')
export const read = (dataset: string, columns: Row['columns'], over: Partial<Row> = {}): Told => tell(jiangsu, testRow(dataset, columns, over), parts)

const slotColumns = [21, 41].flatMap(first => Array.from({ length: 15 }, (_, n) => `c0${first + n}`))
export const wide = {
  id: '7',
  c001: firm,
  c002: '苏州云澜网络科技有限公司',
  c003: '1',
  c004: null,
  c005: null,
  c006: '王磊',
  c007: '10',
  c008: person,
  c009: '50000000000',
  c010: '20150607',
  c011: '10',
  c012: '051283',
  ...Object.fromEntries(slotColumns.map(column => [column, null])),
  c099: '1763700000000',
  c100: '0',
}
export const licence = { c021: '苏市监许〔2024〕1号', c022: '3', c023: '20240105', c024: '99991231', c025: '320583' }
export const penalty = { c041: '苏环罚〔2025〕3号', c042: '5', c043: '1000050', c044: '20250301', c045: '320583' }
export const second = { c046: '苏环罚〔2024〕2号', c047: '4', c048: '100', c049: '20240301', c050: '320583' }
export const third = { c051: '苏环罚〔2023〕1号', c052: '1', c053: '0', c054: '20230301', c055: '320506' }
export const relation = {
  r000: '1',
  r001: '1',
  r002: firm,
  r003: '1',
  r004: person,
  r005: '3550',
  r006: '20200101',
  r007: '0',
  r008: '王磊',
  r009: '02505',
  r099: '1',
  r100: '0',
}
export const item = {
  it_id: '1',
  c001: firm,
  p001: null,
  i001: '10201',
  i002: '列入',
  i003: 'N1',
  i004: '20240101',
  i005: '0',
  i006: '江苏省市场监督管理局',
  c099: '1',
  c100: '0',
}
export const message = {
  op: 'I',
  Resource: 'HMD',
  LBDM: '05',
  ZTMC: '云澜',
  ZTDM: firm,
  AH: '（2024）苏05执1号',
  ZXFY: '苏州市中级人民法院',
  RDDW: '江苏省生态环境厅',
  LARQ: '2024-01-01',
  FBRQ: '2024-06-01',
  YXQZ: '2027-05-31',
  YCRQ: null,
  YCYY: null,
}
export const list = (over: object, dataset = 'HMD'): Told => read(dataset, { ...message, ...over })

/** A good row of each dataset. */
export const good: Readonly<Record<string, Row['columns']>> = {
  dw_wide_legal: { ...wide, ...licence, ...penalty, ...second, ...third },
  dw_person: { p001: person, p002: '王磊', p003: '051283', p099: '1', p100: '0' },
  dw_rel: relation,
  dw_item: item,
  dw_revoke: { rv_id: '1', c001: firm, kind: '2', doc_no: penalty.c041, division: '320583', revoke_date: '20250601', reason: '1', c099: '1' },
  HMD: message,
  HONGMD: { ...message, Resource: 'HONGMD' },
  GZMD: { ...message, Resource: 'GZMD', LBDM: '01' },
}

/** Rows about a person, or naming one. */
export const personal: Readonly<Record<string, Row['columns']>> = {
  dw_wide_legal: wide,
  dw_person: { p001: person15, p002: '王磊', p003: '051283' },
  dw_rel: relation,
  dw_item: { ...item, c001: null, p001: person, i001: '20102', i002: person },
  HMD: { ...message, ZTDM: person },
}
