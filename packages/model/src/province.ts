import type { Province } from './generated/records.ts'

/** The short names of the four provinces in topics, services and settings. */
export type ProvinceShort = 'sh' | 'js' | 'zj' | 'ah'

/** The four provinces of the Delta (长三角三省一市) by GB/T 2260 code, in the order of the codes. */
export const PROVINCES: readonly Province[] = ['310000', '320000', '330000', '340000']

const SHORTS: Readonly<Record<Province, ProvinceShort>> = { '310000': 'sh', '320000': 'js', '330000': 'zj', '340000': 'ah' }
const LONGS: Readonly<Record<ProvinceShort, Province>> = { sh: '310000', js: '320000', zj: '330000', ah: '340000' }

/** The short name of a province. */
export const shortOf = (province: Province): ProvinceShort => SHORTS[province]

/** The code of a province by its short name. */
export const provinceOf = (short: ProvinceShort): Province => LONGS[short]

/** Is this the code of one of the four provinces? */
export const isProvince = (code: string | null | undefined): code is Province => code !== null && code !== undefined && Object.hasOwn(SHORTS, code)
