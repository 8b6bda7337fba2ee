/** c003: 企业, 机关, 事业单位, 社会组织; 5 (其他) names no kind. */
export const SUBJECT_KINDS = { '1': 'ENT', '2': 'GOV', '3': 'INS', '4': 'SOC', '5': null } as const

/** The kinds of indicators in the order of the first digit of their numbers. */
export const INDICATOR_KINDS = ['ENT', 'NAT', 'SOC', 'INS', 'GOV'] as const

/** c011. */
export const REGISTRATION_STATUS = { '10': '在业', '20': '吊销', '30': '注销', '40': '迁出' } as const

/** r001: 投资, 法代, 高管, 供应链. */
export const DIMENSIONS = { '1': 'INVESTOR', '2': 'LEGAL_REP', '3': 'EXECUTIVE', '4': 'SUPPLY_CHAIN' } as const

/** r003. */
export const PARTY_KINDS = { '1': 'NAT', '2': 'ORG' } as const

/** dw_revoke.kind. */
export const REVOKED_DATASETS = { '1': 'licence', '2': 'penalty' } as const

/** c100, p100, r100: a deleted row revokes. */
export const DELETION = { '0': 'upsert', '1': 'revoke' } as const

/** Row@op: a deleted entry leaves its list on YCRQ. */
export const MESSAGE_OPS = { I: 'upsert', U: 'upsert', D: 'remove' } as const
