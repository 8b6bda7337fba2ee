/** The catalogue's tables as rows keyed by their CSV headers, named by their file stems. */
export type CatalogueRows = Readonly<Record<string, readonly Readonly<Record<string, string>>[]>>

/** The four provinces by their short names. */
export const SHORTS = ['sh', 'js', 'zj', 'ah'] as const
/** A province's short name. */
export type Short = (typeof SHORTS)[number]
/** The five kinds of subjects. */
export type Kind = 'ENT' | 'NAT' | 'SOC' | 'INS' | 'GOV'

/** A county-level division. */
export interface County {
  readonly code: string
  readonly name: string
  readonly city: string
  readonly fullName: string
}
/** A list domain; `number` is the two digits that the provinces use. */
export interface Domain {
  readonly code: string
  readonly polarity: 'B' | 'R' | 'W'
  readonly number: string
  readonly name: string
  readonly fn: string
}
/** An archive indicator. */
export interface Indicator {
  readonly code: string
  readonly kind: Kind
  readonly name: string
  readonly type: string
  readonly fn: string
}
/** A unit that states or finds: its code, the function it serves, its name. */
export interface Unit {
  readonly code: string
  readonly name: string
  readonly fn: string
}

/** What the generator needs to know of the catalogue. */
export interface Reference {
  readonly counties: Readonly<Record<Short, readonly County[]>>
  readonly retired: readonly { readonly code: string; readonly name: string; readonly successor: string }[]
  readonly domains: readonly Domain[]
  readonly indicators: readonly Indicator[]
  county(code: string): County | undefined
  unitOfDomain(domain: string, p: Short, city: string): Unit
  unitOfIndicator(indicator: string, p: Short, city: string): Unit
  unitOfFunction(fn: string, p: Short, city: string): Unit
  /** A city bureau's name that stands for a unit, where there is one. */
  bureau(unit: string, city: string): string | null
  /** A name that the unit bore, and its last day in force. */
  earlierName(unit: string): { readonly name: string; readonly until: string } | null
  /** Jiangsu's local area code of a division: telephone area code + the last two digits. */
  localArea(division: string): string | null
}

const PREFIX: Readonly<Record<Short, string>> = { sh: '31', js: '32', zj: '33', ah: '34' }

/** The six-digit code of a province. */
export const provinceCodeOf = (p: Short): string => `${PREFIX[p]}0000`

/** Makes the generator's view of the catalogue's tables. */
export function createReference(rows: CatalogueRows): Reference {
  const table = (name: string) => {
    const found = rows[name]
    if (!found) throw new Error(`the catalogue has no table ${name}`)
    return found
  }
  const cityNames = new Map(table('cities').map(row => [row['code']!, row['name']!]))
  const provinceNames = new Map(table('provinces').map(row => [row['prefix']!, row['name']!]))
  const countyOf = (row: Readonly<Record<string, string>>): County => {
    const province = provinceNames.get(row['province']!)!
    const city = cityNames.get(row['city']!)!
    return { code: row['code']!, name: row['name']!, city: row['city']!, fullName: province + (city === province ? '' : city) + row['name']! }
  }
  const all = table('counties').map(countyOf)
  const byCode = new Map(all.map(county => [county.code, county]))
  const units = new Map(table('units').map(row => [row['unit']!, { code: row['unit']!, name: row['name']!, fn: row['function']! }]))
  const lookup = (name: string, key: string) => {
    const found = new Map<string, string>()
    for (const row of table(name)) found.set(`${row[key]}|${row['province']}|${row['city_override']}`, row['unit']!)
    return (value: string, p: Short, city: string, fn?: string): Unit => {
      const code = found.get(`${value}|${PREFIX[p]}|${city}`) ?? found.get(`${value}|${PREFIX[p]}|`)
      const unit = code === undefined ? undefined : units.get(code)
      if (!unit) throw new Error(`${name} has no unit for ${value} in ${p}`)
      return fn ? { ...unit, fn } : unit
    }
  }
  const ofFunction = lookup('competence', 'function')
  const ofDomain = lookup('domain-unit', 'domain')
  const ofIndicator = lookup('indicator-unit', 'indicator')
  const bureaus = new Map(table('unit-alias').map(row => [`${row['unit']}|${row['division']}`, row['name']!]))
  const history = new Map(table('unit-history').map(row => [row['unit']!, { name: row['name']!, until: row['valid_to']! }]))
  const areas = new Map(table('js-local-area-codes').map(row => [row['division']!.slice(0, 4), row['local_area']!]))
  return {
    counties: Object.fromEntries(SHORTS.map(p => [p, all.filter(county => county.code.startsWith(PREFIX[p]))])) as Record<Short, County[]>,
    retired: table('divisions-retired')
      .filter(row => !row['code']!.endsWith('00'))
      .map(row => ({ code: row['code']!, name: row['name']!, successor: row['successor']! })),
    domains: table('domains').map(row => ({
      code: row['domain']!,
      polarity: row['domain']!.slice(0, 1) as 'B',
      number: row['domain']!.slice(1),
      name: row['name']!,
      fn: row['function']!,
    })),
    indicators: table('indicators').map(row => ({
      code: row['indicator']!,
      kind: row['subject_kind'] as Kind,
      name: row['name']!,
      type: row['value_type']!,
      fn: row['function']!,
    })),
    county: code => byCode.get(code),
    unitOfDomain: (domain, p, city) => ofDomain(domain, p, city),
    unitOfIndicator: (indicator, p, city) => ofIndicator(indicator, p, city),
    unitOfFunction: (fn, p, city) => ofFunction(fn, p, city, fn),
    bureau: (unit, city) => bureaus.get(`${unit}|${city}`) ?? null,
    earlierName: unit => history.get(unit) ?? null,
    localArea: division => {
      const area = areas.get(division.slice(0, 4))
      return area === undefined ? null : area + division.slice(4)
    },
  }
}
