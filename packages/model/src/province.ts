import { PARTICIPANTS } from './generated/participants.ts'
import type { Province } from './generated/records.ts'

/** The short name of a province in topics, services and settings. */
export type ProvinceShort = (typeof PARTICIPANTS)[number]['short']

/** The provinces of the Delta (长三角三省一市) by GB/T 2260 code, in the order of the catalogue. */
export const PROVINCES: readonly Province[] = PARTICIPANTS.map(one => one.code)

const SHORTS = Object.fromEntries(PARTICIPANTS.map(({ code, short }) => [code, short])) as Readonly<Record<Province, ProvinceShort>>
const LONGS = Object.fromEntries(PARTICIPANTS.map(({ code, short }) => [short, code])) as Readonly<Record<ProvinceShort, Province>>

/** The short name of a province. */
export const shortOf = (province: Province): ProvinceShort => SHORTS[province]

/** The code of a province by its short name. */
export const provinceOf = (short: ProvinceShort): Province => LONGS[short]

/** Is this the code of one of them? */
export const isProvince = (code: string | null | undefined): code is Province => code !== null && code !== undefined && Object.hasOwn(SHORTS, code)
