import type { Pool } from '@delta/store'
import { compact } from './days.ts'
import { commit, insertRow, someKeys, type Act, type PlayParts, type What } from './play-parts.ts'
import { rowId, type ShanghaiWriter, type TableRow } from './shanghai-rows.ts'
import { SHANGHAI } from './shanghai-tables.ts'
import { shanghaiTraps } from './shanghai-traps.ts'
import type { Table } from './table.ts'
import { EXTRA } from './world.ts'

const NOW = "clock_timestamp() at time zone 'Asia/Shanghai'"

/** Plays Shanghai's platform: new rows, changed ones, revocations, repairs, withdrawals, touched rows without a change, several rows of one moment. */
export async function playShanghai(parts: PlayParts, pool: Pool, writer: ShanghaiWriter): Promise<Act[]> {
  const { kit, random, today } = parts
  const keysOf = (table: Table, n: number, where = "yxbz = 'Y'") => someKeys(pool, table.name, 'zj', `${where} and zj < '${rowId(n, EXTRA, 0)}'`)
  const [lists, penalties, legals, items] = await Promise.all([
    keysOf(SHANGHAI.list, 5, "yxbz = 'Y' and coalesce(nullif(trim(ycrq), ''), '00000000') = '00000000'"),
    keysOf(SHANGHAI.penalty, 4, "yxbz = 'Y' and zt = '0'"),
    keysOf(SHANGHAI.legal, 1),
    keysOf(SHANGHAI.item, 7),
  ])
  const traps = shanghaiTraps(writer)
  const put = (rows: readonly TableRow[], what: What, expect: string | null = null): Promise<void> =>
    commit(
      parts,
      pool,
      rows.map(([table, row]) => ({ dataset: table.name, coordinate: `${table.name}/${row['zj']}`, what, expect })),
      async runner => {
        for (const [table, row] of rows) {
          await insertRow(runner, table, row)
          await runner.query(`update ${table.name} set gxsj = ${NOW} where zj = $1`, [row['zj']])
        }
      },
    )
  const update = async (table: Table, keys: string[], what: What, set: string, values: readonly unknown[] = [], used = false): Promise<void> => {
    if (keys.length === 0) return
    const at = random.int(keys.length)
    const key = used ? keys.splice(at, 1)[0]! : keys[at]!
    await commit(parts, pool, [{ dataset: table.name, coordinate: `${table.name}/${key}`, what, expect: null }], async runner => {
      await runner.query(`update ${table.name} set ${set}${set ? ', ' : ''}gxsj = ${NOW} where zj = $1`, [key, ...values])
    })
  }
  const newList = (): TableRow => {
    const o = kit.organisation()
    return [SHANGHAI.list, writer.list(o, kit.list(o, random.pick(['B05', 'B08', 'B12', 'R01', 'W01', 'B36'])), 0, random)]
  }
  return [
    {
      weight: 20,
      run: () => {
        const row = newList()
        if (lists.length < 4_000) lists.push(row[1]['zj']!)
        return put([row], 'insert')
      },
    },
    {
      weight: 12,
      run: () => {
        const o = kit.organisation()
        return put([[SHANGHAI.penalty, writer.penalty(o, kit.penalty(o), 0, random)]], 'insert')
      },
    },
    { weight: 6, run: () => put([newList(), newList(), newList()], 'insert') },
    {
      weight: 6,
      run: () => {
        const o = kit.organisation()
        return put([[SHANGHAI.legal, writer.legal(o, random)]], 'insert')
      },
    },
    {
      weight: 6,
      run: () => {
        const o = kit.organisation()
        return put([[SHANGHAI.relation, writer.relation(o, kit.relation(kit.person(), 'GG'), 0, random)]], 'insert')
      },
    },
    { weight: 12, run: () => update(SHANGHAI.legal, legals, 'change', 'zs = zs || $2', [`${random.between(1, 9)}幢`]) },
    { weight: 6, run: () => update(SHANGHAI.item, items, 'change', 'zbxz = zbxz || $2', ['。']) },
    { weight: 6, run: () => update(SHANGHAI.list, lists, 'change', 'yxqzi = $2', [`20${random.between(28, 40)}0101`]) },
    { weight: 8, run: () => update(SHANGHAI.list, lists, 'repair', "ycrq = $2, ycyy = '1'", [compact(today())], true) },
    { weight: 4, run: () => update(SHANGHAI.list, lists, 'remove', "ycrq = $2, ycyy = '4'", [compact(today())], true) },
    { weight: 4, run: () => update(SHANGHAI.list, lists, 'revoke', "yxbz = 'N'", [], true) },
    { weight: 6, run: () => update(SHANGHAI.penalty, penalties, 'revoke', "zt = '1'", [], true) },
    { weight: 6, run: () => update(SHANGHAI.legal, legals, 'resend', '') },
    {
      weight: 2,
      run: () => {
        const trap = random.pick(traps.filter(one => one.expect.startsWith('E_')))
        return put(trap.make(kit), 'dirty', trap.expect)
      },
    },
  ]
}
