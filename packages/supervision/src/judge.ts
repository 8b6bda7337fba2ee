import type { Catalogue, CheckRule, Day, ListEntry, Measure, Province, RecognitionEffect } from '@delta/model'
import { departmentOf, type WorkDepartment } from './department.ts'
import type { Matter } from './matter.ts'

/** An entry in force, as a check reads it. */
export interface CheckedEntry {
  readonly record_id: string
  readonly province: Province
  readonly domain: string
  readonly polarity: ListEntry['polarity']
  readonly unit: string
  readonly subject_id: string
  readonly subject_name: string | null
  readonly basis: string | null
  readonly case_no: string | null
  readonly valid_from: string
  readonly valid_to: string | null
}

/** The answer of a check: go on, go on with care, or do not. */
export type Verdict = 'PASS' | 'NOTE' | 'STOP'

/** What one measure does to the matter, by which law, and which department says so there; `missing` where the ladder ends in none. */
interface Hit {
  readonly measure: Measure
  readonly rule: CheckRule
  /** The rule's effect, weakened to a note where the finding is but noted. */
  readonly effect: CheckRule['effect']
  readonly departments: readonly WorkDepartment[]
  readonly missing: 'ITEM' | 'DEPARTMENT' | null
}

/** Why an entry is told though it changes nothing, or less than it would. */
export type CheckFlag = 'W_RED_ON_BLACK' | 'W_NOT_RECOGNISED' | 'W_WATCHED'

/** What an entry does to the matter. */
export interface JudgedEntry {
  readonly entry: CheckedEntry
  readonly recognition: RecognitionEffect
  readonly effect: CheckRule['effect'] | 'NONE'
  readonly flags: readonly CheckFlag[]
  readonly hits: readonly Hit[]
}

/** What all entries together do. */
export interface Judgement {
  readonly verdict: Verdict
  readonly entries: readonly JudgedEntry[]
}

/** Judges a matter by a subject's entries in force. */
export type Judge = (entries: readonly CheckedEntry[], matter: Matter) => Judgement

/** Beyond it what was worked out is forgotten: askers choose the divisions. */
const MOST_KNOWN = 20_000

const RANK = { NONE: 0, FAVOUR: 1, NOTE: 2, STOP: 3 } as const
const strongest = (effects: readonly JudgedEntry['effect'][]): JudgedEntry['effect'] =>
  effects.reduce<JudgedEntry['effect']>((most, effect) => (RANK[effect] > RANK[most] ? effect : most), 'NONE')

/** Makes the judge of a day: what follows from the catalogue is worked out once for each domain, province and matter. */
export function createJudge(catalogue: Catalogue, day: Day): Judge {
  const known = new Map<string, readonly Omit<Hit, 'effect'>[]>()
  const meets = (domain: string, polarity: CheckedEntry['polarity'], matter: Matter): readonly Omit<Hit, 'effect'>[] => {
    const key = [domain, matter.division, matter.level, matter.category, matter.measures?.join() ?? ''].join('/')
    const found = known.get(key)
    if (found) return found
    const steps = catalogue
      .resolveMeasures({ domain, polarity, province: matter.province, division: matter.division })
      .filter(({ measure, level }) => level === matter.level && (matter.measures?.includes(measure.code) ?? measure.category === matter.category))
    const hits = [...Map.groupBy(steps, step => step.measure)].flatMap(([measure, ofMeasure]) => {
      const rule = catalogue.checkRule(measure.code, matter.category, day)
      if (!rule) return []
      const departments = ofMeasure.flatMap(step => (step.kind === 'RESOLVED' ? (departmentOf(catalogue, step.item, day) ?? []) : []))
      const gap = ofMeasure.find(step => step.kind === 'UNRESOLVED')
      const missing = departments.length > 0 ? null : gap?.missing === 'ITEM' ? ('ITEM' as const) : ('DEPARTMENT' as const)
      return [{ measure, rule, departments, missing }]
    })
    if (known.size >= MOST_KNOWN) known.clear()
    known.set(key, hits)
    return hits
  }

  const judgeOne = (entry: CheckedEntry, matter: Matter, black: boolean): JudgedEntry => {
    const recognition = catalogue.recognitionOf(entry.domain, entry.province, matter.province, day)?.effect ?? 'NOTED'
    const flagged = entry.polarity === 'RED' && black
    const hits = meets(entry.domain, entry.polarity, matter).map((hit): Hit => ({
      ...hit,
      effect: recognition === 'BINDS' || hit.rule.effect !== 'STOP' ? hit.rule.effect : 'NOTE',
    }))
    const called = entry.polarity === 'WATCH' ? 'NOTE' : strongest(hits.map(({ effect }) => effect))
    const none = recognition === 'NONE' || (entry.polarity === 'RED' && (black || recognition !== 'BINDS'))
    return {
      entry,
      recognition,
      effect: none ? 'NONE' : called,
      flags: [
        ...(flagged ? (['W_RED_ON_BLACK'] as const) : []),
        ...(recognition === 'NONE' ? (['W_NOT_RECOGNISED'] as const) : []),
        ...(entry.polarity === 'WATCH' ? (['W_WATCHED'] as const) : []),
      ],
      hits,
    }
  }

  return (entries, matter) => {
    const black = entries.some(({ polarity }) => polarity === 'BLACK')
    const judged = entries
      .map(entry => judgeOne(entry, matter, black))
      .filter(({ effect, flags, hits }) => effect !== 'NONE' || flags.length > 0 || hits.length > 0)
    const most = strongest(judged.map(({ effect }) => effect))
    return { verdict: most === 'STOP' || most === 'NOTE' ? most : 'PASS', entries: judged }
  }
}
