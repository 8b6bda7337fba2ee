import { type Kysely, sql } from 'kysely'
import type { Catalogue } from '@delta/model'
import type { Delivery } from '@delta/mapping'
import { recordset } from '@delta/store'
import { createDeliveryLedger } from './delivery-ledger.ts'
import { type Platform, type ToldItem, unstorable } from './platform.ts'

/** How a platform that keeps cells is reached. */
export interface CellPlatformParts {
  readonly db: Kysely<unknown>
  readonly delivery: Delivery
  readonly catalogue: Catalogue
}

interface Group {
  readonly record_id: string
  readonly sid: number
  readonly block: string
  readonly row_no: number
}

const CELL = {
  sid: 'bigint',
  zbx_code: 'text',
  row_no: 'int',
  val_s: 'text',
  val_n: 'numeric',
  val_d: 'date',
  src_dept: 'text',
  src_time: 'timestamptz',
  ver: 'bigint',
  op: 'text',
} as const

/** A block's letters stand for the subject's kind; a notice is about an item, whoever it is of. */
const NOTICE_LETTERS = 'XF'

/**
 * A platform that takes records as cells (`zb_wd_subject`, `zb_wd_value`, shaped as Zhejiang's own two tables): a record is a group of one subject, block and row number, for ever
 * (`zb_wd_row`); each version appends all its cells with its number as `ver`, so the highest `ver` of a cell holds. An erased record keeps one cell: its first, with op D.
 */
export function createCellPlatform({ db, delivery, catalogue }: CellPlatformParts): Platform {
  const ledger = createDeliveryLedger(db, 'public.zb_wd_ledger')
  const kindItem = Object.entries(delivery.shapes.licence.cells).find(([, { member }]) => member === 'subject.kind')![0]
  const indicatorItem = Object.entries(delivery.shapes.item.cells).find(([, { member }]) => member === 'indicator')![0]

  const blockOf = ({ shape, columns }: ToldItem): string => {
    if (shape === 'item') return columns![indicatorItem]!
    return (columns![kindItem] ?? NOTICE_LETTERS) + delivery.shapes[shape].to
  }

  const groupsOf = async (trx: Kysely<unknown>, items: readonly ToldItem[]): Promise<Map<string, Group>> => {
    const ids = [...new Set(items.map(item => item.recordId))]
    const { rows } = await sql<Group>`select record_id, sid, block, row_no from zb_wd_row where record_id = any(${ids}::text[])`.execute(trx)
    const groups = new Map(rows.map(row => [row.record_id, row]))
    const fresh = items.filter(item => item.columns !== null && !groups.has(item.recordId))
    if (fresh.length === 0) return groups
    const people = [
      ...new Map(
        fresh.map(({ subject, columns }) => [
          subject.id,
          { kind: columns![kindItem] ?? NOTICE_LETTERS, code: subject.id, name: subject.name, div: subject.division },
        ]),
      ).values(),
    ]
    await sql`insert into zb_wd_subject (kind, code, name, div) select kind, code, name, div from ${recordset(people, { kind: 'text', code: 'text', name: 'text', div: 'text' }, 'sent')} on conflict (code) do nothing`.execute(
      trx,
    )
    const sids = new Map(
      (
        await sql<{ sid: number; code: string }>`select sid, code from zb_wd_subject where code = any(${people.map(one => one.code)}::text[])`.execute(trx)
      ).rows.map(row => [row.code, row.sid]),
    )
    const last = new Map(
      (
        await sql<{
          sid: number
          block: string
          row_no: number
        }>`select sid, block, max(row_no) as row_no from zb_wd_row where sid = any(${[...sids.values()]}::bigint[]) group by sid, block`.execute(trx)
      ).rows.map(row => [`${row.sid} ${row.block}`, row.row_no]),
    )
    const made: Group[] = []
    for (const item of fresh) {
      if (groups.has(item.recordId)) continue
      const sid = sids.get(item.subject.id)!
      const block = blockOf(item)
      const row_no = (last.get(`${sid} ${block}`) ?? 0) + 1
      last.set(`${sid} ${block}`, row_no)
      const group = { record_id: item.recordId, sid, block, row_no }
      groups.set(item.recordId, group)
      made.push(group)
    }
    await sql`insert into zb_wd_row (record_id, sid, block, row_no) select record_id, sid, block, row_no from ${recordset(made, { record_id: 'text', sid: 'bigint', block: 'text', row_no: 'int' }, 'sent')}`.execute(
      trx,
    )
    return groups
  }

  const cellsOf = ({ shape, columns, version, reportedBy, recordedAt }: ToldItem, { sid, block, row_no }: Group): object[] => {
    const shared = { sid, row_no, src_dept: catalogue.unit(reportedBy)?.name ?? reportedBy, src_time: recordedAt ?? 'now', ver: version }
    const { cells } = delivery.shapes[shape]
    if (columns === null) return [{ ...shared, zbx_code: block + (shape === 'item' ? '.1' : '001'), op: 'D' }]
    return Object.entries(columns).map(([item, text]) => {
      const type = cells[item]!.type
      const value = type === 'numeric' || type === 'bigint' ? { val_n: text } : type === 'date' ? { val_d: text } : { val_s: text }
      return { ...shared, ...value, zbx_code: block + item, op: 'U' }
    })
  }

  return {
    db,
    ledger,
    fault: unstorable,
    settle: async () => undefined,
    prepare: async () => {
      await sql`create table if not exists zb_wd_subject (sid bigint generated by default as identity primary key, kind char(2) not null, code varchar(64) not null unique, name varchar(200), div char(6))`.execute(
        db,
      )
      await sql`create table if not exists zb_wd_value (
        vid bigint generated by default as identity primary key, sid bigint not null references zb_wd_subject, zbx_code varchar(20) not null, row_no int not null,
        val_s text, val_n numeric, val_d date, src_dept varchar(200) not null, src_time timestamptz not null, ver bigint not null, op char(1) not null,
        unique (sid, zbx_code, row_no, ver, op))`.execute(db)
      await sql`create table if not exists zb_wd_row (record_id char(43) primary key, sid bigint not null references zb_wd_subject, block varchar(20) not null, row_no int not null, unique (sid, block, row_no))`.execute(
        db,
      )
      return ledger.prepare()
    },
    write: async (trx, items) => {
      const groups = await groupsOf(trx, items)
      const erased = new Map(items.flatMap((item, index) => (item.columns === null ? [[item.recordId, index] as const] : [])))
      for (const id of erased.keys()) {
        const group = groups.get(id)
        if (group)
          await sql`delete from zb_wd_value where sid = ${group.sid} and row_no = ${group.row_no} and left(zbx_code, ${group.block.length}) = ${group.block}`.execute(
            trx,
          )
      }
      const rows = items.flatMap((item, index) => {
        const group = groups.get(item.recordId)
        return group === undefined || index < (erased.get(item.recordId) ?? 0) ? [] : cellsOf(item, group)
      })
      const names = sql.join(Object.keys(CELL).map(name => sql.ref(name)))
      if (rows.length > 0) await sql`insert into zb_wd_value (${names}) select ${names} from ${recordset(rows, CELL, 'sent')}`.execute(trx)
      return true
    },
  }
}
