import { epochToUtc, shanghaiToUtc } from './instant.ts'
import { positionOf, sortableNumber, sortableTime } from './position.ts'
import type { RawRows } from './session.ts'
import type { SourceRow } from './source-row.ts'
import type { TableDescription } from './table-description.ts'

const INTEGERS: ReadonlySet<number> = new Set([20, 21, 23])

const keyPart = (text: string | null, type: number | undefined): string =>
  text !== null && INTEGERS.has(type ?? 0) ? sortableNumber(text) : (text ?? '').trimEnd()

/** Makes source rows of what was read from a table: columns as they are, position from (order, key), coordinate `<table>/<key>`. */
export function toTableRows(table: TableDescription, { fields, rows }: RawRows): SourceRow[] {
  const types = new Map(fields.map(field => [field.name, field.type]))
  const { cloak = (key: string) => key } = table
  return rows.map(row => {
    const columns = Object.fromEntries(fields.map(({ name }, n) => [name, row[n]!])) as Record<string, string | null>
    const at = columns[table.order] ?? null
    const time = table.orderType === 'timestamp-shanghai' ? sortableTime(at) : at === null ? '' : sortableNumber(at)
    const key = cloak(table.key.map(name => (columns[name] ?? '').trimEnd()).join('/'))
    const sortableKey = table.cloak ? key : table.key.map(name => keyPart(columns[name] ?? null, types.get(name))).join('/')
    return {
      dataset: table.dataset,
      coordinate: `${table.table}/${key}`,
      position: positionOf(time, sortableKey),
      updatedAt: table.orderType === 'timestamp-shanghai' ? shanghaiToUtc(at) : epochToUtc(at),
      firstSeenAt: null,
      deleted: table.deleted !== null && columns[table.deleted.column]?.trim() === table.deleted.value,
      held: null,
      warnings: [],
      columns,
    }
  })
}
