import { SUBJECT_KINDS } from '@delta/model'
import type { Indicator, SubjectKind } from '@delta/model'
import { plainForm } from './blank.ts'
import type { KindRule } from './kind.ts'
import type { Reading } from './reading.ts'

/** A general indicator as found: its part of the record's key, also where it is unknown. */
interface FoundIndicator {
  readonly key: string
  readonly indicator: Indicator | null
}

/** How a row of a general indicator dataset names its indicator. */
export interface IndicatorRule {
  readonly columns: readonly [string]
  /** The kind that the indicator's code begins with. */
  readonly kind: KindRule | undefined
  readonly find: (reading: Reading, kind: SubjectKind | null) => FoundIndicator
}

const GROUPS = ['BAS', 'OPS', 'FIN', 'GOV', 'LAW', 'SOC', 'ECO']

function known(reading: Reading, column: string, code: string | null, text: string): FoundIndicator {
  const indicator = code === null ? null : reading.catalogue.indicator(code)
  return indicator === null ? { key: text, indicator: reading.fail('code', 'E_CODE_UNKNOWN', column) } : { key: indicator.code, indicator }
}

/** `codeOf` gives the indicator's code, `kindOf` the kind that it begins with, which an unknown code may tell too. */
const coded = (column: string, codeOf: (text: string) => string | null, kindOf: (text: string) => SubjectKind | undefined): IndicatorRule => ({
  columns: [column],
  kind: {
    columns: [column],
    read: reading => {
      const text = reading.text(column)
      const kind = text === null ? undefined : kindOf(plainForm(text))
      return kind === undefined ? null : [kind]
    },
  },
  find: reading => {
    const text = reading.text(column)
    if (text === null) return { key: reading.ownKey(column), indicator: reading.fail('required', 'E_REQUIRED', column) }
    const plain = plainForm(text)
    return known(reading, column, codeOf(plain), plain)
  },
})

const joined = (kind: string | undefined, group: number, number: string): string | null =>
  kind === undefined || GROUPS[group - 1] === undefined ? null : `${kind}-${GROUPS[group - 1]}-${number}`

/** The indicator's code without hyphens, in any case (`entops001`). */
export const indicatorLetters = (column: string): IndicatorRule =>
  coded(
    column,
    text => text.toUpperCase().replace(/^([A-Z]{3})([A-Z]{3})(\d{3})$/, '$1-$2-$3'),
    text => SUBJECT_KINDS.find(kind => text.toUpperCase().startsWith(kind)),
  )

/** The indicator as a number: kind · 10000 + group · 100 + number (`ENT-OPS-001` = 10201); `kinds` in the order of their digits, from 1. */
export const indicatorNumber = (column: string, kinds: readonly SubjectKind[]): IndicatorRule => {
  const kindOf = (text: string): SubjectKind | undefined => kinds[Number(text.charAt(0)) - 1]
  return coded(
    column,
    text => {
      const [, group, number] = /^\d(\d\d)(\d\d)$/.exec(text) ?? []
      return joined(kindOf(text), Number(group), `0${number}`)
    },
    kindOf,
  )
}

/** The indicator as a cell block: the kind's two letters, `05`, two digits of the group, three of the number (`QY0502001`). */
export const indicatorBlock = (column: string, kinds: Readonly<Record<string, SubjectKind>>): IndicatorRule => {
  const kindOf = (text: string): SubjectKind | undefined => kinds[text.slice(0, 2)]
  return coded(
    column,
    text => {
      const [, group, number = ''] = /^[A-Z]{2}05(\d\d)(\d{3})$/.exec(text) ?? []
      return joined(kindOf(text), Number(group), number)
    },
    kindOf,
  )
}

/** The indicator by its Chinese name among those of the subject's kind. */
export const indicatorName = (column: string): IndicatorRule => ({
  columns: [column],
  kind: undefined,
  find: (reading, kind) => {
    const text = reading.text(column)
    if (text === null) return { key: reading.ownKey(column), indicator: reading.fail('required', 'E_REQUIRED', column) }
    const indicator = kind === null ? null : reading.catalogue.indicatorByName(kind, text)
    return known(reading, column, indicator?.code ?? null, plainForm(text))
  },
})
