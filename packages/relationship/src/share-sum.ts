import { createStatement, inEffect, jsonRows, recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { RelationTable } from './tables.ts'

const FIRM = { province: 'text', subject_id: 'text' } as const

/**
 * Adds W_SHARE_SUM to the standing investor relations of firms whose shares, as one province states them, do not come to 1, and takes it away where they do again. A
 * difference that rounding each share to six places explains is none; where a share is not known, only a sum above 1 is wrong. `at`: since when that is known.
 */
export async function warnOfShareSums<DB>(trx: Kysely<DB>, firms: readonly Pick<RelationTable, 'province' | 'subject_id'>[], at: string): Promise<void> {
  if (firms.length === 0) return
  await warn(trx, { firms: jsonRows(firms), at })
}

const warn = createStatement<{ firms: string; at: string }>(
  ({ firms, at }) => sql`
    with investor as materialized (
      select r.province, r.record_id, r.warnings, r.status_class,
        count(*) filter (where ${inEffect('r')}) over firm as standing,
        count(r.share) filter (where ${inEffect('r')}) over firm as known,
        sum(r.share) filter (where ${inEffect('r')}) over firm - 1 as off
      from ${recordset(firms, FIRM, 'f')} join relation r on r.province = f.province and r.subject_id = f.subject_id and r.dimension = 'INVESTOR'
      window firm as (partition by r.province, r.subject_id)
    ), judged as (
      select province, record_id, warnings,
        ${inEffect('investor')} and coalesce(case when known < standing then off else abs(off) end * 2000000 > known, false) as wrong
      from investor
    )
    update relation r set warnings = case when judged.wrong then array_append(r.warnings, 'W_SHARE_SUM') else array_remove(r.warnings, 'W_SHARE_SUM') end,
      known_at = ${at}::timestamptz
    from judged
    where r.province = judged.province and r.record_id = judged.record_id and judged.wrong is distinct from ('W_SHARE_SUM' = any(judged.warnings))`,
  { plan: 'fresh' },
)
