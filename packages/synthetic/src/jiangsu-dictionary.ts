import type { Row } from './table.ts'
import { JIANGSU } from './jiangsu-tables.ts'

const NAMES: Readonly<Record<string, string>> = {
  c001: '统一社会信用代码',
  c002: '名称',
  c003: '主体类别',
  c004: '组织机构代码',
  c005: '注册号',
  c006: '法定代表人',
  c007: '法定代表人证件类型',
  c008: '法定代表人证件号码',
  c009: '注册资本（分）',
  c010: '成立日期',
  c011: '登记状态',
  c012: '本地区域码',
  c099: '最后更新时间（毫秒）',
  c100: '删除标志',
}
const LICENCE = ['许可文书号', '许可类别', '决定日期', '有效期至', '许可机关区划']
const PENALTY = ['处罚文书号', '处罚种类位图', '罚款（分）', '决定日期', '处罚机关区划']

const nameOf = (column: string): string => {
  const n = Number(column.slice(1))
  const slots = n >= 41 && n <= 55 ? PENALTY : LICENCE
  return NAMES[column] ?? `${slots[(n - 21) % 5] ?? column}${Math.floor(((n - 21) % 20) / 5) + 1}`
}

/** The rows of `dm_item`: what each column of the wide table means. */
export const dictionaryRows = (): Row[] =>
  JIANGSU.wide.columns.filter(column => column.name !== 'id').map(({ name, type }) => ({ col: name, name: nameOf(name), dtype: type }))

/** The rows of `dm_code`. */
export const codeRows = (): Row[] =>
  (
    [
      ['c003', ['1', '企业'], ['2', '机关'], ['3', '事业单位'], ['4', '社会组织'], ['5', '其他']],
      ['c011', ['10', '在业'], ['20', '吊销'], ['30', '注销'], ['40', '迁出']],
      ['c100', ['0', '正常'], ['1', '删除']],
      ['r001', ['1', '投资'], ['2', '法定代表人'], ['3', '高管'], ['4', '供应链']],
    ] as const
  ).flatMap(([type, ...codes]) => codes.map(([code, name]) => ({ type, code, name })))
