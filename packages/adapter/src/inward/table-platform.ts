import { type Kysely, sql } from 'kysely'
import type { Delivery, Shape } from '@delta/mapping'
import { type BulkColumns, upsertRows } from '@delta/store'
import { createDeliveryLedger } from './delivery-ledger.ts'
import { type Platform, type ToldItem, unstorable } from './platform.ts'

/** How a platform with tables names what every row has beside the declared columns. */
export interface TablePlatformParts {
  readonly db: Kysely<unknown>
  readonly delivery: Delivery
  readonly ledger: string
  /** The column of the record id: the key. */
  readonly key: string
}

const FIXED = { gxsj: 'timestamp', yxbz: 'char(1)' } as const

/** A platform that takes records in tables: a row a record, changed in place, with the time of its change in Shanghai (`gxsj`) and N in `yxbz` once it is revoked. */
export function createTablePlatform({ db, delivery, ledger: name, key }: TablePlatformParts): Platform {
  const ledger = createDeliveryLedger(db, name)
  const shapes = Object.entries(delivery.shapes) as [Shape, Delivery['shapes'][Shape]][]
  const columnsOf = new Map(
    shapes.map(([shape, { cells }]) => [
      shape,
      { ...Object.fromEntries(Object.entries(cells).map(([column, cell]) => [column, cell.type])), ...FIXED } as BulkColumns,
    ]),
  )
  return {
    db,
    ledger,
    fault: unstorable,
    settle: async () => undefined,
    prepare: async () => {
      for (const schema of new Set(shapes.map(([, { to }]) => to.split('.')[0]!))) await sql`create schema if not exists ${sql.ref(schema)}`.execute(db)
      for (const [shape, { to }] of shapes) {
        const columns = Object.entries(columnsOf.get(shape)!).map(([column, type]) => sql`${sql.ref(column)} ${sql.raw(type)}`)
        await sql`create table if not exists ${sql.table(to)} (${sql.join(columns)}, primary key (${sql.ref(key)}))`.execute(db)
        await sql`create index if not exists ${sql.ref(`${to.split('.')[1]}_gxsj`)} on ${sql.table(to)} (gxsj, ${sql.ref(key)})`.execute(db)
      }
      return ledger.prepare()
    },
    write: async (trx, items) => {
      const [clock] = (await sql<{ at: string }>`select (now() at time zone 'Asia/Shanghai')::text as at`.execute(trx)).rows
      const newest = new Map(items.map(item => [item.recordId, item]))
      for (const [shape, some] of Map.groupBy(newest.values(), item => item.shape)) {
        const { to, cells } = delivery.shapes[shape]
        const op = Object.keys(cells).find(column => cells[column]!.member === 'op')
        const revoked = op === undefined ? undefined : cells[op]!.write('revoke', undefined as never)
        const rows = some.flatMap(({ columns }) =>
          columns === null ? [] : [{ ...columns, gxsj: clock!.at, yxbz: op !== undefined && columns[op] === revoked ? 'N' : 'Y' }],
        )
        await upsertRows(trx, to, columnsOf.get(shape)!, rows, { key: [key] })
        await erase(trx, to, key, some)
      }
      return true
    },
  }
}

const erase = async (trx: Kysely<unknown>, table: string, key: string, items: readonly ToldItem[]): Promise<void> => {
  const ids = items.flatMap(item => (item.columns === null ? [item.recordId] : []))
  if (ids.length > 0) await sql`delete from ${sql.table(table)} where ${sql.ref(key)} = any(${ids}::text[])`.execute(trx)
}
