/** 主体类型 of t_fr_jbxx: 企业, 个体工商户, 机关, 事业单位, 社会团体, 民办非企业, 基金会. */
export const SUBJECT_KINDS = { '01': 'ENT', '02': 'ENT', '03': 'GOV', '04': 'INS', '05': 'SOC', '06': 'SOC', '07': 'SOC' } as const

/** 登记状态. */
export const REGISTRATION_STATUS = { '1': '存续', '2': '吊销', '3': '注销', '4': '迁出' } as const

/** ISO 4217, numeric to alphabetic: the currencies of registered capital. */
export const CURRENCIES = {
  '036': 'AUD',
  '124': 'CAD',
  '156': 'CNY',
  '344': 'HKD',
  '392': 'JPY',
  '410': 'KRW',
  '446': 'MOP',
  '578': 'NOK',
  '643': 'RUB',
  '702': 'SGD',
  '752': 'SEK',
  '756': 'CHF',
  '826': 'GBP',
  '840': 'USD',
  '901': 'TWD',
  '978': 'EUR',
} as const

/** 名单类型. */
export const POLARITIES = { '1': 'RED', '2': 'BLACK', '3': 'WATCH' } as const

/** 关系类型: 投资, 法定代表人, 高管, 供应链. */
export const DIMENSIONS = { TZ: 'INVESTOR', FD: 'LEGAL_REP', GG: 'EXECUTIVE', GY: 'SUPPLY_CHAIN' } as const

/** 关联方类型: 自然人, 法人. */
export const PARTY_KINDS = { '1': 'NAT', '2': 'ORG' } as const

/** 有效标志: a row that is not valid is withdrawn. */
export const VALIDITY = { Y: 'upsert', N: 'revoke' } as const
