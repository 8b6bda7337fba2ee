import { type Catalogue, dayIn } from '@delta/model'
import { mapRow, type Outcome, type ProvinceMapping } from '@delta/mapping'
import { pseudonymOf, recordIdOf } from '@delta/seal'
import type { ChangeBatch, SourceRow } from '@delta/source'
import type { MappedBatch, MappedRow } from './commit-batch.ts'

/** What mapping needs; the keys are secrets of the province and of the region. */
export interface BatchMapperParts {
  readonly mapping: ProvinceMapping
  readonly catalogue: Catalogue
  readonly keys: { readonly record: Uint8Array; readonly pseudonym: Uint8Array }
  readonly now: () => Date
  /** Told of a row at which the mapping itself broke. */
  readonly onBroken: (dataset: string, error: unknown) => void
}

/** Maps the rows of a batch, each when it is asked for. Never throws on what a row holds. */
export type BatchMapper = (batch: Omit<ChangeBatch, 'settled'> & Pick<MappedBatch, 'push'>) => MappedBatch

/** Makes the batch mapper of a province. */
export function createBatchMapper({ mapping, catalogue, keys, now, onBroken }: BatchMapperParts): BatchMapper {
  const recordId = (parts: readonly string[]): string => recordIdOf(keys.record, parts)
  const pseudonym = (idType: string, number: string): string => pseudonymOf(keys.pseudonym, idType, number)
  const products = new Map<string, Outcome['product']>()
  const parts = (instant: Date) => ({ catalogue, today: dayIn('Asia/Shanghai', instant.toISOString()), now: instant.toISOString(), recordId, pseudonym })

  /** The product that a dataset feeds: what an empty row of it would be counted under. */
  const productOf = (dataset: string): Outcome['product'] => {
    const known = products.get(dataset)
    if (known) return known
    const empty = { dataset, coordinate: '', position: '', updatedAt: null, firstSeenAt: null, deleted: false, held: null, warnings: [], columns: {} }
    const product = attempt(() => mapRow(mapping, empty, parts(now())))?.[0]?.product ?? 'ARCHIVE'
    products.set(dataset, product)
    return product
  }
  const attempt = (map: () => Outcome[]): Outcome[] | null => {
    try {
      return map()
    } catch {
      return null
    }
  }
  const broken = ({ dataset, coordinate }: SourceRow): Outcome => ({
    kind: 'rejected',
    recordId: recordId([mapping.province, 'ROW', dataset, coordinate]),
    product: productOf(dataset),
    subjectKind: null,
    reportedBy: null,
    code: 'E_MALFORMED',
    field: 'ROW',
  })
  const fileId = (file: string): string => recordId([mapping.province, 'FILE', file])

  const map = (row: SourceRow, instant: ReturnType<typeof parts>): MappedRow => {
    try {
      return { row, outcomes: mapRow(mapping, row, instant) }
    } catch (error) {
      onBroken(row.dataset, error)
      return { row, outcomes: [broken(row)] }
    }
  }

  return ({ rows, refused, cursors, push, again = false }) => {
    const instant = parts(now())
    const files = new Set(rows.filter(row => isFile(mapping, row.dataset)).map(row => row.coordinate.slice(0, row.coordinate.lastIndexOf(':'))))
    return {
      portions: portionsOf(rows, row => map(row, instant)),
      refused: refused.map(one => ({ ...one, recordId: fileId(one.file), product: productOf(one.dataset) })),
      files: again ? [] : [...files].map(fileId),
      cursors,
      ...(push ? { push } : {}),
    }
  }
}

const PORTION = 1_000

function* portionsOf(rows: readonly SourceRow[], map: (row: SourceRow) => MappedRow): Generator<MappedRow[]> {
  for (let from = 0; from < rows.length; from += PORTION) yield rows.slice(from, from + PORTION).map(map)
}

const isFile = (mapping: ProvinceMapping, dataset: string): boolean => {
  const reader = mapping.datasets[dataset]?.source.reader
  return reader === 'csv' || reader === 'xml'
}
