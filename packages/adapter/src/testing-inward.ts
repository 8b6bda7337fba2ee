import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Kysely, sql } from 'kysely'
import { type Province, PROVINCES, type Receipt, shortOf } from '@delta/model'
import { type Delivered, type Delivery, MEMBERS, readDelivered, type Shape } from '@delta/mapping'
import { testParts } from '@delta/mapping/testing'
import { copySchema, createWorld, type Draft, draftOf, recordsOf, type World } from '@delta/projection/testing'
import { sealBatch, signingKey } from '@delta/seal'
import { migrate } from '@delta/store'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { createRecordValidator, openKafka, readTopics } from '@delta/stream'
import { randomName, silentLog, withTopics } from '@delta/stream/testing'
import { raiseFence } from './fence.ts'
import { INWARD_KINDS } from './inward/inward-item.ts'
import type { FilePoint } from './inward/file-platform.ts'
import { openPlatform, type PlatformForm } from './inward/open-platform.ts'
import { createInward, type Inward, type InwardPoint } from './inward/run-inward.ts'
import { adapterMigrations, type AdapterTables } from './tables.ts'

/** Topics, keys, an adapter's database and a platform of one test file, and the way inward over them. For tests only. */
export interface InwardBench {
  readonly world: World
  readonly make: ReturnType<typeof recordsOf>
  /** Publishes records in order, as their provinces' adapters do; null in place of a record erases it. */
  publish(...records: readonly (Delivered | { readonly erased: Delivered })[]): Promise<void>
  /** A new way inward, as a new process makes it; `at` may throw. */
  start(at?: (point: InwardPoint | FilePoint) => void): Promise<Inward>
  /** Every version that the platform holds, read back by its own rules, in the order in which it came; of a table's row the newest only. */
  platform(): Promise<Delivered[]>
  /** Every receipt in the adapter's outbox, in order. */
  receipts(): Promise<Receipt[]>
  remove(): Promise<void>
}

const KIND = (record: Delivered) =>
  'caseId' in record ? 'repair-notice' : 'domain' in record ? 'list-entry' : 'dimension' in record ? 'relationship' : 'archive-item'

/** Makes a bench for a province's declaration. For tests only. */
export async function createInwardBench(parts: { broker: string; server: string | undefined; delivery: Delivery; form: PlatformForm }): Promise<InwardBench> {
  const { broker, server, delivery, form } = parts
  const schema = mkdtempSync(join(tmpdir(), 'delta-schema-'))
  const folder = mkdtempSync(join(tmpdir(), 'delta-outbox-'))
  copySchema(schema, randomName('test.inward'))
  const world = await createWorld(schema)
  const topics = readTopics(schema)
  const kafka = openKafka({ brokers: [broker], clientId: 'test-inward', log: silentLog })
  const made = await withTopics(
    kafka,
    topics.filter(topic => INWARD_KINDS.includes(topic.record as never)).map(({ name, partitions }) => ({ topic: name, partitions })),
  )
  const [ledger, database] = await Promise.all([createTestDatabase<AdapterTables>(server, 6), createTestDatabase<unknown>(server, 6)])
  await migrate(ledger.db, adapterMigrations)
  const producer = kafka.client.producer({
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition!,
  })
  await producer.connect()
  const numbers = new Map<string, number>()
  const numbered = (draft: Draft): Draft => {
    const lane = `${draft.topic} ${draft.partition}`
    numbers.set(lane, (numbers.get(lane) ?? 0) + 1)
    draft.headers['delta-seq'] = String(numbers.get(lane))
    return draft
  }
  const now = () => new Date()
  const send = async (record: Delivered, erase: boolean): Promise<void> => {
    const draft = numbered(draftOf(world.topicOf(KIND(record), record.province), record as never, 0, erase))
    draft.headers['ce_subject'] = 'subject' in record ? record.subject.id : record.subjectId
    const [seal] = await sealBatch([draft], signingKey(world.keys[record.province]), { now })
    const { topic, partition, key, value } = draft
    await producer.send({ topic, messages: [{ partition, key, value, headers: { ...draft.headers, ...seal } }] })
  }
  return {
    world,
    make: recordsOf(world),
    publish: async (...records) => {
      for (const record of records) await ('erased' in record ? send(record.erased, true) : send(record, false))
    },
    start: async at => {
      const inward = createInward({
        province: delivery.province,
        db: ledger.db,
        kafka,
        topics,
        delivery,
        catalogue: world.catalogue,
        validate: createRecordValidator(schema),
        log: silentLog,
        now,
        keys: async () => world.keyring,
        recordKey: new Uint8Array(32),
        platform: openPlatform(form, { delivery, catalogue: world.catalogue, now, store: ledger.db, platform: database.db, folder, ...(at ? { at } : {}) }),
        ...(at ? { at } : {}),
      })
      inward.start(await raiseFence(ledger.db), () => undefined)
      return inward
    },
    platform: async () => {
      const rows = await {
        tables: () => tableRows(database, delivery),
        cells: () => cellRows(database.db, delivery),
        xml: async () => xmlRows(folder, delivery),
        csv: async () => csvRows(folder, delivery),
      }[form.form]()
      return rows.map(({ shape, columns }) => readDelivered(delivery, shape, columns, testParts(world.catalogue)))
    },
    receipts: async () => {
      const { rows } = await sql<{
        value: string
      }>`select value from outbox where topic like ${`%.receipt.${shortOf(delivery.province)}.v1`} order by partition, seq`.execute(ledger.db)
      return rows.map(row => JSON.parse(row.value) as Receipt)
    },
    remove: async () => {
      await producer.disconnect()
      await made.remove()
      await ledger.drop()
      await database.drop()
      for (const gone of [schema, folder]) rmSync(gone, { recursive: true })
    },
  }
}

/** The other provinces than this one. For tests only. */
export const othersThan = (province: Province): Province[] => PROVINCES.filter(other => other !== province)

interface Row {
  readonly shape: Shape
  readonly columns: Readonly<Record<string, string | null>>
}

const SHAPES = Object.keys(MEMBERS) as Shape[]

const tableRows = async ({ db }: TestDatabase<unknown>, { shapes }: Delivery): Promise<Row[]> => {
  const rows: Row[] = []
  for (const shape of SHAPES) {
    const columns = sql.join(Object.keys(shapes[shape].cells).map(name => sql`${sql.ref(name)}::text`))
    const found = await sql<Row['columns']>`select ${columns} from ${sql.table(shapes[shape].to)} order by gxsj`.execute(db)
    rows.push(...found.rows.map(row => ({ shape, columns: row })))
  }
  return rows
}

const cellRows = async (db: Kysely<unknown>, { shapes }: Delivery): Promise<Row[]> => {
  const { rows } = await sql<{ block: string; ver: number; item: string; text: string | null }>`
    select r.block, v.ver, substring(v.zbx_code from length(r.block) + 1) as item, coalesce(v.val_s, v.val_n::text, v.val_d::text) as text, r.record_id
    from zb_wd_value v join zb_wd_row r on r.sid = v.sid and r.row_no = v.row_no and left(v.zbx_code, length(r.block)) = r.block where v.op = 'U' order by v.vid`.execute(
    db,
  )
  const groups = Map.groupBy(rows as ((typeof rows)[number] & { record_id: string })[], row => `${row.record_id} ${row.ver}`)
  return [...groups.values()].map(cells => ({
    shape: SHAPES.find(shape => (shape === 'item' ? cells[0]!.block.startsWith('05', 2) : cells[0]!.block.slice(2) === shapes[shape].to))!,
    columns: Object.fromEntries(cells.map(({ item, text }) => [item, text])),
  }))
}

const filesIn = (folder: string, ending: string): { name: string; bytes: Buffer }[] =>
  readdirSync(folder)
    .filter(name => name.endsWith(ending))
    .toSorted()
    .map(name => ({ name, bytes: readFileSync(join(folder, name)) }))

const shapeIn = (name: string, { shapes }: Delivery): Shape => SHAPES.find(shape => shapes[shape].to === name.split('_')[2])!

const MARKS: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&#13;': '\r' }

const xmlRows = (folder: string, delivery: Delivery): Row[] =>
  filesIn(folder, '.xml').flatMap(({ name, bytes }) =>
    [...bytes.toString().matchAll(/<Row op="U">(.*?)<\/Row>/gs)].map(([, row]) => ({
      shape: shapeIn(name, delivery),
      columns: Object.fromEntries(
        [...row!.matchAll(/<(\w+)>([^<]*)<\/\1>/g)].map(([, column, text]) => [column!, text!.replace(/&[^;]+;/g, mark => MARKS[mark]!)]),
      ),
    })),
  )

const csvRows = (folder: string, delivery: Delivery): Row[] =>
  filesIn(folder, '.csv').flatMap(({ name, bytes }) => {
    const text = new TextDecoder('gb18030', { fatal: true }).decode(bytes)
    const [header = [], ...rows] = [...text.matchAll(/((?:"(?:[^"]|"")*"|[^",\r\n])*)(,|\r\n)/g)].reduce<string[][]>(
      (lines, [, cell, end]) => {
        lines.at(-1)!.push(cell!.startsWith('"') ? cell!.slice(1, -1).replaceAll('""', '"') : cell!)
        if (end !== ',') lines.push([])
        return lines
      },
      [[]],
    )
    return rows
      .filter(row => row.length > 1)
      .map(row => ({ shape: shapeIn(name, delivery), columns: Object.fromEntries(header.map((column, n) => [column, row[n] === '' ? null : row[n]!])) }))
  })
