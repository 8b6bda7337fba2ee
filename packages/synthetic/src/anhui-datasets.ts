/** A column of an Anhui dataset: its header and whether a file must have it. */
export interface Header {
  readonly name: string
  readonly required: boolean
}

const headers = (text: string): readonly Header[] =>
  text
    .trim()
    .split(/\s+/u)
    .map(part => ({ name: part.replace(/\?$/u, ''), required: !part.endsWith('?') }))

const LIST = headers('名单类型 领域 主体名称 统一社会信用代码 证件号码? 认定单位 认定依据? 认定日期 有效期至? 移出日期? 移出原因? 操作标志?')

/** The datasets that Anhui drops as files; `?` in the source of this table marks a column that a file may leave out. */
export const ANHUI = {
  JBXX: headers(
    '主体名称 主体类别 统一社会信用代码 组织机构代码? 法定代表人? 法定代表人证件号码? 注册资本（万元）? 成立日期? 登记状态? 登记机关? 住所? 操作标志?',
  ),
  ZRR: headers('姓名 证件号码 户籍地? 操作标志?'),
  XZXK: headers(
    '行政相对人名称 行政相对人类别 统一社会信用代码? 组织机构代码? 证件号码? 行政许可决定文书号 许可类别 许可证书名称? 许可编号? 许可内容? 许可决定日期 有效期自? 有效期至? 许可机关 数据来源单位 操作标志?',
  ),
  XZCF: headers(`行政相对人名称 行政相对人类别 统一社会信用代码? 组织机构代码? 证件号码? 处罚决定书文号 违法行为类型 处罚类别 处罚内容 违法事实? 处罚依据? 罚款金额（元）? 处罚决定日期 公示截止期?
    处罚机关 数据来源单位 操作标志?`),
  HMD: LIST,
  HONGMD: LIST,
  GZMD: LIST,
  GLGX: headers('主体代码 关联类型 关联方类型 关联方标识 关联方名称? 户籍地? 持股比例? 起始日期? 终止日期? 操作标志?'),
  ZBX: headers('主体名称? 统一社会信用代码? 证件号码? 指标项 值 编号? 发生日期? 截止日期? 数据来源单位 操作标志?'),
} as const satisfies Record<string, readonly Header[]>

/** An Anhui dataset's name. */
export type Dataset = keyof typeof ANHUI

/** A record: its values by header; a missing one is an empty cell. */
export type Fields = Readonly<Record<string, string | null | undefined>>
