import type { Catalogue, Province, RejectCode, Warning } from '@delta/model'
import { trimEnds } from './blank.ts'
import { rankOf } from './check-order.ts'
import type { Check } from './check-order.ts'
import { columnIn, sourceNameOf } from './column-name.ts'
import type { DatasetMapping } from './province-mapping.ts'
import type { MapParts, Row } from './row.ts'

/** A failed check: its code and the source's own column name. */
export interface Failure {
  readonly code: RejectCode
  readonly field: string
  readonly rank: number
}

/** What was found once for all records of a row. */
interface Found<T> {
  readonly value: T
  readonly warnings: readonly Warning[]
  readonly failure: Failure | null
  readonly faults: number
}

/** One row being read for one statement: rules take texts from it and leave warnings and failures with it. */
export class Reading {
  readonly province: Province
  readonly dataset: DatasetMapping
  readonly row: Row
  readonly parts: MapParts
  warnings: Warning[]
  /** The failed check that comes first. */
  failure: Failure | null = null
  /** How many checks have failed. */
  faults = 0
  private readonly renamed: Readonly<Record<string, string>>
  private readonly found: Map<object, Found<unknown>>

  constructor(
    province: Province,
    dataset: DatasetMapping,
    row: Row,
    parts: MapParts,
    renamed: Readonly<Record<string, string>> = {},
    found = new Map<object, Found<unknown>>(),
  ) {
    this.province = province
    this.dataset = dataset
    this.row = row
    this.parts = parts
    this.renamed = renamed
    this.found = found
    this.warnings = [...row.warnings]
  }

  /** A reading that goes on from what this one has found, for one of several records of the row; `renamed` says which columns stand for the rules' own. */
  branch(renamed: Readonly<Record<string, string>> = this.renamed): Reading {
    const branch = new Reading(this.province, this.dataset, this.row, this.parts, renamed, this.found)
    branch.warnings = [...this.warnings]
    branch.failure = this.failure
    branch.faults = this.faults
    return branch
  }

  /** What `read` finds, read once for all records of the row: for what does not differ between them. `by` names it. */
  once<T>(by: object, read: (reading: Reading) => T): T {
    const known = (this.found.get(by) as Found<T> | undefined) ?? this.readAlone(read)
    this.found.set(by, known)
    this.warn(...known.warnings)
    this.faults += known.faults
    if (known.failure !== null && (this.failure === null || known.failure.rank < this.failure.rank)) this.failure = known.failure
    return known.value
  }

  private readAlone<T>(read: (reading: Reading) => T): Found<T> {
    const alone = new Reading(this.province, this.dataset, this.row, this.parts)
    const value = read(alone)
    return { value, warnings: alone.warnings, failure: alone.failure, faults: alone.faults }
  }

  get catalogue(): Catalogue {
    return this.parts.catalogue
  }

  /** The column's text as it stands in the source, but for what no database or message can carry: NUL and halves of surrogate pairs. */
  raw(column: string): string | null {
    const text = this.row.columns[columnIn(this.dataset, this.row, this.renamed[column] ?? column)] ?? null
    return text === null || (text.isWellFormed() && !text.includes('\0')) ? text : text.toWellFormed().replaceAll('\0', '')
  }

  /** The column's text without spaces at its ends; null where the source says nothing by it. */
  text(column: string): string | null {
    const raw = this.raw(column)
    if (raw === null) return null
    const text = trimEnds(raw)
    if (text === '' || (text === '0' && this.dataset.zeroIsNull.has(this.renamed[column] ?? column))) return null
    if (!this.dataset.nullTokens.has(text)) return text
    this.warn('W_NULL_TOKEN')
    return null
  }

  /** The column's own name in the source, as a rejection tells it. */
  field(column: string): string {
    return sourceNameOf(this.dataset, this.row, this.renamed[column] ?? column)
  }

  warn(...warnings: readonly Warning[]): void {
    for (const warning of warnings) if (!this.warnings.includes(warning)) this.warnings.push(warning)
  }

  /** Notes a failed check; the one that comes first in the order of checks stays. */
  fail(check: Check, code: RejectCode, column: string): null {
    const rank = rankOf(check)
    this.faults += 1
    if (this.failure === null || rank < this.failure.rank) this.failure = { code, field: this.field(column), rank }
    return null
  }

  /** Stands in a record's key where a column of the key is blank: such a row is one of its own. */
  ownKey(column: string): string {
    return `${this.row.coordinate}#${this.field(column)}`
  }
}
