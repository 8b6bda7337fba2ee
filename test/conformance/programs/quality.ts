import { randomBytes } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'
import { openStore } from '@delta/store'
import { python, run, status, token } from '../local.ts'

/**
 * Python computes the quality report of all four provinces from their sources; changes under way are waited for. The default data hold no value that two units state
 * differently, so that Shanghai is first let name a firm of Zhejiang otherwise.
 */
const PATIENCE = 60_000
const interpreter = python()
const { zhejiang, shanghai } = status().sources
const stores = [zhejiang.url!, shanghai.url!].map(url => openStore(url, { connections: 1 }))
const [theirs, own] = stores.map(store => store.pool)
const { rows } = await theirs!.query<{ code: string }>(
  `select code from zb_subject s where kind = 'QY' and code ~ '^91[0-9A-Z]{16}$' and exists (select from zb_value v where v.sid = s.sid and v.zbx_code = 'QY0101001') order by sid limit 1`,
)
await own!.query(
  `insert into gxpt.t_fr_jbxx (zj, tyshxydm, frmc, frlx, gxsj, yxbz) values ($1, $2, '名称不一有限公司', '01', now() at time zone 'Asia/Shanghai', 'Y')`,
  [randomBytes(16).toString('hex'), rows[0]!.code],
)
await Promise.all(stores.map(store => store.close()))

const file = join(process.env['DELTA_VAR'] ?? join(ROOT, 'var'), 'run', 'status.json')
const check = () => run(interpreter, ['test/conformance/check_quality.py', '--status', file, '--token', token('analyst')], { quiet: true })
const conflicts = (output: string): number => Number(/conflicts (\d+)/.exec(output)?.[1] ?? 0)
const until = performance.now() + PATIENCE
let last = await check()
while (last.code !== 0 && performance.now() < until) {
  await wait(1_000)
  last = await check()
}
process.stdout.write(last.output)
if (conflicts(last.output) === 0) console.log('✗ no conflict was counted, though two units state one name differently')
process.exit(last.code === 0 && conflicts(last.output) > 0 ? 0 : 1)
