import type { DatasetMapping, ProvinceMapping } from '@delta/mapping'
import { positionAt, type SourceRow } from '@delta/source'

const PREFIX = 'push/'

/** Whether a row at this coordinate was pushed: like a file's it never comes again with other content. */
export const isPushed = (coordinate: string): boolean => coordinate.startsWith(PREFIX)

/** A row as it is pushed: of a dataset of the province's declaration, columns named as its source names them, every value text as the source stores it. */
export interface PushedRow {
  readonly dataset: string
  readonly columns: Readonly<Record<string, string | null>>
}

const orderOf = ({ source }: DatasetMapping): Parameters<typeof positionAt>[0] =>
  source.reader === 'table' ? source.orderType : source.reader === 'cells' ? 'cells' : 'file'

const isDeleted = ({ source }: DatasetMapping, columns: PushedRow['columns']): boolean =>
  source.reader === 'table' && source.deleted !== null && columns[source.deleted.column]?.trim() === source.deleted.value

/** Pushed rows as a reader would give them, at `push/<idempotency key>:<row>` (from 1): they stand among the source's own rows by when they were sent. */
export function toSourceRows(
  mapping: ProvinceMapping,
  { idempotencyKey, sentAt, rows }: { idempotencyKey: string; sentAt: string; rows: readonly PushedRow[] },
): SourceRow[] {
  return rows.map(({ dataset, columns }, index) => {
    const declared = mapping.datasets[dataset]!
    const absent = Object.fromEntries([...declared.columns, ...declared.ignore].map(column => [column, null]))
    return {
      dataset,
      coordinate: `${PREFIX}${idempotencyKey}:${index + 1}`,
      position: `${positionAt(orderOf(declared), sentAt)} ${idempotencyKey} ${String(index + 1).padStart(4, '0')}`,
      updatedAt: sentAt,
      firstSeenAt: null,
      deleted: isDeleted(declared, columns),
      held: null,
      warnings: [],
      columns: declared.source.reader === 'cells' ? columns : { ...absent, ...columns },
    }
  })
}
