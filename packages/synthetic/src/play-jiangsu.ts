import type { Pool } from '@delta/store'
import { compact } from './days.ts'
import { jiangsuTraps } from './jiangsu-traps.ts'
import { maskOf, type JiangsuWriter } from './jiangsu-rows.ts'
import { JIANGSU } from './jiangsu-tables.ts'
import { commit, insertRow, someKeys, type Act, type PlayParts, type What } from './play-parts.ts'
import type { TableRow } from './shanghai-rows.ts'
import type { Table } from './table.ts'
import { EXTRA } from './world.ts'

const NOW = '(extract(epoch from clock_timestamp()) * 1000)::bigint'
const stamp = (table: Table): string => table.columns.find(column => column.name.endsWith('099'))!.name

/** Plays Jiangsu's tables: rows overwritten in place, penalties that push older ones out of their slots, revocations, new relations and indicators. */
export async function playJiangsuTables(parts: PlayParts, pool: Pool, writer: JiangsuWriter): Promise<Act[]> {
  const { kit, random, today } = parts
  const [legals, relations, items, people] = await Promise.all([
    someKeys(pool, JIANGSU.wide.name, 'id', `id < ${EXTRA} and c100 = 0 and c001 is not null`),
    someKeys(pool, JIANGSU.relation.name, 'r000', `r000 < ${EXTRA} and r100 = 0 and r001 = 1`),
    someKeys(pool, JIANGSU.item.name, 'it_id', `it_id < ${EXTRA} and c100 = 0`),
    someKeys(pool, JIANGSU.person.name, 'p001', 'p100 = 0 and p003 is not null'),
  ])
  const traps = jiangsuTraps(writer).filter(one => one.expect.startsWith('E_'))
  const keyOf = (table: Table): string => table.primaryKey[0]!
  const put = (rows: readonly TableRow[], what: What, expect: string | null = null): Promise<void> =>
    commit(
      parts,
      pool,
      rows.map(([table, row]) => ({ dataset: table.name, coordinate: `${table.name}/${row[keyOf(table)]}`, what, expect })),
      async runner => {
        for (const [table, row] of rows) {
          await insertRow(runner, table, row)
          await runner.query(`update ${table.name} set ${stamp(table)} = ${NOW} where ${keyOf(table)} = $1`, [row[keyOf(table)]])
        }
      },
    )
  const update = async (table: Table, keys: readonly string[], what: What, set: string, values: readonly unknown[] = []): Promise<void> => {
    if (keys.length === 0) return
    const key = random.pick(keys)
    await commit(parts, pool, [{ dataset: table.name, coordinate: `${table.name}/${key}`, what, expect: null }], async runner => {
      await runner.query(`update ${table.name} set ${set}${set ? ', ' : ''}${stamp(table)} = ${NOW} where ${keyOf(table)} = $1`, [key, ...values])
    })
  }
  let documents = Date.parse(`${today()}T00:00:00Z`) + random.int(1_000_000)
  const newDocument = (): string => {
    documents += 1
    return `苏环罚〔${today().slice(0, 4)}〕${documents}号`
  }
  const shift = (): Promise<void> =>
    update(
      JIANGSU.wide,
      legals,
      'shift',
      `
    c051 = c046, c052 = c047, c053 = c048, c054 = c049, c055 = c050, c046 = c041, c047 = c042, c048 = c043, c049 = c044, c050 = c045,
    c041 = $2, c042 = $3, c043 = $4, c044 = $5, c045 = 320500`,
      [newDocument(), maskOf(['01', '03']), random.between(1, 500) * 100_000, Number(compact(today()))],
    )
  const revoke = async (): Promise<void> => {
    const { rows } = await pool.query<{ id: string; c001: string; c041: string; c045: string }>(
      `select id::text, c001, c041, c045::text from public.dw_wide_legal where id = any($1::bigint[]) and c041 is not null and c044 <> 0 order by c099 desc limit 1`,
      [Array.from({ length: 20 }, () => random.pick(legals))],
    )
    const [found] = rows
    if (!found) return
    await commit(
      parts,
      pool,
      [{ dataset: JIANGSU.revoke.name, coordinate: `public.dw_wide_legal/${found.id}`, what: 'revoke', expect: null }],
      async runner => {
        await runner.query(
          `insert into public.dw_revoke (c001, kind, doc_no, division, revoke_date, reason, c099) values ($1, 2, $2, $3::text::int, $4, 1, ${NOW})`,
          [found.c001, found.c041, found.c045, Number(compact(today()))],
        )
      },
    )
  }
  return [
    { weight: 10, run: shift },
    { weight: 5, run: revoke },
    { weight: 8, run: () => update(JIANGSU.wide, legals, 'change', 'c002 = c002 || $2', ['（更名）']) },
    { weight: 5, run: () => update(JIANGSU.wide, legals, 'resend', '') },
    { weight: 5, run: () => update(JIANGSU.person, people, 'change', 'p003 = $2', [random.pick(['02505', '051283', '051002'])]) },
    { weight: 5, run: () => update(JIANGSU.relation, relations, 'change', 'r005 = $2', [random.between(1, 9_999)]) },
    { weight: 3, run: () => update(JIANGSU.item, items, 'change', 'i002 = i002 || $2', ['。']) },
    { weight: 2, run: () => update(JIANGSU.item, items, 'revoke', 'c100 = 1') },
    {
      weight: 6,
      run: () => {
        const o = kit.organisation()
        return put([[JIANGSU.wide, writer.wide(o, [kit.licence(o)], [kit.penalty(o)], random)]], 'insert')
      },
    },
    {
      weight: 6,
      run: () => {
        const o = kit.organisation()
        return put([[JIANGSU.relation, writer.relation(o, kit.relation(kit.person(), 'TZ', 4_200), 0, random)]], 'insert')
      },
    },
    {
      weight: 6,
      run: () => {
        const o = kit.organisation()
        return put([[JIANGSU.item, writer.item(o, kit.item(o), 0, random)]], 'insert')
      },
    },
    {
      weight: 2,
      run: async () => {
        const trap = random.pick(traps)
        const { tables } = trap.make(kit)
        if (tables) await put(tables, 'dirty', trap.expect)
      },
    },
  ]
}
