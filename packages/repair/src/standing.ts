import { type Kysely, sql } from 'kysely'

/** Duties that are overdue, by province. */
export interface OverdueCount {
  readonly province: string
  readonly duty: string
  readonly count: number
}

/** What participants still owe. */
export interface Unanswered {
  readonly participant: string
  readonly count: number
  /** How many of them are beyond the day that the law sets. */
  readonly overdue: number
  /** Since when (UTC) the oldest waits. */
  readonly since: string
}

/** Counts open cases in which something is overdue, by province and the duty that is due first. */
export async function countOverdue<DB>(db: Kysely<DB>, today: string): Promise<OverdueCount[]> {
  const { rows } =
    await sql<OverdueCount>`select province, due_duty as duty, count(*) as count from repair_case where due_on < ${today}::date group by 1, 2`.execute(db)
  return rows
}

/** Counts cases by province and where they stand. */
export async function countByState<DB>(db: Kysely<DB>): Promise<{ province: string; state: string; count: number }[]> {
  const { rows } = await sql<{ province: string; state: string; count: number }>`select province, coalesce(outcome, 'OPEN') as state, count(*) as count
    from repair_case group by 1, 2`.execute(db)
  return rows
}

/** Counts what participants have not answered. */
export async function countUnanswered<DB>(db: Kysely<DB>, today: string): Promise<Unanswered[]> {
  const { rows } =
    await sql<Unanswered>`select participant, count(*) as count, count(*) filter (where due_on < ${today}::date) as overdue, min(told_at) as since
    from repair_participant where state in ('PENDING', 'REJECTED') group by 1`.execute(db)
  return rows
}
