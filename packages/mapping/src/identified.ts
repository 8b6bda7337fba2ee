import { normaliseIdentifier } from '@delta/model'
import type { IdType, Subject, SubjectKind } from '@delta/model'
import type { Reading } from './reading.ts'

/** Who an identifier stands for. `kind` is null where the identifier does not tell it; `division` is a registrar's, never a person's. */
export interface Identified {
  readonly id: string
  readonly idType: IdType
  readonly kind: SubjectKind | null
  readonly subKind: Subject['subKind']
  readonly maskedId: string | null
  readonly division: string | null
}

/** An identifier as found: its normal form for record keys, also where it is bad, and who it stands for (null: a check failed). */
export interface FoundIdentifier {
  readonly key: string
  /** What it was read as. */
  readonly form: 'USCC' | 'ORGCODE' | 'REGNO' | 'PERSON'
  readonly identified: Identified | null
}

/** A named rule for a column that identifies a subject. */
export interface IdentifierRule {
  readonly columns: readonly [string, ...string[]]
  /** It identifies a natural person. */
  readonly person: boolean
  /** Null where the column is blank. */
  readonly find: (reading: Reading) => FoundIdentifier | null
  /** Leaves a warning where the column contradicts a credit code that has identified the subject. */
  readonly doubt?: (reading: Reading, creditCode: string) => void
}

/** Hyphens of organisation codes, in all their forms. */
export const withoutHyphens = (value: string): string => value.replace(/[-\u2010-\u2015\u2212]/gu, '')

/** The normal form of an identifier that no rule has read: part of record keys. */
export const identifierKey = (text: string): string => withoutHyphens(normaliseIdentifier(text).value)

/** Fills a credit code column where there is none. */
export const PLACEHOLDER = '00000000000000000X'
