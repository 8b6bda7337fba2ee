import type { DatasetMapping } from './province-mapping.ts'
import type { Row } from './row.ts'

const ITEM = /^(\d{3}|\.\d)$/

/** The column of a row that a rule's column means: cells are declared by their item (`001`, `.1`) and stand in the row under block and item. */
export const columnIn = (dataset: DatasetMapping, row: Pick<Row, 'dataset'>, column: string): string =>
  dataset.source.reader === 'cells' && ITEM.test(column) ? row.dataset + column : column

/** The source's own name of a column: a cell's full code, a subject's column without its prefix, for a block that is no indicator the column of cell codes. */
export function sourceNameOf(dataset: DatasetMapping, row: Pick<Row, 'dataset' | 'columns'>, column: string): string {
  if (dataset.source.reader !== 'cells') return column
  if (column === 'indicator') return 'zbx_code'
  if (!ITEM.test(column)) return column.replace('subject.', '')
  return (column.startsWith('.') ? (row.columns['indicator'] ?? row.dataset) : row.dataset) + column
}
