import { loadCatalogue } from '@delta/catalogue'
import type { Row } from '@delta/mapping'
import { residentFor, tell, testParts, testRow, usccFor } from '@delta/mapping/testing'
import type { Told } from '@delta/mapping/testing'
import { anhui } from '../province.ts'

export const parts = testParts(loadCatalogue())
export const firm = usccFor('91', '340104', 'MA1FL000')
export const person = residentFor('330106', '19800101')
export const person15 = person.slice(0, 6) + person.slice(8, 17)
export const read = (dataset: string, columns: Row['columns'], over: Partial<Row> = {}): Told => tell(anhui, testRow(dataset, columns, over), parts)

export const penalty = {
  行政相对人名称: '合肥云澜',
  行政相对人类别: '法人及非法人组织',
  统一社会信用代码: firm,
  组织机构代码: '',
  证件号码: '',
  处罚决定书文号: '合环罚〔2025〕3号',
  违法行为类型: '超标排放',
  处罚类别: '罚款；警告',
  处罚内容: '罚款',
  违法事实: '',
  处罚依据: '',
  '罚款金额（元）': '12,345.60',
  处罚决定日期: '2025-02-03',
  公示截止期: '2028-02-03',
  处罚机关: '合肥市生态环境局',
  数据来源单位: '安徽省生态环境厅',
  操作标志: '',
}
export const licence = {
  行政相对人名称: '合肥云澜',
  行政相对人类别: '法人及非法人组织',
  统一社会信用代码: firm,
  行政许可决定文书号: '皖许〔2024〕1号',
  许可类别: '普通',
  许可决定日期: '2024-01-05',
  有效期自: '2024-01-05',
  有效期至: '长期',
  许可机关: '合肥市市场监督管理局',
  数据来源单位: '安徽省市场监督管理局',
}
export const legal = {
  主体名称: '合肥云澜',
  主体类别: '企业',
  统一社会信用代码: firm,
  组织机构代码: '',
  法定代表人: '王磊',
  法定代表人证件号码: person,
  '注册资本（万元）': '1,000',
  成立日期: '2015年6月7日',
  登记状态: '存续',
  登记机关: '某局',
  住所: '长江路1号',
  操作标志: '新增',
}
export const entry = {
  名单类型: '黑名单',
  领域: '生态环境领域严重失信主体',
  主体名称: '合肥云澜',
  统一社会信用代码: firm,
  证件号码: '',
  认定单位: '安徽省生态环境厅',
  认定依据: '决定书',
  认定日期: '2024-06-01',
  有效期至: '永久',
  移出日期: '',
  移出原因: '',
  操作标志: '',
}
export const relation = {
  主体代码: firm,
  关联类型: '投资人',
  关联方类型: '自然人',
  关联方标识: person,
  关联方名称: '王磊',
  户籍地: '安徽省合肥市巢湖市',
  持股比例: '35.5%',
  起始日期: '2020-01-01',
  终止日期: '长期',
  操作标志: '',
}
export const item = {
  主体名称: '合肥云澜',
  统一社会信用代码: firm,
  证件号码: '',
  指标项: '经营异常信息',
  值: '列入',
  编号: 'N1',
  发生日期: '2024-01-01',
  截止日期: '',
  数据来源单位: '安徽省市场监督管理局',
  操作标志: '',
}

/** A good row of each dataset. */
export const good: Readonly<Record<string, Row['columns']>> = {
  JBXX: legal,
  ZRR: { 姓名: '王磊', 证件号码: person, 户籍地: '居巢区', 操作标志: '' },
  XZXK: licence,
  XZCF: penalty,
  HMD: entry,
  HONGMD: { ...entry, 名单类型: '红名单', 领域: '海关高级认证企业', 认定单位: '' },
  GZMD: { ...entry, 名单类型: '', 领域: '经营异常名录', 认定单位: '' },
  GLGX: relation,
  ZBX: item,
}

/** Rows about a person, or naming one. */
export const personal: Readonly<Record<string, Row['columns']>> = {
  JBXX: legal,
  ZRR: { 姓名: '王磊', 证件号码: person15, 户籍地: '居巢区' },
  XZCF: { ...penalty, 统一社会信用代码: '', 行政相对人类别: '自然人', 证件号码: `'${person}` },
  HMD: { ...entry, 统一社会信用代码: '', 证件号码: person },
  GLGX: relation,
  ZBX: { ...item, 统一社会信用代码: '', 证件号码: person, 指标项: '公民身份号码', 值: person },
}
