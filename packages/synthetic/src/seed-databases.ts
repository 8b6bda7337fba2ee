import type { Pool } from '@delta/store'
import type { DropFolder } from './drop-folder.ts'
import { codeRows, dictionaryRows } from './jiangsu-dictionary.ts'
import { createMessageOutbox } from './jiangsu-files.ts'
import { createJiangsuWriter } from './jiangsu-rows.ts'
import { JIANGSU } from './jiangsu-tables.ts'
import { jiangsuTraps } from './jiangsu-traps.ts'
import { createRandom } from './random.ts'
import { factChunks, springTraps, type Seeded, type SeedParts } from './seed-parts.ts'
import { createShanghaiWriter } from './shanghai-rows.ts'
import { shanghaiTraps } from './shanghai-traps.ts'
import { createTableSink, type TableSink } from './table-sink.ts'
import type { Row, Table } from './table.ts'
import { createZhejiangWriter } from './zhejiang-rows.ts'
import { ZHEJIANG, dictRows } from './zhejiang-tables.ts'
import { zhejiangTraps } from './zhejiang-traps.ts'

const rowsOf = (sink: TableSink): Record<string, number> => Object.fromEntries(sink.counts)
const total = (sink: TableSink): number => [...sink.counts.values()].reduce((sum, n) => sum + n, 0)
const pause = 250

/** Fills Shanghai's database. */
export async function seedShanghai(parts: SeedParts, pool: Pool): Promise<Seeded> {
  const sink = createTableSink(pool)
  const writer = createShanghaiWriter(parts)
  for (const { each } of factChunks(parts, 'sh')) {
    let n = 0
    for (const facts of each()) {
      for (const [table, row] of writer.rows(facts)) sink.push(table, row)
      n += 1
      if (n % pause === 0) await sink.drain()
    }
  }
  const traps = springTraps(parts, 'sh', shanghaiTraps(writer), total(sink), (made, { name, expect, field }) => {
    for (const [table, row] of made) sink.push(table, row)
    const [table, row] = made.at(-1)!
    return { province: 'sh', trap: name, dataset: table.name, coordinate: `${table.name}/${row['zj']}`, expect, field }
  })
  await sink.flush()
  return { rows: rowsOf(sink), files: 0, traps }
}

/** Fills Jiangsu's database and its folder of list messages. */
export async function seedJiangsu(parts: SeedParts, pool: Pool, inbox: DropFolder): Promise<Seeded> {
  const sink = createTableSink(pool)
  const writer = createJiangsuWriter(parts)
  const outbox = createMessageOutbox({ inbox, random: createRandom(parts.seed, 'js', 'files') })
  let revocations = 0
  const push = (table: Table, row: Row) => {
    if (table !== JIANGSU.revoke) return sink.push(table, row)
    revocations += 1
    sink.push(table, { rv_id: String(revocations), ...row })
  }
  for (const row of dictionaryRows()) sink.push(JIANGSU.columns, row)
  for (const row of codeRows()) sink.push(JIANGSU.codes, row)
  for (const { chunk, chunks, each } of factChunks(parts, 'js')) {
    let n = 0
    for (const facts of each()) {
      const { tables, messages } = writer.rows(facts)
      for (const [table, row] of tables) push(table, row)
      for (const { resource, row } of messages) outbox.add(resource, row)
      n += 1
      if (n % pause === 0) await sink.drain()
    }
    await outbox.send(parts.today, 1 + ((chunks - 1 - chunk) % 25))
  }
  const traps = springTraps(parts, 'js', jiangsuTraps(writer), total(sink), (made, { name, expect, field }) => {
    const rest = { province: 'js' as const, trap: name, expect, field }
    for (const [table, row] of made.tables ?? []) push(table, row)
    if (made.message) return { ...rest, dataset: made.message.resource, coordinate: outbox.add(made.message.resource, made.message.row, parts.today, 26) }
    const [table, row] = made.tables!.at(-1)!
    return { ...rest, dataset: table.name, coordinate: `${table.name}/${row[table.primaryKey[0]!] ?? revocations}` }
  })
  await outbox.send(parts.today, 26)
  const broken = await outbox.breakFiles(parts, writer)
  await sink.flush()
  await pool.query(`select setval(pg_get_serial_sequence('public.dw_revoke', 'rv_id'), greatest(1, $1))`, [revocations])
  return { rows: rowsOf(sink), files: outbox.files(), traps: [...traps, ...broken] }
}

/** Fills Zhejiang's database; `vid` rises in the order of writing and skips numbers, as after transactions that were rolled back. */
export async function seedZhejiang(parts: SeedParts, pool: Pool): Promise<Seeded> {
  const sink = createTableSink(pool)
  const writer = createZhejiangWriter(parts)
  const random = createRandom(parts.seed, 'zj', 'vid')
  let vid = 0
  const pushCell = (cell: Row) => {
    vid += random.chance(0.02) ? random.between(2, 5) : 1
    sink.push(ZHEJIANG.value, { vid: String(vid), ...cell })
  }
  for (const row of dictRows(parts.reference)) sink.push(ZHEJIANG.dict, row)
  for (const { each } of factChunks(parts, 'zj')) {
    let n = 0
    for (const facts of each()) {
      const { subject, cells } = writer.rows(facts)
      if (cells.length > 0) sink.push(ZHEJIANG.subject, subject)
      for (const cell of cells) pushCell(cell)
      n += 1
      if (n % pause === 0) await sink.drain()
    }
  }
  const traps = springTraps(parts, 'zj', zhejiangTraps(writer), total(sink) / 6, (made, { name, expect, field }) => {
    if (made.subject) sink.push(ZHEJIANG.subject, made.subject)
    for (const cell of made.cells) pushCell(cell)
    const { sid, zbx_code: code, row_no: rowNo } = made.cells.at(-1)!
    const block = code!.includes('.') ? code!.split('.')[0]! : code!.slice(0, -3)
    return { province: 'zj', trap: name, dataset: block, coordinate: `zb/${sid}/${block}/${rowNo}`, expect, field }
  })
  await sink.flush()
  await pool.query(`select setval(pg_get_serial_sequence('public.zb_value', 'vid'), $1)`, [vid])
  return { rows: rowsOf(sink), files: 0, traps }
}
