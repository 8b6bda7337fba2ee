// Generated from schema/catalogue/provinces.csv by `pnpm generate`. Do not edit.

/** Who publishes: code (GB/T 2260), short name in topics and databases, and name in services, addresses and folders. */
export const PARTICIPANTS = [
  { code: '310000', short: 'sh', name: 'shanghai' },
  { code: '320000', short: 'js', name: 'jiangsu' },
  { code: '330000', short: 'zj', name: 'zhejiang' },
  { code: '340000', short: 'ah', name: 'anhui' },
] as const
