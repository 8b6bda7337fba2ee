import { type Kysely, sql } from 'kysely'
import type { RepairCaseTable } from './tables.ts'

/** Where a case stands, as it is asked for: OPEN, or how it ended. */
export const CASE_STATES = ['OPEN', 'REPAIRED', 'REFUSED', 'DECLINED', 'WITHDRAWN', 'DELETED', 'REVOKED', 'FINDING_FELL', 'FINDING_STANDS'] as const

/** Where a case stands. */
type CaseState = (typeof CASE_STATES)[number]

/** Which cases are asked for, and which may be shown. */
export interface CaseScope {
  readonly provinces: readonly string[]
  readonly domains: readonly string[]
  /** Are penalties, and list entries, among what may be shown? */
  readonly penalties: boolean
  readonly entries: boolean
  readonly unit?: string | null
  readonly subject?: string | null
  readonly states?: readonly CaseState[] | null
  /** Only those in which something is overdue on this day, or only those in which nothing is. */
  readonly overdue?: boolean | null
}

const meets = ({ provinces, domains, penalties, entries, unit, subject, states, overdue }: CaseScope, today: string) => {
  const late = sql`coalesce(due_on < ${today}::date, false)`
  return sql.join(
    [
      sql`province = any(${provinces}::text[])`,
      sql`((${penalties}::boolean and domain is null) or (${entries}::boolean and domain = any(${domains}::text[])))`,
      ...(unit == null ? [] : [sql`unit = ${unit}`]),
      ...(subject == null ? [] : [sql`subject_id = ${subject}`]),
      ...(states ? [sql`coalesce(outcome, 'OPEN') = any(${states}::text[])`] : []),
      ...(overdue == null ? [] : [overdue ? late : sql`not ${late}`]),
    ],
    sql` and `,
  )
}

/** A page of cases in the order in which they were opened, one more than `first` where there are more. */
export async function findCases<DB>(
  db: Kysely<DB>,
  scope: CaseScope,
  { first, after, today }: { first: number; after: number; today: string },
): Promise<RepairCaseTable[]> {
  const { rows } = await sql<RepairCaseTable>`select * from repair_case where no > ${after} and ${meets(scope, today)} order by no limit ${first + 1}`.execute(
    db,
  )
  return rows
}

/** How many cases there are. */
export async function countCases<DB>(db: Kysely<DB>, scope: CaseScope, today: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*) as n from repair_case where ${meets(scope, today)}`.execute(db)
  return rows[0]!.n
}

/** The case with this id; null where there is none. */
export async function findCase<DB>(db: Kysely<DB>, id: string): Promise<RepairCaseTable | null> {
  const { rows } = await sql<RepairCaseTable>`select * from repair_case where case_id = ${id}`.execute(db)
  return rows[0] ?? null
}

/** The registered names of subjects, as the read model knows them. */
export async function subjectNames<DB>(db: Kysely<DB>, ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`select id, name from subject where id = any(${ids}::text[]) and name is not null`.execute(db)
  return new Map(rows.map(({ id, name }) => [id, name]))
}
