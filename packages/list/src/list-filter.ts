import { agreedDomains, agreedProvinces, requireProduct, requireSubject, type Viewer } from '@delta/access'
import { refuse } from '@delta/graph'
import { type Catalogue, type Day, isProvince, type ListEntry, PROVINCES, RECOGNITION_EFFECTS, type RecognitionEffect } from '@delta/model'
import { divisionPrefix } from './division-prefix.ts'
import type { ListLogTable, ScopeBefore, ScopeKeys } from './log-tables.ts'

/** What a subscriber asks for; what is left out does not narrow. */
export interface ListFilterAsked {
  readonly domain?: readonly string[] | null | undefined
  readonly area?: readonly string[] | null | undefined
  readonly province?: readonly string[] | null | undefined
  readonly polarity?: readonly string[] | null | undefined
  /** A division that the subject's lies in: 2, 4 or 6 digits (GB/T 2260). */
  readonly division?: string | null | undefined
  /** A province: only what its finding does there by `recognition` (BINDS and NOTED where not given). */
  readonly recognisedIn?: string | null | undefined
  readonly recognition?: readonly string[] | null | undefined
  /** The id of a stored set of subjects. */
  readonly watch?: string | null | undefined
}

/** What a province recognises (信用互认): the `<domain>/<province of the finding>` that have one of the effects there on a day. */
interface Recognised {
  readonly in: string
  readonly effects: readonly RecognitionEffect[]
  readonly findings: ReadonlySet<string>
}

/** Which entries a subscriber sees: null does not narrow. */
export interface ListFilter {
  readonly domains: ReadonlySet<string> | null
  readonly provinces: ReadonlySet<string> | null
  readonly polarities: ReadonlySet<string> | null
  /** The beginning of the subject's division. */
  readonly division: string | null
  readonly recognised: Recognised | null
  readonly watch: string | null
}

/** Was a subject in the stored set when a number of the log was reached? */
export type Watched = (subjectId: string, seq: number) => boolean

const POLARITIES: readonly ListEntry['polarity'][] = ['BLACK', 'RED', 'WATCH']

const known = (asked: readonly string[] | null | undefined, all: readonly string[], name: string): readonly string[] | null => {
  if (!asked || asked.length === 0) return null
  if (!asked.every(code => all.includes(code))) throw refuse('BAD_ARGUMENT', `${name} names a code that there is not.`)
  return asked
}

/** Does a filter show everything? */
export const isOpen = ({ domains, provinces, polarities, division, recognised, watch }: ListFilter): boolean =>
  domains === null && provinces === null && polarities === null && division === null && recognised === null && watch === null

const DEFAULT: readonly RecognitionEffect[] = ['BINDS', 'NOTED']

function recognisedOn(catalogue: Catalogue, { recognisedIn: to, recognition }: ListFilterAsked, day: Day): Recognised | null {
  const asked = known(recognition, RECOGNITION_EFFECTS, 'recognition')
  if (!to) {
    if (asked) throw refuse('BAD_ARGUMENT', 'recognition goes with recognisedIn, the province that would use it.')
    return null
  }
  if (!isProvince(to)) throw refuse('BAD_ARGUMENT', 'recognisedIn is 310000, 320000, 330000 or 340000.')
  const effects = RECOGNITION_EFFECTS.filter(effect => (asked ?? DEFAULT).includes(effect))
  const pairs = catalogue.domains().flatMap(({ code }) => PROVINCES.map(from => ({ code, from })))
  const holding = pairs.filter(({ code, from }) => effects.some(effect => effect === catalogue.recognitionOf(code, from, to, day)?.effect))
  return { in: to, effects, findings: new Set(holding.map(({ code, from }) => `${code}/${from}`)) }
}

/** The filter that a viewer may use: what was asked for, within the agreement, recognition as on a day. Refuses a code that there is not, and what is not agreed. */
export function filterFor(catalogue: Catalogue, viewer: Viewer, asked: ListFilterAsked, day: Day): ListFilter {
  requireProduct(viewer, 'LIST')
  requireSubject(viewer, null)
  const all = catalogue.domains().map(({ code }) => code)
  const areas = known(
    asked.area,
    catalogue.areas().map(({ code }) => code),
    'area',
  )
  const domains = known(asked.domain, all, 'domain')
  const provinces = known(
    asked.province,
    catalogue.rows('provinces').map(row => row['code'] ?? ''),
    'province',
  )
  const polarities = known(asked.polarity, POLARITIES, 'polarity')
  const inAreas =
    areas === null
      ? all
      : catalogue
          .domains()
          .filter(({ area }) => areas.includes(area))
          .map(({ code }) => code)
  const agreed = agreedDomains(viewer, domains, all).filter(code => inAreas.includes(code))
  const inProvinces = agreedProvinces(viewer, provinces)
  const narrows = (chosen: readonly string[], of: number) => (chosen.length < of ? new Set(chosen) : null)
  return {
    domains: narrows(agreed, all.length),
    provinces: narrows(inProvinces, catalogue.rows('provinces').length),
    polarities: polarities === null ? null : narrows([...new Set(polarities)], POLARITIES.length),
    division: asked.division ? divisionPrefix(asked.division) : null,
    recognised: recognisedOn(catalogue, asked, day),
    watch: asked.watch || null,
  }
}

const inDivision = (division: string | null, prefix: string | null): boolean => prefix === null || (division?.startsWith(prefix) ?? false)

/** Do an entry's keys lie in the filter, whatever stored set it names? */
export const holdsKeys = ({ domains, provinces, polarities, division, recognised }: ListFilter, keys: ScopeKeys): boolean =>
  (domains?.has(keys.domain) ?? true) &&
  (provinces?.has(keys.province) ?? true) &&
  (polarities?.has(keys.polarity) ?? true) &&
  (recognised?.findings.has(`${keys.domain}/${keys.province}`) ?? true) &&
  inDivision(keys.division, division)

/** How a subscriber sees a change: as the log says it, as an entry that enters or leaves the scope, or not at all. */
export type Sight = 'same' | 'listed' | 'out-of-scope' | null

const LEAVING = new Set<ListLogTable['op']>(['delisted', 'repaired', 'withdrawn'])

/**
 * How a filter shows a change. What was in scope and leaves it is told as such; what enters is `listed`. Repairs and withdrawals reach whoever could ever have got the
 * listing: also those in whose division the subject stood earlier.
 */
export function sightOf(filter: ListFilter, change: Pick<ListLogTable, 'op' | 'listed' | 'before' | 'seq'> & ScopeKeys, watched: Watched): Sight {
  const { op, before, listed, seq } = change
  const watches = (subject: string): boolean => filter.watch === null || watched(subject, seq)
  const holds = (keys: ScopeKeys): boolean => holdsKeys(filter, keys) && watches(keys.subject_id)
  const now = holds(change)
  const was = before !== null && holds(before)
  if (now) return before?.listed && !was && listed && op !== 'listed' ? 'listed' : 'same'
  if (was && before.listed) return LEAVING.has(op) ? 'same' : 'out-of-scope'
  return (op === 'repaired' || op === 'withdrawn') && before !== null && everHeld(filter, before) && watches(before.subject_id) ? 'same' : null
}

const everHeld = (filter: ListFilter, before: ScopeBefore): boolean => before.divisions.some(division => holdsKeys(filter, { ...before, division }))
