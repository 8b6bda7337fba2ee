import type { Random } from './random.ts'
import {
  BRANDS,
  COMPANY_SUFFIXES,
  COOPERATIVE_SUFFIXES,
  DEPARTMENT_SUFFIXES,
  FAMILY_NAMES,
  GIVEN_NAMES,
  INDUSTRIES,
  INSTITUTION_SUFFIXES,
  NAME_SIGNS,
  RARE_CHARACTERS,
  SHOP_SUFFIXES,
  SOCIETY_SUFFIXES,
  STREETS,
  VILLAGES,
} from './words.ts'
import type { County } from './reference.ts'

/** Invents a person's name; about one in a hundred has a character outside GBK. */
export function personName(random: Random): string {
  const family = FAMILY_NAMES[Math.floor(FAMILY_NAMES.length * random.next() ** 2)]!
  const given = random.chance(0.01) ? random.pick(RARE_CHARACTERS) : random.pick(GIVEN_NAMES)
  return family + given + (random.chance(0.7) ? random.pick(GIVEN_NAMES) : '')
}

const short = (name: string): string => (name.length > 2 ? name.replace(/[市区县]$/u, '') : name)

/** Invents an organisation's name by the first two characters of its code, with its industry where it has one. */
export function organisationName(random: Random, prefix: string, county: County, cityName: string): { name: string; industry: string | null } {
  const brand = random.pick(BRANDS)
  const sign = random.chance(0.01) ? random.pick(NAME_SIGNS) : ''
  const place = short(random.chance(0.5) ? cityName : county.name)
  if (prefix === '92') return { name: `${cityName === county.name ? '' : cityName}${county.name}${brand}${random.pick(SHOP_SUFFIXES)}`, industry: 'F5299' }
  if (prefix === '93') return { name: `${county.name}${brand}${random.pick(COOPERATIVE_SUFFIXES)}`, industry: 'A0519' }
  if (prefix.startsWith('N')) return { name: `${county.name}${random.pick(VILLAGES)}村股份经济合作社`, industry: 'L7212' }
  if (prefix.startsWith('5')) return { name: `${place}${brand}${random.pick(SOCIETY_SUFFIXES)}`, industry: null }
  if (prefix === '31') return { name: `${place}${brand}律师事务所`, industry: null }
  if (prefix === '12') return { name: `${county.name}${random.pick(VILLAGES)}${random.pick(INSTITUTION_SUFFIXES)}`, industry: null }
  if (prefix === '11') return { name: `${county.name}${random.pick(DEPARTMENT_SUFFIXES)}`, industry: null }
  const [line, industry] = random.pick(INDUSTRIES)
  return { name: `${place}${brand}${random.chance(0.4) ? random.pick(BRANDS) : ''}${line}${sign}${random.pick(COMPANY_SUFFIXES)}`, industry }
}

/** Invents an address in a county. */
export const addressIn = (random: Random, county: County): string => `${county.fullName}${random.pick(STREETS)}${random.between(1, 999)}号`
