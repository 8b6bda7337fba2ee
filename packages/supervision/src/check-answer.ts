import { maskName, isPerson } from '@delta/access'
import type { Catalogue, CheckRule, MeasureLevel, RecognitionEffect } from '@delta/model'
import type { CheckFlag, JudgedEntry, Judgement, Verdict } from './judge.ts'
import type { CheckAsked, Matter } from './matter.ts'

/** A department that says what a measure does to a matter. */
interface AnswerDepartment {
  readonly code: string
  readonly name: string
  readonly unit: string
}

/** What one measure does, by which law. */
export interface AnswerMeasure {
  readonly code: string
  readonly name: string
  readonly effect: CheckRule['effect']
  readonly legalBasis: string
  readonly article: string | null
  readonly departments: readonly AnswerDepartment[]
  readonly missing: 'ITEM' | 'DEPARTMENT' | null
}

/** What one entry in force does. */
export interface AnswerEntry {
  readonly id: string
  readonly domain: string
  readonly domainName: string
  readonly polarity: string
  readonly province: string
  readonly unit: string
  readonly basis: string | null
  readonly document: string | null
  readonly from: string
  readonly to: string | null
  readonly recognition: RecognitionEffect
  readonly effect: JudgedEntry['effect']
  readonly flags: readonly CheckFlag[]
  /** Titles of the memoranda of joint measures for the domain. */
  readonly memoranda: readonly string[]
  readonly measures: readonly AnswerMeasure[]
}

/** The answer of a credit check: what is signed and kept. */
export interface CheckAnswer {
  readonly id: string
  readonly at: string
  /** As asked; of a person the pseudonym. */
  readonly subject: string
  /** A person's is masked; null where nothing is on record. */
  readonly name: string | null
  readonly matter: string
  readonly category: string
  readonly level: MeasureLevel
  readonly division: string
  readonly verdict: Verdict
  readonly entries: readonly AnswerEntry[]
  /** What of the lists was looked at. */
  readonly within: { readonly provinces: readonly string[]; readonly domains: '*' | readonly string[] }
}

const entryOf =
  (catalogue: Catalogue) =>
  ({ entry, recognition, effect, flags, hits }: JudgedEntry): AnswerEntry => ({
    id: entry.record_id,
    domain: entry.domain,
    domainName: catalogue.domain(entry.domain)?.name ?? entry.domain,
    polarity: entry.polarity,
    province: entry.province,
    unit: entry.unit,
    basis: entry.basis,
    document: entry.case_no,
    from: entry.valid_from,
    to: entry.valid_to,
    recognition,
    effect,
    flags,
    memoranda: catalogue
      .memoranda()
      .filter(({ domains }) => domains.includes(entry.domain))
      .map(({ title, docNo }) => (docNo === null ? title : `${title}（${docNo}）`)),
    measures: hits.map(({ measure, rule, effect: does, departments, missing }) => ({
      code: measure.code,
      name: measure.name,
      effect: does,
      legalBasis: rule.legalBasis,
      article: rule.article,
      departments: departments.map(({ code, name, unit }) => ({ code, name, unit })),
      missing,
    })),
  })

/** What an answer says beside its judgement. */
export interface AnswerFrame extends Pick<CheckAnswer, 'id' | 'at' | 'subject' | 'within'> {
  readonly asked: Pick<CheckAsked, 'matter'>
  readonly place: Matter
}

/** Makes answers. Names of persons are masked for everybody: what is signed and kept must not hold them. */
export function createAnswerMaker(catalogue: Catalogue): (frame: AnswerFrame, judgement: Judgement, name: string | null) => CheckAnswer {
  const entry = entryOf(catalogue)
  return ({ id, at, subject, asked, place, within }, { verdict, entries }, name) => ({
    id,
    at,
    subject,
    name: name !== null && isPerson(subject) ? maskName(name) : name,
    matter: asked.matter,
    category: place.category,
    level: place.level,
    division: place.division,
    verdict,
    entries: entries.map(entry),
    within,
  })
}
