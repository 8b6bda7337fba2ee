import { setTimeout as wait } from 'node:timers/promises'
import type { Pool } from '@delta/store'

/** Changes that go on happening. */
export interface Churn {
  /** How many rows have been changed. */
  count(): number
  stop(): Promise<void>
}

const EVERY = 250

/** One turn of each source: some general indicators of subjects that are registered in another province get a new value, in one transaction. */
const TURNS = {
  shanghai: `update gxpt.t_zbx set zbxz = left(zbxz, 40) || ' ' || $2::text, gxsj = clock_timestamp() at time zone 'Asia/Shanghai'
    where zj in (select zj from gxpt.t_zbx where substr(trim(tyshxydm), 3, 2) in ('32', '33', '34') and yxbz = 'Y' order by random() limit $1)`,
  jiangsu: `update dw_item set i002 = left(i002, 40) || ' ' || $2::text, c099 = (extract(epoch from clock_timestamp()) * 1000)::bigint
    where it_id in (select it_id from dw_item where substr(c001, 3, 2) in ('31', '33', '34') and c100 = 0 order by random() limit $1)`,
  zhejiang: `insert into zb_value (sid, zbx_code, row_no, val_s, src_dept, src_time, ver, op)
    select v.sid, v.zbx_code, v.row_no, left(v.val_s, 40) || ' ' || $2::text, v.src_dept, clock_timestamp(), v.ver + 1, 'U' from (
      select distinct on (v.sid, v.zbx_code, v.row_no) v.* from zb_value v join zb_subject s using (sid)
      where substr(s.code, 3, 2) in ('31', '32', '34') and v.zbx_code like '__05%.1' order by v.sid, v.zbx_code, v.row_no, v.ver desc) v
    where v.op = 'U' and v.val_s is not null order by random() limit $1`,
} as const

/** Lets three sources keep changing what they say of other provinces' subjects, so that many versions of the same records follow each other. */
export function startChurn(pools: Readonly<Record<keyof typeof TURNS, Pool>>, rows: number): Churn {
  let [count, turn, stopping] = [0, 0, false]
  const run = async (): Promise<void> => {
    while (!stopping) {
      turn += 1
      for (const [name, statement] of Object.entries(TURNS)) count += (await pools[name as keyof typeof TURNS].query(statement, [rows, turn])).rowCount ?? 0
      await wait(EVERY)
    }
  }
  const running = run()
  return {
    count: () => count,
    stop: async () => {
      stopping = true
      await running
    },
  }
}
