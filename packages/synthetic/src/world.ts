import { createRandom, type Random } from './random.ts'
import { USCC_ALPHABET, oldResidentIdOf, orgCodeOf, regNoOf, residentIdOf, usccOf } from './identifiers.ts'
import { addressIn, organisationName, personName } from './names.ts'
import { dayFromNumber, dayNumber } from '@delta/model'
import { compact } from './days.ts'
import { SHORTS, provinceCodeOf, type County, type Kind, type Reference, type Short } from './reference.ts'
import { OUTSIDE_DIVISIONS } from './words.ts'

/** Where a person is registered: a division inside or outside the Delta, or not known. */
interface Hukou {
  readonly division: string | null
  readonly name: string | null
}

/** An invented natural person; the order code is always 998 or 999, so the number belongs to nobody. */
export interface Person {
  readonly kind: 'NAT'
  readonly index: number
  readonly home: Short
  readonly id: string
  readonly name: string
  readonly hukou: Hukou
  /** Registered with the 15-digit number of before 1999. */
  readonly oldId: string | null
}

/** An invented organisation; `known` says which of its identifiers the source has. */
export interface Organisation {
  readonly kind: Exclude<Kind, 'NAT'>
  readonly index: number
  readonly home: Short
  readonly uscc: string
  readonly orgCode: string
  readonly regNo: string
  readonly known: 'uscc' | 'orgcode' | 'regno'
  readonly name: string
  readonly industry: string | null
  readonly county: County
  /** City-level division for which a city's own units may be responsible. */
  readonly city: string
  readonly established: string
  readonly address: string
  readonly representative: Person
}

/** Any invented subject. */
export type Subject = Person | Organisation

/** How many subjects of each kind a province has among every hundred. */
const MIX: Readonly<Record<Short, Readonly<Record<Kind, number>>>> = {
  sh: { ENT: 11, NAT: 10, SOC: 2, INS: 1, GOV: 1 },
  js: { ENT: 13, NAT: 11, SOC: 2, INS: 1, GOV: 1 },
  zj: { ENT: 12, NAT: 11, SOC: 2, INS: 1, GOV: 1 },
  ah: { ENT: 9, NAT: 8, SOC: 1, INS: 1, GOV: 1 },
}
const KINDS: readonly Kind[] = ['ENT', 'NAT', 'SOC', 'INS', 'GOV']

interface Slot {
  readonly p: Short
  readonly kind: Kind
  readonly rank: number
}

const SLOTS: readonly Slot[] = (() => {
  const ranks = new Map<string, number>()
  const slots = SHORTS.flatMap(p => KINDS.flatMap(kind => Array.from({ length: MIX[p][kind] }, (): Slot => ({ p, kind, rank: 0 }))))
  return Array.from(slots, (_, i) => slots[(i * 37) % 100]!).map(slot => {
    const key = slot.p + slot.kind
    const rank = ranks.get(key) ?? 0
    ranks.set(key, rank + 1)
    return { ...slot, rank }
  })
})()

/** First index of subjects outside the counted population: those that dirty rows and later changes are about. */
export const EXTRA = 50_000_000

const PREFIXES: Readonly<Record<Exclude<Kind, 'NAT'>, readonly (readonly [string, number])[]>> = {
  ENT: [
    ['91', 74],
    ['92', 12],
    ['93', 6],
    ['N2', 4],
    ['N1', 1],
    ['N3', 1],
    ['Y1', 2],
  ],
  SOC: [
    ['51', 40],
    ['52', 40],
    ['53', 12],
    ['31', 8],
  ],
  INS: [['12', 1]],
  GOV: [['11', 1]],
}
const FIRST_BIRTH = dayNumber('1951-01-01')
const BIRTH_DAYS = dayNumber('2006-12-31') - FIRST_BIRTH

const NATURAL = SLOTS.map((_, i) => SLOTS.slice(0, i).filter(other => other.kind === 'NAT').length)

/** Counts persons only, so that (birth, order code, lot of divisions) is unique for 300,000 subjects. */
const numberOf = (index: number): number => (index >= EXTRA ? index - EXTRA : Math.floor(index / 100) * 40 + NATURAL[index % 100]!)

/** A quarter of the divisions: two persons with the same birth and order code never share a lot. */
interface Lot {
  readonly counties: Readonly<Record<Short, readonly County[]>>
  readonly retired: readonly string[]
  readonly outside: typeof OUTSIDE_DIVISIONS
}

const lotsOf = (reference: Reference): readonly Lot[] =>
  [0, 1, 2, 3].map(lot => {
    const mine = <T>(list: readonly T[]): T[] => list.filter((_, i) => i % 4 === lot)
    return {
      counties: Object.fromEntries(SHORTS.map(p => [p, mine(reference.counties[p])])) as Record<Short, County[]>,
      retired: mine(reference.retired).map(division => division.code),
      outside: mine(OUTSIDE_DIVISIONS),
    }
  })

/** All subjects, each a pure function of seed and index, so that nothing has to be held. */
export interface World {
  readonly size: number
  readonly seed: number
  subjectAt(index: number): Subject
  person(p: Short, ordinal: number): Person
  organisation(p: Short, kind: Exclude<Kind, 'NAT'>, ordinal: number): Organisation
  /** How many of a kind have their home in a province. */
  count(p: Short, kind: Kind): number
  slotOf(index: number): { p: Short; kind: Kind; ordinal: number }
  /** The other province that also has data on this subject, for about one in ten. */
  visits(index: number): Short | null
  /** A person or organisation outside the population, by province and number. */
  extraPerson(p: Short, n: number): Person
  extraOrganisation(p: Short, kind: Exclude<Kind, 'NAT'>, n: number, known?: Organisation['known']): Organisation
}

/** Makes the invented population of a seed. */
export function createWorld(parts: { seed: number; size: number; today: string; reference: Reference }): World {
  const { seed, size, reference } = parts
  const lots = lotsOf(reference)
  const lastEstablished = dayNumber(parts.today) - 30
  const slotOf = (index: number) => {
    const slot = SLOTS[index % 100]!
    return { p: slot.p, kind: slot.kind, ordinal: Math.floor(index / 100) * MIX[slot.p][slot.kind] + slot.rank }
  }
  const indexOf = (p: Short, kind: Kind, ordinal: number): number => {
    const per = MIX[p][kind]
    const position = SLOTS.findIndex(slot => slot.p === p && slot.kind === kind && slot.rank === ordinal % per)
    return Math.floor(ordinal / per) * 100 + position
  }
  const count = (p: Short, kind: Kind): number => {
    const whole = Math.floor(size / 100) * MIX[p][kind]
    return whole + SLOTS.slice(0, size % 100).filter(slot => slot.p === p && slot.kind === kind).length
  }

  const hukouOf = (random: Random, p: Short, lot: Lot): Hukou => {
    const where = random.weighted([
      ['home', 76],
      ['delta', 15],
      ['outside', 6],
      ['unknown', 3],
    ] as const)
    if (where === 'unknown') return { division: null, name: null }
    if (where === 'outside') {
      const [division, name] = random.pick(lot.outside)
      return { division, name }
    }
    const county = random.pick(lot.counties[where === 'home' ? p : random.pick(SHORTS)])
    return { division: county.code, name: county.fullName }
  }

  const makePerson = (index: number, p: Short): Person => {
    const random = createRandom(seed, 'person', index)
    const number = numberOf(index)
    const turn = Math.floor(number / BIRTH_DAYS)
    const lot = lots[index >= EXTRA ? 3 : (turn >> 1) % 3]!
    const hukou = hukouOf(random, p, lot)
    const issued = random.weighted([
      ['hukou', 70],
      ['delta', 18],
      ['outside', 7],
      ['retired', 5],
    ] as const)
    const division =
      issued === 'hukou' && hukou.division
        ? hukou.division
        : issued === 'outside'
          ? random.pick(lot.outside)[0]
          : issued === 'retired'
            ? random.pick(lot.retired)
            : random.pick(lot.counties[random.pick(SHORTS)]).code
    const birth = compact(dayFromNumber(FIRST_BIRTH + ((number * 7_919 + seed) % BIRTH_DAYS)))
    const id = residentIdOf(`${division}${birth}${turn % 2 === 0 ? '998' : '999'}`)
    return { kind: 'NAT', index, home: p, id, name: personName(random), hukou, oldId: birth < '19980101' && random.chance(0.02) ? oldResidentIdOf(id) : null }
  }

  const makeOrganisation = (index: number, p: Short, kind: Exclude<Kind, 'NAT'>, known?: Organisation['known']): Organisation => {
    const random = createRandom(seed, 'organisation', index)
    const prefix = random.weighted(PREFIXES[kind])
    const county = random.pick(reference.counties[p])
    const cityName = county.fullName.slice(0, -county.name.length).replace(/^(江苏|浙江|安徽)省/u, '')
    const established = dayFromNumber(random.between(dayNumber('1992-01-01'), lastEstablished))
    const registrar = random.weighted<string>([
      [county.code, 80],
      [county.city, 12],
      [provinceCodeOf(p), 4],
      [reference.retired.find(division => division.successor === county.code)?.code ?? county.code, 4],
    ])
    let serial = (index * 104_729 + seed * 31) % 887_503_681
    let body = ''
    for (let i = 0; i < 6; i += 1) {
      body = USCC_ALPHABET[serial % 31]! + body
      serial = Math.floor(serial / 31)
    }
    const orgCode = orgCodeOf(`Y0${body}`)
    const representatives = Math.max(1, count(p, 'NAT'))
    const { name, industry } = organisationName(random, prefix, county, cityName)
    return {
      kind,
      index,
      home: p,
      county,
      city: county.city,
      established,
      name,
      industry,
      orgCode,
      uscc: usccOf(prefix + registrar + orgCode),
      regNo: regNoOf(county.code + String(index % 100_000_000).padStart(8, '0')),
      known:
        known ??
        (kind === 'ENT'
          ? random.weighted([
              ['uscc', 97],
              ['orgcode', 2],
              ['regno', 1],
            ] as const)
          : 'uscc'),
      address: addressIn(random, county),
      representative: makePerson(indexOf(p, 'NAT', random.int(representatives)), p),
    }
  }

  return {
    size,
    seed,
    slotOf,
    count,
    subjectAt: index => {
      const { p, kind } = slotOf(index)
      return kind === 'NAT' ? makePerson(index, p) : makeOrganisation(index, p, kind)
    },
    person: (p, ordinal) => makePerson(indexOf(p, 'NAT', ordinal), p),
    organisation: (p, kind, ordinal) => makeOrganisation(indexOf(p, kind, ordinal), p, kind),
    visits: index => {
      const { p, kind } = slotOf(index)
      if (kind !== 'ENT' && kind !== 'NAT') return null
      const random = createRandom(seed, 'visit', index)
      return random.chance(0.1) ? random.pick(SHORTS.filter(other => other !== p)) : null
    },
    extraPerson: (p, n) => makePerson(EXTRA + n * 4 + SHORTS.indexOf(p), p),
    extraOrganisation: (p, kind, n, known) => makeOrganisation(EXTRA + n * 4 + SHORTS.indexOf(p), p, kind, known ?? 'uscc'),
  }
}
