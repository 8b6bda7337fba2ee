/** 主体类别. */
export const KINDS = { 企业: 'ENT', 自然人: 'NAT', 机关: 'GOV', 事业单位: 'INS', 社会组织: 'SOC' } as const

/** 主体子类. */
export const SUB_KINDS = { 个体工商户: 'INDIVIDUAL_BUSINESS', 农民专业合作社: 'COOPERATIVE' } as const

/** 标识类型; a person's is a pseudonym. */
export const ID_TYPES = { 统一社会信用代码: 'USCC', 组织机构代码: 'ORGCODE', 注册号: 'REGNO', 身份证: 'RIC', 其他证件: 'OTHER' } as const

/** 操作标志. */
export const OPERATIONS = { 新增: 'upsert', 撤销: 'revoke', 移出: 'remove', 修复: 'repair' } as const

/** 责任单位依据. */
export const BASES = { 目录: 'CATALOGUE', 认定单位: 'FINDER', 决定机关: 'AUTHORITY', 代管: 'CUSTODIAN' } as const

/** 状态. */
export const STATUS = { 有效: 'VALID', 撤销: 'REVOKED' } as const

/** 严重程度. */
export const SEVERITIES = { 轻微: 'MINOR', 一般: 'GENERAL', 严重: 'SERIOUS' } as const

/** 名单类型. */
export const POLARITIES = { 红名单: 'RED', 黑名单: 'BLACK', 关注名单: 'WATCH' } as const

/** 移出原因. */
export const REASONS = { 信用修复: 'REPAIRED', 到期: 'EXPIRED', 撤销认定: 'WITHDRAWN', 移出: 'DELISTED' } as const

/** 认定单位级别. */
export const FINDER_LEVELS = { 国家级: 'NATIONAL', 省级: 'PROVINCE', 市级: 'CITY', 县级: 'COUNTY' } as const

/** 关联类型. */
export const DIMENSIONS = { 投资人: 'INVESTOR', 法定代表人: 'LEGAL_REP', 高管: 'EXECUTIVE', 供应链: 'SUPPLY_CHAIN' } as const

/** 关联方类型. */
export const PARTY_KINDS = { 自然人: 'NAT', 法人及非法人组织: 'ORG' } as const

/** 关联方位置. */
export const PLACEMENTS = { 区域内: 'IN_REGION', 区域外: 'OUTSIDE_REGION', 不详: 'UNKNOWN' } as const

/** 修复对象. */
export const PRODUCTS = { 档案: 'ARCHIVE', 名单: 'LIST' } as const

/** 修复效果. */
export const EFFECTS = { 修复: 'REPAIRED', 删除: 'DELETED', 撤销: 'WITHDRAWN', 恢复: 'RESTORED' } as const
