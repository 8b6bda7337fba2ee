import { PROVINCES, addDays, dayFromNumber, dayNumber, type Catalogue, type Day, type Finding, type RuleSet, type TermStart } from '@delta/model'
import * as fc from 'fast-check'

/** A question about a term or a period, as both sides are asked it. */
export type Question =
  | { readonly ask: 'workday'; readonly on: Day }
  | { readonly ask: 'workdays' | 'months'; readonly on: Day; readonly count: number }
  | { readonly ask: 'publicity' | 'natural repair' | 'may apply'; readonly on: Day; readonly finding: Finding }
  | { readonly ask: 'terms'; readonly on: Day; readonly applied: Day; readonly event: TermStart; readonly finding: Finding }

const FIRST = dayNumber('2013-12-01')
const LAST = dayNumber('2029-03-31')
const EVENTS: readonly TermStart[] = ['APPLY', 'FORWARD', 'COMPLETE', 'ACCEPT', 'REFUSE', 'PUBLICISE', 'CONFIRM', 'NOTIFY', 'OBJECT']
const LENGTHS = [1, 2, 3, 5, 10, 15]

/** The days at which something changes: ends of the calendar and of rule sets, holidays and make-up days, leap days and ends of months. */
function boundaries(catalogue: Catalogue, ruleSets: readonly RuleSet[]): Day[] {
  const years = Array.from({ length: 15 }, (_, index) => 2014 + index)
  const rules = ruleSets.flatMap(set => [set.inForceFrom, ...(set.inForceTo === null ? [] : [set.inForceTo])])
  const rests = catalogue.rows('holidays').map(row => row['date']!)
  return [...rules, ...rests, ...years.flatMap(year => [`${year}-01-01`, `${year}-12-31`, `${year}-02-28`, `${year}-03-01`, `${year}-04-30`, `${year}-08-31`])]
}

/** The day before, at and after every boundary of the rule sets, in every province, for a plain and a vertical system; and of the calendar, for every length of a term. */
function atBoundaries(ruleSets: readonly RuleSet[], systems: readonly (string | null)[]): Question[] {
  const around = (day: Day): Day[] => [-1, 0, 1].map(by => addDays(day, by))
  const edges = ruleSets.flatMap(set => [set.inForceFrom, ...(set.inForceTo === null ? [] : [set.inForceTo])]).flatMap(around)
  const findings = edges.flatMap(foundOn =>
    [...PROVINCES, '110000', null].flatMap(province =>
      systems.flatMap(system =>
        (['PENALTY', 'LIST', 'OTHER'] as const).map((kind): Finding => ({
          province,
          system,
          level: null,
          kind,
          domain: null,
          sectors: [],
          severity: null,
          foundOn,
        })),
      ),
    ),
  )
  const ends = [...around('2014-01-01'), ...around('2026-12-31'), ...[5, 10, 11, 15, 20, 25].map(by => addDays('2026-12-01', by))]
  return [
    ...findings.flatMap(finding => (['publicity', 'natural repair', 'may apply'] as const).map((ask): Question => ({ ask, on: finding.foundOn, finding }))),
    ...ends.flatMap(on => LENGTHS.map((count): Question => ({ ask: 'workdays', on, count }))),
    ...ends.flatMap(on => LENGTHS.map((count): Question => ({ ask: 'months', on, count }))),
    ...ends.map((on): Question => ({ ask: 'workday', on })),
  ]
}

function arbitraryQuestion(catalogue: Catalogue, ruleSets: readonly RuleSet[]): fc.Arbitrary<Question> {
  const edge = fc.tuple(fc.constantFrom(...boundaries(catalogue, ruleSets)), fc.integer({ min: -1, max: 1 })).map(([day, by]) => addDays(day, by))
  const on = fc.oneof(edge, fc.integer({ min: FIRST, max: LAST }).map(dayFromNumber))
  const count = fc.oneof(fc.constantFrom(...LENGTHS), fc.integer({ min: 1, max: 60 }))
  const finding = fc.record({
    province: fc.constantFrom(...PROVINCES, '330000', '110000', null),
    system: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom('ECO', 'MKT', 'EMER', 'DRUG', 'FIRE', 'HOUSE') },
      fc.constantFrom(...catalogue.functions().map(({ code }) => code), null),
    ),
    level: fc.constantFrom('PROVINCE', 'CITY', 'COUNTY', null),
    kind: fc.constantFrom('PENALTY', 'LIST', 'OTHER'),
    domain: fc.oneof({ weight: 2, arbitrary: fc.constant(null) }, fc.constantFrom(...catalogue.domains().map(({ code }) => code))),
    sectors: fc.subarray(['SPECIAL_EQUIPMENT', 'WORK_SAFETY', 'FIRE_SAFETY', 'FOOD', 'DRUGS', 'OTHER'], { maxLength: 2 }),
    severity: fc.constantFrom('MINOR', 'GENERAL', 'SERIOUS', null),
    foundOn: on,
  }) as fc.Arbitrary<Finding>
  return fc.oneof(
    fc.record({ ask: fc.constant('workday'), on }),
    fc.record({ ask: fc.constantFrom('workdays', 'months'), on, count }),
    fc.record({ ask: fc.constantFrom('publicity', 'natural repair', 'may apply'), on, finding }),
    fc.record({ ask: fc.constant('terms'), on, applied: on, event: fc.constantFrom(...EVENTS), finding }),
  ) as fc.Arbitrary<Question>
}

/** So many random questions, always the same ones, then as many of those at the boundaries (the rest random too, where there are not enough). */
export function questions(catalogue: Catalogue, ruleSets: readonly RuleSet[], { random, atEdges }: { random: number; atEdges: number }): Question[] {
  const edges = atBoundaries(ruleSets, ['ECO', 'EMER', 'MKT', 'CUSTOMS', null])
  const step = Math.max(1, edges.length / atEdges)
  const chosen = edges.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step))
  return [...fc.sample(arbitraryQuestion(catalogue, ruleSets), { numRuns: random, seed: 20_260_401 }), ...chosen]
}
