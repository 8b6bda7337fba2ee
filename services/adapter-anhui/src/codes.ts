/** Texts that mean nothing is stated. */
export const NULL_TOKENS = ['无', '/', '—', '--', 'NULL', '\\N', '暂无'] as const

/** 主体类别. */
export const SUBJECT_KINDS = { 企业: 'ENT', 个体工商户: 'ENT', 机关: 'GOV', 事业单位: 'INS', 社会组织: 'SOC' } as const

/** 操作标志; blank is 新增. */
export const OPERATIONS = { 新增: 'upsert', 修改: 'upsert', 删除: 'revoke' } as const

/** 名单类型. */
export const POLARITIES = { 红名单: 'RED', 黑名单: 'BLACK', 关注名单: 'WATCH', 重点关注名单: 'WATCH' } as const

/** 关联类型. */
export const DIMENSIONS = { 投资人: 'INVESTOR', 法定代表人: 'LEGAL_REP', 高管: 'EXECUTIVE', 供应链: 'SUPPLY_CHAIN' } as const

/** 关联方类型. */
export const PARTY_KINDS = {
  自然人: 'NAT',
  法人及非法人组织: 'ORG',
  法人和其他组织: 'ORG',
  法人: 'ORG',
  非法人组织: 'ORG',
  组织: 'ORG',
  企业: 'ORG',
  个体工商户: 'ORG',
} as const
