import { createChangeFinder, FIRST_SEARCH } from './change-finder.ts'
import { createMemory } from './memory.ts'
import { quotedTable } from './quoted.ts'
import type { TableReaderParts } from './reader-parts.ts'
import { withSession } from './session.ts'
import type { ChangeReader } from './source-row.ts'
import { SourceError } from './source-error.ts'
import { columnsOf } from './table-columns.ts'
import { toTableRows } from './table-row.ts'

/**
 * Reads the changes of a PostgreSQL table that is updated in place, from any point at which it was stopped: every row's last committed state comes, however
 * late it commits, whatever its change column says, and also after the source was restored from a backup or to another cluster.
 */
export function createTableReader({ pool, table, now, pageRows = 1_000 }: TableReaderParts): ChangeReader {
  const name = `table/${table.table}`
  const { order, orderType, key, overlapMinutes = 10 } = table
  const recent = { column: order, type: orderType, key, window: overlapMinutes }
  const finder = createChangeFinder({ pool, table: table.table, select: 't.*', recent, now, pageRows })
  const memory = createMemory(name, { search: FIRST_SEARCH }, now)
  return {
    name,
    next: async cursor => {
      const { search } = await memory.recall(cursor)
      const step = await finder.step(search)
      if (!step.found && !memory.stale()) {
        memory.keep({ search: step.search })
        return null
      }
      const rows = step.found ? toTableRows(table, step.found) : []
      const { cursors, kept } = memory.hand({ search: step.search })
      return { rows, refused: [], cursors, settled: async () => kept() }
    },
    again: async () => {
      const { cursors, kept } = memory.hand({ search: FIRST_SEARCH })
      return { rows: [], refused: [], cursors, settled: async () => kept() }
    },
    through: async (_dataset, cursor) => (await memory.recall(cursor)).search.sweep.earlier !== null,
    shapes: async () => {
      const columns = await withSession(pool, table.table, session => columnsOf(session, quotedTable(table.table)))
      const missing = [...key, order, ...(table.deleted ? [table.deleted.column] : [])].filter(column => !columns.includes(column))
      if (missing.length) throw new SourceError('SOURCE_SHAPE', `${table.table}: no column ${missing.join(', ')}`, { canRetry: false })
      return [{ dataset: table.dataset, columns }]
    },
    onHint: () => () => {},
    close: async () => {},
  }
}
