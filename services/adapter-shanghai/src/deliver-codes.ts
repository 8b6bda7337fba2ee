/** 主体类型. */
export const KINDS = { '01': 'ENT', '02': 'NAT', '03': 'GOV', '04': 'INS', '05': 'SOC' } as const

/** 主体子类型: 个体工商户, 农民专业合作社. */
export const SUB_KINDS = { '1': 'INDIVIDUAL_BUSINESS', '2': 'COOPERATIVE' } as const

/** 标识类型: 统一社会信用代码, 组织机构代码, 注册号, 身份证 (a pseudonym), 其他证件 (a pseudonym). */
export const ID_TYPES = { '1': 'USCC', '2': 'ORGCODE', '3': 'REGNO', '4': 'RIC', '5': 'OTHER' } as const

/** 操作类型: 新增或变更, 撤销, 移出, 修复. */
export const OPERATIONS = { X: 'upsert', C: 'revoke', Y: 'remove', F: 'repair' } as const

/** 责任单位依据: 目录, 认定单位, 决定机关, 代管. */
export const BASES = { '1': 'CATALOGUE', '2': 'FINDER', '3': 'AUTHORITY', '4': 'CUSTODIAN' } as const

/** 状态, by the list of 2018 (1 有效, 2 无效), not by the old one of Shanghai's own tables. */
export const STATUS = { '1': 'VALID', '2': 'REVOKED' } as const

/** 严重程度: 轻微, 一般, 严重. */
export const SEVERITIES = { '1': 'MINOR', '2': 'GENERAL', '3': 'SERIOUS' } as const

/** 名单类型. */
export const POLARITIES = { '1': 'RED', '2': 'BLACK', '3': 'WATCH' } as const

/** 移出原因: 信用修复, 到期, 撤销认定, 移出. */
export const REASONS = { '1': 'REPAIRED', '2': 'EXPIRED', '3': 'WITHDRAWN', '4': 'DELISTED' } as const

/** 认定单位级别. */
export const FINDER_LEVELS = { '0': 'NATIONAL', '1': 'PROVINCE', '2': 'CITY', '3': 'COUNTY' } as const

/** 关系类型. */
export const DIMENSIONS = { TZ: 'INVESTOR', FD: 'LEGAL_REP', GG: 'EXECUTIVE', GY: 'SUPPLY_CHAIN' } as const

/** 关联方类型. */
export const PARTY_KINDS = { '1': 'NAT', '2': 'ORG' } as const

/** 关联方位置: 区域内, 区域外, 不详. */
export const PLACEMENTS = { '1': 'IN_REGION', '2': 'OUTSIDE_REGION', '9': 'UNKNOWN' } as const

/** 修复对象: 档案, 名单. */
export const PRODUCTS = { '1': 'ARCHIVE', '2': 'LIST' } as const

/** 修复效果: 修复, 删除, 撤销, 恢复. */
export const EFFECTS = { '1': 'REPAIRED', '2': 'DELETED', '3': 'WITHDRAWN', '4': 'RESTORED' } as const
