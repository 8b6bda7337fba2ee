/** The four provinces: code (GB/T 2260), short name in topics and databases, and name in addresses and folders. */
export const PROVINCES = [
  { code: '310000', short: 'sh', name: 'shanghai' },
  { code: '320000', short: 'js', name: 'jiangsu' },
  { code: '330000', short: 'zj', name: 'zhejiang' },
  { code: '340000', short: 'ah', name: 'anhui' },
] as const
