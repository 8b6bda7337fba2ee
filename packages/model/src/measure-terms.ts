import { type CatalogueRow, cell } from './catalogue-tables.ts'
import { provinceOfPrefix } from './catalogue-terms.ts'
import type { DivisionRegister } from './division-register.ts'
import type { Province } from './generated/records.ts'
import { type ItemCode, parseItemCode } from './item-code.ts'
import type { Domain, Named } from './terms.ts'

/** What a joint measure (联合奖惩措施) does: 失信惩戒 or 守信激励. */
export type MeasurePolarity = 'PUNISH' | 'INCENTIVE'

/** The levels at which power items lie: 省本级, 设区市, 县(市、区). */
export const MEASURE_LEVELS = ['PROVINCE', 'CITY', 'COUNTY'] as const

/** A level of the ladder of measures. */
export type MeasureLevel = (typeof MEASURE_LEVELS)[number]

/** A category of administrative power (行政权力类别). */
export interface PowerCategory extends Named {
  readonly code: string
}

/** A joint measure, and the domains whose entries call for it. */
export interface Measure extends Named {
  readonly code: string
  readonly polarity: MeasurePolarity
  readonly category: string
  readonly function: string
  readonly domains: readonly string[]
}

/** The department (责任部门) of a power item. */
export interface Department {
  readonly name: string
  /** The division whose department it is: of a county branch of a city bureau, the city's. */
  readonly division: string
  /** The city bureau that a branch (分局) belongs to, null for a department of its own. */
  readonly bureau: string | null
}

/** A power item (权力事项) by which a measure is carried out at a division, with its one department. */
export interface PowerItem {
  readonly code: ItemCode
  readonly basicCode: string
  readonly measure: string
  readonly province: Province
  readonly category: string
  readonly level: MeasureLevel
  readonly division: string
  readonly department: Department
}

/** A category of power-categories.csv. */
export const readPowerCategory = (row: CatalogueRow): PowerCategory => ({
  code: cell(row, 'code'),
  name: cell(row, 'name'),
  nameEn: cell(row, 'name_en') || null,
})

const ALL: Readonly<Record<string, Domain['polarity']>> = { 全部: 'BLACK', 全部红: 'RED' }

/** A measure of measures.csv: 全部 names every black domain, 全部红 every red one. */
export const readMeasure = (row: CatalogueRow, domains: readonly Domain[]): Measure => {
  const written = cell(row, 'domains')
  const all = ALL[written]
  return {
    code: cell(row, 'measure'),
    name: cell(row, 'name'),
    nameEn: null,
    polarity: cell(row, 'polarity').toUpperCase() as MeasurePolarity,
    category: cell(row, 'power_category'),
    function: cell(row, 'function'),
    domains: all ? domains.filter(({ polarity }) => polarity === all).map(({ code }) => code) : written.split('|'),
  }
}

const BRANCH = /^(?<bureau>.+(?:局|厅|委员会))\p{Script=Han}+分局$/u

/** Counties' ecology is in the hands of the city's bureau (杭州市生态环境局余杭分局): such a branch is a department of the city. */
const readDepartment = (name: string, division: string, { division: place, cities }: DivisionRegister): Department => {
  const bureau = BRANCH.exec(name)?.groups?.['bureau']
  const city = cities.get(place(division)?.city ?? '')
  return bureau !== undefined && city && bureau.startsWith(city.name) ? { name, division: city.code, bureau } : { name, division, bureau: null }
}

/** An item of power-items.csv. */
export const readPowerItem = (row: CatalogueRow, register: DivisionRegister): PowerItem => ({
  code: parseItemCode(cell(row, 'item_code')),
  basicCode: cell(row, 'basic_code'),
  measure: cell(row, 'measure'),
  province: provinceOfPrefix(cell(row, 'province')),
  category: cell(row, 'power_category'),
  level: MEASURE_LEVELS[Number(cell(row, 'level')) - 1]!,
  division: cell(row, 'division'),
  department: readDepartment(cell(row, 'department'), cell(row, 'division'), register),
})
