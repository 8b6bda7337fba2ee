import { type CatalogueRow, type CatalogueTables, cell, cellOrNull } from './catalogue-tables.ts'
import { provinceOfPrefix } from './catalogue-terms.ts'
import type { Day } from './day.ts'
import type { Province } from './generated/records.ts'

/** The level at which a document was made; a regional one is of the four provinces together. */
export type DocumentLevel = 'NATIONAL' | 'REGIONAL' | 'PROVINCE' | 'CITY'

/** What the memoranda and documents of the credit regime have in common. Days and number are null where they are not known; `source` says where the row comes from, and what in it is to be confirmed. */
export interface RegimePaper {
  readonly code: string
  readonly title: string
  readonly docNo: string | null
  readonly level: DocumentLevel
  /** The domains it is for; empty: all. */
  readonly domains: readonly string[]
  readonly validFrom: Day | null
  readonly validTo: Day | null
  readonly source: string
}

/** A memorandum of joint measures (合作备忘录). */
export interface Memorandum extends RegimePaper {
  /** The initiating unit (发起单位) by name; null for a regional one, which the domain's unit in the leading province initiates. */
  readonly initiator: string | null
}

/** A document of the regime (制度文件); `province` null: it holds in all four. */
export interface InstitutionDocument extends RegimePaper {
  readonly province: Province | null
}

/** The kinds of standards that the regime shares (规制共建): 目录, 质量, 接口. */
export const STANDARD_KINDS = ['CATALOGUE', 'QUALITY', 'INTERFACE'] as const

/** A shared standard, and the function whose unit keeps it in each province. */
export interface Standard {
  readonly code: string
  readonly kind: (typeof STANDARD_KINDS)[number]
  readonly title: string
  readonly function: string
}

/** The regime (规制共建) as data. */
export interface Regime {
  memoranda(): readonly Memorandum[]
  institutions(): readonly InstitutionDocument[]
  standards(): readonly Standard[]
}

const readPaper = (row: CatalogueRow, key: string): RegimePaper => ({
  code: cell(row, key),
  title: cell(row, 'title'),
  docNo: cellOrNull(row, 'doc_no'),
  level: cell(row, 'level') as DocumentLevel,
  domains: cell(row, 'domains').split('|').filter(Boolean),
  validFrom: cellOrNull(row, 'valid_from'),
  validTo: cellOrNull(row, 'valid_to'),
  source: cell(row, 'source'),
})

/** Makes the regime of memoranda.csv, institutions.csv and standards.csv. */
export function createRegime(tables: CatalogueTables): Regime {
  const memoranda = tables.memoranda.map((row): Memorandum => ({ ...readPaper(row, 'memorandum'), initiator: cellOrNull(row, 'initiator') }))
  const institutions = tables.institutions.map((row): InstitutionDocument => {
    const prefix = cell(row, 'province')
    return { ...readPaper(row, 'document'), province: prefix === '' ? null : provinceOfPrefix(prefix) }
  })
  const standards = tables.standards.map((row): Standard => ({
    code: cell(row, 'standard'),
    kind: cell(row, 'kind') as Standard['kind'],
    title: cell(row, 'title'),
    function: cell(row, 'function'),
  }))
  return { memoranda: () => memoranda, institutions: () => institutions, standards: () => standards }
}
