import type { Pool } from '@delta/store'
import { insertRow, commit, type Act, type PlayParts, type What } from './play-parts.ts'
import type { Row } from './table.ts'
import type { Cell, ZhejiangWriter } from './zhejiang-rows.ts'
import { ZHEJIANG } from './zhejiang-tables.ts'
import { zhejiangTraps } from './zhejiang-traps.ts'
import { EXTRA, type Organisation } from './world.ts'

interface Entry {
  readonly sid: string
  readonly block: string
  readonly rowNo: string
}

const blockOf = (cell: Cell): string => (cell['zbx_code']!.includes('.') ? cell['zbx_code']!.split('.')[0]! : cell['zbx_code']!.slice(0, -3))

/** Plays Zhejiang's cells: new groups, higher versions, old versions again, ended records and their next generation, groups completed later. */
export async function playZhejiang(parts: PlayParts, pool: Pool, writer: ZhejiangWriter): Promise<Act[]> {
  const { kit, random, today, note, aside, pause } = parts
  const { rows: lists } = await pool.query<Entry>(
    `select sid::text, 'QY0601' as block, row_no::text as "rowNo" from zb_value where zbx_code = 'QY0601001' and sid < ${EXTRA}
     group by sid, row_no having count(*) filter (where op = 'D') = 0 order by md5(sid::text) limit 2000`,
  )
  const traps = zhejiangTraps(writer).filter(one => one.expect.startsWith('E_') && one.expect !== 'E_GROUP_INCOMPLETE')
  const placeOf = (cell: Cell): string => `zb/${cell['sid']}/${blockOf(cell)}/${cell['row_no']}`
  const stamped = (cell: Cell): Row => ({ ...cell, src_time: new Date().toISOString() })
  const put = (subject: Row | null, cells: readonly Cell[], what: What, expect: string | null = null): Promise<void> => {
    const places = [...new Map(cells.map(cell => [placeOf(cell), cell])).keys()]
    return commit(
      parts,
      pool,
      places.map(coordinate => ({ dataset: coordinate.split('/')[2]!, coordinate, what, expect })),
      async runner => {
        if (subject) await insertRow(runner, ZHEJIANG.subject, subject)
        for (const cell of cells) await insertRow(runner, ZHEJIANG.value, stamped(cell))
      },
    )
  }
  const newOrganisation = (): [Organisation, Row] => {
    const o = kit.organisation()
    return [o, { ...writer.subject(o, random), code: o.uscc }]
  }
  /** The next version of some cells of an entry. */
  const revise = async (what: What, values: () => Readonly<Record<string, Row>>, last: boolean): Promise<void> => {
    if (lists.length === 0) return
    const at = random.int(lists.length)
    const entry = lists[at]!
    if (last) lists.splice(at, 1)
    const { rows } = await pool.query<{ ver: number; dept: string }>(
      `select max(ver) as ver, min(src_dept) as dept from zb_value where sid = $1 and zbx_code like $2 and row_no = $3`,
      [entry.sid, `${entry.block}%`, entry.rowNo],
    )
    const cells = Object.entries(values()).map(([item, value]): Cell => ({
      sid: entry.sid,
      zbx_code: entry.block + item,
      row_no: entry.rowNo,
      src_dept: rows[0]!.dept,
      ver: String(rows[0]!.ver + 1),
      op: 'U',
      ...value,
    }))
    await put(null, cells, what)
  }
  return [
    {
      weight: 10,
      run: () => {
        const [o, subject] = newOrganisation()
        const cells = writer.list(o, kit.list(o, random.pick(['B05', 'B02', 'R01', 'W01'])), 1, random)
        if (lists.length < 4_000) lists.push({ sid: cells[0]!['sid']!, block: 'QY0601', rowNo: '1' })
        return put(subject, cells, 'insert')
      },
    },
    {
      weight: 6,
      run: () => {
        const [o, subject] = newOrganisation()
        return put(subject, [...writer.registration(o, random), ...writer.penalty(o, kit.penalty(o), 1, random)], 'insert')
      },
    },
    {
      weight: 4,
      run: () => {
        const [o, subject] = newOrganisation()
        return put(subject, writer.relation(o, kit.relation(kit.person(), 'GG'), 1, random), 'insert')
      },
    },
    { weight: 6, run: () => revise('change', () => ({ '004': { val_d: `20${random.between(28, 40)}-01-01` } }), false) },
    { weight: 6, run: () => revise('repair', () => ({ '005': { val_d: today() }, '006': { val_s: '1' } }), true) },
    { weight: 3, run: () => revise('remove', () => ({ '005': { val_d: today() }, '006': { val_s: '4' } }), true) },
    { weight: 3, run: () => revise('end', () => ({ '001': { op: 'D' } }), true) },
    {
      weight: 3,
      run: async () => {
        if (lists.length === 0) return
        const { sid, block, rowNo } = random.pick(lists)
        const { rows } = await pool.query<Row>(
          `select sid::text, zbx_code, row_no::text, val_s, val_n::text, val_d::text, src_dept, ver::text, trim(op) as op from zb_value where sid = $1 and zbx_code like $2 and row_no = $3 and op = 'U' order by ver, vid limit 2`,
          [sid, `${block}%`, rowNo],
        )
        await put(
          null,
          rows.map(row => ({ ...row })),
          'resend',
        )
      },
    },
    {
      weight: 3,
      run: async () => {
        const [o, subject] = newOrganisation()
        const cells = writer.penalty(o, kit.penalty(o), 1, random)
        const [now, later] = [cells.filter(cell => !cell['zbx_code']!.endsWith('005')), cells.filter(cell => cell['zbx_code']!.endsWith('005'))]
        await insertRow(pool, ZHEJIANG.subject, subject)
        for (const cell of now) await insertRow(pool, ZHEJIANG.value, stamped(cell))
        note([{ dataset: 'QY0302', coordinate: placeOf(cells[0]!), what: 'partial', expect: null }])
        aside(pause(2_000).then(() => put(null, later, 'complete')))
      },
    },
    {
      weight: 1,
      run: () => {
        const trap = random.pick(traps)
        const { subject, cells } = trap.make(kit)
        return put(subject, cells, 'dirty', trap.expect)
      },
    },
  ]
}
