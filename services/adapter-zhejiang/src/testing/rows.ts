import { loadCatalogue } from '@delta/catalogue'
import type { Row } from '@delta/mapping'
import { residentFor, tell, testParts, testRow, usccFor } from '@delta/mapping/testing'
import type { Told } from '@delta/mapping/testing'
import { zhejiang } from '../province.ts'

export const parts = testParts(loadCatalogue())
export const firm = usccFor('91', '330106', 'MA1FL000')
export const person = residentFor('340104', '19800101')
export const qy = { 'subject.kind': 'QY', 'subject.code': firm, 'subject.name': '杭州云澜网络科技有限公司', 'subject.div': '330106' }
export const zr = { 'subject.kind': 'ZR', 'subject.code': person, 'subject.name': '王磊', 'subject.div': null }
export const cellsOf = (block: string, items: readonly (string | null)[], separator = ''): Row['columns'] =>
  Object.fromEntries(items.map((value, n) => [`${block}${separator === '' ? String(n + 1).padStart(3, '0') : `.${n + 1}`}`, value]))
export const read = (block: string, items: readonly (string | null)[], subject: object = qy, over: Partial<Row> = {}): Told =>
  tell(zhejiang, testRow(block, { ...subject, ...cellsOf(block, items) }, { coordinate: `zb/1/${block}/1/1`, ...over }), parts)
export const general = (block: string, items: readonly (string | null)[], subject: object = qy): Told =>
  tell(zhejiang, testRow(`${block.slice(0, 6)}*`, { ...subject, indicator: block, ...cellsOf(`${block.slice(0, 6)}*`, items, '.') }), parts)

export const penalty = ['杭环罚〔2025〕3号', '罚款、警告', '3.5', '2025-03-01', '杭州市生态环境局', '超标排放', '2028-03-01', '有效']
export const licence = ['杭许〔2024〕1号', '许可证', '普通', '餐饮', '2024-01-05', '2024-01-05', '9999-12-31', '杭州市西湖区市场监督管理局', '有效']
export const entry = ['B05', '浙江省生态环境厅', '2024-06-01', '2099-12-31', null, null]
export const relation = ['TZ', '1', person, '王磊', '35.500000', '310115', '2020-01-01', null]
export const change = (items: readonly (string | null)[], at: number, value: string | null): (string | null)[] => items.with(at - 1, value)

/** A good row of each dataset. */
export const good: Readonly<Record<string, Row['columns']>> = {
  QY0101: { ...qy, ...cellsOf('QY0101', ['云澜', firm, '王磊', '500', '2015-06-07', '存续', '文三路']) },
  ZR0101: { ...zr, ...cellsOf('ZR0101', ['王磊', person, '330783']) },
  QY0301: { ...qy, ...cellsOf('QY0301', licence) },
  QY0302: { ...qy, ...cellsOf('QY0302', penalty) },
  ZR0302: { ...zr, ...cellsOf('ZR0302', penalty) },
  QY0601: { ...qy, ...cellsOf('QY0601', entry) },
  QY0402: { ...qy, ...cellsOf('QY0402', ['失信企业', '2025-02-01']) },
  ZR0301: { ...zr, ...cellsOf('ZR0301', ['1号', '2024-05-01']) },
  QY0901: { ...qy, ...cellsOf('QY0901', relation) },
  'QY0502*': { ...qy, indicator: 'QY0502001', ...cellsOf('QY0502*', ['列入', 'N1', '2024-01-01', null], '.') },
}

/** Rows about a person, or naming one. */
export const personal: Readonly<Record<string, Row['columns']>> = {
  ZR0101: { ...zr, ...cellsOf('ZR0101', ['王磊', person, '330783']) },
  ZR0302: { ...zr, ...cellsOf('ZR0302', penalty) },
  ZR0601: { ...zr, ...cellsOf('ZR0601', entry) },
  QY0901: { ...qy, ...cellsOf('QY0901', relation) },
  'ZR0501*': { ...zr, indicator: 'ZR0501002', ...cellsOf('ZR0501*', [person], '.') },
}
