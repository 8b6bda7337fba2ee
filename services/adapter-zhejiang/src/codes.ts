/** Two letters of a subject's kind: 企业, 自然人, 社会组织, 事业单位, 政府机构. */
export const KINDS = { QY: 'ENT', ZR: 'NAT', SZ: 'SOC', SY: 'INS', ZF: 'GOV' } as const

/** The kinds that are organisations. */
export const ORGANISATIONS = ['QY', 'SZ', 'SY', 'ZF'] as const

/** 状态 of licences and penalties: code (1 有效, 2 无效) or word, and what it means. */
export const STATUS = {
  '1': 'VALID',
  '2': 'REVOKED',
  有效: 'VALID',
  正常: 'VALID',
  无效: 'REVOKED',
  撤销: 'REVOKED',
  已撤销: 'REVOKED',
  异议: 'VALID + W_OBJECTION',
  其他: 'VALID + W_STATUS_OTHER',
} as const

/** 海关信用等级: only its two ends are lists. */
export const CUSTOMS_GRADES = { 失信企业: 'B10', 高级认证企业: 'R02' } as const

/** 关系类型: 投资, 法定代表人, 高管, 供应链. */
export const DIMENSIONS = { TZ: 'INVESTOR', FD: 'LEGAL_REP', GG: 'EXECUTIVE', GY: 'SUPPLY_CHAIN' } as const

/** 主体类别 of a party: 自然人, 法人和其他组织. */
export const PARTY_KINDS = { '1': 'NAT', '2': 'ORG' } as const
