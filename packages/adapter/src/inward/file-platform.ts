import { mkdir, open, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { shanghaiDay } from '@delta/model'
import type { DeliveryCode, Delivery, Shape } from '@delta/mapping'
import { createDeliveryLedger } from './delivery-ledger.ts'
import type { InwardTables } from './inward-tables.ts'
import type { Platform, ToldItem } from './platform.ts'

/** A row by column; null says nothing. */
export type Columns = Readonly<Record<string, string | null>>

/** How a platform's files are written. */
export interface FileWriter {
  fault(columns: Columns): { readonly error: DeliveryCode; readonly column: string } | null
  /** The files of one portion of a dataset, in the order in which they must appear. The same portion always gives the same bytes. */
  files(portion: {
    readonly dataset: string
    /** yyyymmdd in Shanghai. */
    readonly day: string
    readonly seq: number
    /** Shanghai's local time, without offset. */
    readonly sentAt: string
    readonly header: readonly string[]
    readonly rows: readonly Columns[]
  }): readonly { readonly name: string; readonly content: Buffer }[]
}

/** How a platform with an out folder is reached. */
export interface FilePlatformParts {
  /** The adapter's own database. */
  readonly db: Kysely<InwardTables>
  readonly delivery: Delivery
  readonly writer: FileWriter
  readonly folder: string
  readonly now: () => Date
  /** Named points that a test may break at. */
  readonly at?: (point: FilePoint) => void
}

/** Where the writing of files can be killed: a file has been written, but not renamed; it has; before that is noted. */
export type FilePoint = 'file-written' | 'file-renamed' | 'before-noted'

const AT_ONCE = 200
const ERASED = 'E'

/**
 * A platform that takes records as files, a row a version. A file's name and bytes are decided and kept in the transaction that writes the ledger; writing it is doing again what
 * was decided, so that a file that is written twice is the same file. It appears whole, by rename, in order.
 */
export function createFilePlatform({ db, delivery, writer, folder, now, at = () => undefined }: FilePlatformParts): Platform {
  const database = db as unknown as Kysely<unknown>
  const ledger = createDeliveryLedger(database, 'inward_delivery')
  const hidden = join(folder, '.writing')

  const cut = async (trx: Kysely<unknown>, shape: Shape, items: readonly ToldItem[]): Promise<void> => {
    const { to: dataset, cells } = delivery.shapes[shape]
    const instant = now()
    const day = shanghaiDay(instant).replaceAll('-', '')
    const { rows } = await sql<{ seq: number }>`select coalesce(max(seq), 0) + 1 as seq from inward_file where stream = ${dataset} and day = ${day}`.execute(
      trx,
    )
    const seq = rows[0]!.seq
    const sentAt = new Date(instant.getTime() + 8 * 3_600_000).toISOString().slice(0, 19)
    const files = writer.files({ dataset, day, seq, sentAt, header: Object.keys(cells), rows: items.map(item => item.columns ?? erasure(item, cells)) })
    for (const [part, { name, content }] of files.entries()) {
      await sql`insert into inward_file (name, stream, day, seq, content) values (${name}, ${part === 0 ? dataset : `${dataset}.${part}`}, ${day}, ${seq}, ${content})`.execute(
        trx,
      )
    }
  }

  const put = async (name: string, content: Buffer): Promise<void> => {
    const file = await open(join(hidden, name), 'w')
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    at('file-written')
    await rename(join(hidden, name), join(folder, name))
    at('file-renamed')
  }

  const settleSome = (): Promise<number> =>
    database.transaction().execute(async trx => {
      await ledger.lock(trx)
      const { rows } = await sql<{
        n: number
        name: string
        content: Buffer
      }>`select n, name, content from inward_file where content is not null order by n limit ${AT_ONCE}`.execute(trx)
      for (const { name, content } of rows) await put(name, content)
      at('before-noted')
      if (rows.length > 0) await sql`update inward_file set content = null, written_at = now() where n = any(${rows.map(row => row.n)}::bigint[])`.execute(trx)
      if (rows.length < AT_ONCE) await ledger.ready(trx)
      return rows.length
    })

  return {
    db: database,
    ledger,
    fault: writer.fault,
    prepare: async () => {
      await mkdir(hidden, { recursive: true })
      return ledger.prepare()
    },
    write: async (trx, items) => {
      for (const [shape, some] of Map.groupBy(items, item => item.shape)) await cut(trx, shape, some)
      return items.length === 0
    },
    settle: async () => {
      while ((await settleSome()) === AT_ONCE);
    },
  }
}

/** The row that says of a record that it has been erased: who it was of, its id and version, and the operation E; nothing else. */
const erasure = ({ recordId, version }: ToldItem, cells: Delivery['shapes'][Shape]['cells']): Columns =>
  Object.fromEntries(
    Object.entries(cells).map(([column, { member }]) => [
      column,
      member === 'recordId' ? recordId : member === 'version' ? String(version) : member === 'op' ? ERASED : null,
    ]),
  )
