import { type Expression, type RawBuilder, sql } from 'kysely'

/** The ids under which a subject's records may stand: its own and, for a 统一社会信用代码, the organisation code in its positions 9–17, which older records carry alone. */
export function subjectIds(id: Expression<unknown>): RawBuilder<string[]> {
  // An array written out, not computed: PostgreSQL then prunes the partitions by it while it runs.
  return sql`array[${id}, case when length(${id}) = 18 then 'ORG:' || substr(${id}, 9, 9) else ${id} end]`
}
