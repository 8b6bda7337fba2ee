import type { Page } from './recent-page.ts'
import { changedSince, type Pass } from './pass.ts'
import type { Session } from './session.ts'

/** Where a sweep goes on: strictly after this row version, up to (not including) block `until`; `until` 0 starts a new stretch. */
interface SweepPlace {
  readonly tid: string
  readonly rel: string
  readonly until: number
}

const START: SweepPlace = { tid: '(0,0)', rel: '0', until: 0 }

const blockOf = (tid: string): number => Number(tid.slice(1, tid.indexOf(',')))

/** Has the sweep passed the last of `blocks` blocks? */
export function sweepIsOver(pass: Pass, blocks: number): boolean {
  const { tid, until } = (pass.current?.at ?? START) as unknown as SweepPlace
  return until === 0 && blockOf(tid) >= blocks
}

/**
 * Reads the changed rows of the next stretch of blocks, in the order in which they lie there (a row version never moves), whatever their columns say.
 * A page of `limit` rows may end within the stretch. No index is needed.
 */
export async function readSweepPage(session: Session, table: string, select: string, pass: Pass, stretch: number, limit: number): Promise<Page> {
  const from = (pass.current?.at ?? START) as unknown as SweepPlace
  const until = from.until || blockOf(from.tid) + stretch
  const changed = changedSince(pass, 5)
  const { fields, rows } = await session.read(
    `select t.ctid, t.tableoid, ${select} from ${table} t
     where t.ctid >= $2::tid and t.ctid < $3::tid and (t.ctid > $2::tid or t.tableoid > $4::oid)${changed ? ` and ${changed.sql}` : ''}
     order by t.ctid, t.tableoid limit $1`,
    [limit, from.tid, `(${until},0)`, from.rel, ...(changed?.values ?? [])],
  )
  const last = rows.length < limit ? undefined : rows.at(-1)
  const at: SweepPlace = last ? { tid: last[0]!, rel: last[1]!, until } : { tid: `(${until},0)`, rel: '0', until: 0 }
  return { found: { fields: fields.slice(2), rows: rows.map(row => row.slice(2)) }, at: { ...at } }
}
