import { type CatalogueRow, type CatalogueTables, cell, cellOrNull } from './catalogue-tables.ts'
import { provinceOfPrefix } from './catalogue-terms.ts'
import { type Day, dayAfter } from './day.ts'
import type { Province } from './generated/records.ts'
import { PROVINCES } from './province.ts'
import type { Domain } from './terms.ts'

/** What a finding of one province does in another: it binds (互认), it is noted (参考), or it has no effect. */
export const RECOGNITION_EFFECTS = ['BINDS', 'NOTED', 'NONE'] as const

/** One of the three effects. */
export type RecognitionEffect = (typeof RECOGNITION_EFFECTS)[number]

/** The effect, the memorandum on which it rests (null: on none), its days, and where this is known from; `source` says what in it is an assumption. */
export interface Recognition {
  readonly effect: RecognitionEffect
  readonly memorandum: string | null
  readonly validFrom: Day | null
  readonly validTo: Day | null
  readonly source: string
}

/** A domain and pair of provinces for which, on a day, not exactly one rule holds. */
export interface RecognitionFault {
  readonly domain: string
  readonly from: Province
  readonly to: Province
  readonly on: Day
  readonly rules: number
}

/** How many domains × ordered pairs of provinces there are, and where not exactly one rule holds. */
export interface RecognitionTotality {
  readonly pairs: number
  readonly faults: readonly RecognitionFault[]
}

/** Mutual recognition (信用互认) between the provinces. */
export interface RecognitionRules {
  /** What a finding of `from` in a domain does in `to` on a day: the day on which it would be used, whenever it was found. A province's own finding binds there. Null for an unknown domain, and where not exactly one rule holds. */
  recognitionOf(domain: string, from: Province, to: Province, on: Day): Recognition | null
  /** Looks at every domain and pair on every day on which a rule begins or has ended. */
  recognitionTotality(): RecognitionTotality
}

interface Rule extends Recognition {
  readonly domains: readonly string[]
  readonly from: readonly Province[]
  readonly to: readonly Province[]
}

const OWN: Recognition = { effect: 'BINDS', memorandum: null, validFrom: null, validTo: null, source: 'the province’s own finding' }
const BEFORE_ALL: Day = '1900-01-01'

const listOf = (row: CatalogueRow, column: string): string[] => cell(row, column).split('|').filter(Boolean)

const readRule = (row: CatalogueRow): Rule => ({
  domains: listOf(row, 'domains'),
  from: listOf(row, 'from').map(provinceOfPrefix),
  to: listOf(row, 'to').map(provinceOfPrefix),
  effect: cell(row, 'effect') as RecognitionEffect,
  memorandum: cellOrNull(row, 'memorandum'),
  validFrom: cellOrNull(row, 'valid_from'),
  validTo: cellOrNull(row, 'valid_to'),
  source: cell(row, 'source'),
})

/** A fault of the catalogue must name its place, so several rules are told apart from none. */
const holding = (rules: readonly Rule[], on: Day): readonly Rule[] => {
  const valid = rules.filter(({ validFrom, validTo }) => (validFrom ?? on) <= on && on <= (validTo ?? on))
  const named = valid.filter(rule => rule.domains.length > 0)
  return named.length > 0 ? named : valid
}

/** Makes the rules of recognition.csv. A row that names its domains prevails over one that is for all of them. */
export function createRecognition(tables: CatalogueTables, domains: readonly Domain[]): RecognitionRules {
  const rules = tables.recognition.map(readRule)
  const pairs = domains.flatMap(({ code }) => PROVINCES.flatMap(from => PROVINCES.filter(to => to !== from).map(to => ({ domain: code, from, to }))))
  const byPair = new Map(
    pairs.map(({ domain, from, to }) => [
      `${domain}/${from}/${to}`,
      rules.filter(rule => rule.from.includes(from) && rule.to.includes(to) && (rule.domains.length === 0 || rule.domains.includes(domain))),
    ]),
  )
  const known = new Set(domains.map(({ code }) => code))
  const turns = rules.flatMap(({ validFrom, validTo }) => [validFrom ?? BEFORE_ALL, ...(validTo === null ? [] : [dayAfter(validTo) ?? []].flat())])
  const days = [...new Set([BEFORE_ALL, ...turns])].toSorted()
  return {
    recognitionOf: (domain, from, to, on) => {
      if (from === to) return known.has(domain) ? OWN : null
      const [rule, ...others] = holding(byPair.get(`${domain}/${from}/${to}`) ?? [], on)
      return rule === undefined || others.length > 0 ? null : rule
    },
    recognitionTotality: () => ({
      pairs: pairs.length,
      faults: pairs.flatMap(({ domain, from, to }) =>
        days.map(on => ({ domain, from, to, on, rules: holding(byPair.get(`${domain}/${from}/${to}`) ?? [], on).length })).filter(found => found.rules !== 1),
      ),
    }),
  }
}
