import { addYears, type Day, naturalRepairOn, shanghaiDay } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import type { RepairDesk } from './desk.ts'
import { lapsingItems } from './item.ts'
import type { JudgeParts } from './stored-case.ts'

/** What the lapse of time needs. */
export interface LapseParts extends JudgeParts {
  readonly desk: Pick<RepairDesk, 'lapse'>
  readonly now: () => Date
}

const AT_ONCE = 200

/** The law's provinces and years of natural repair; a rule set for all provinces names all that there are. */
const lapses = ({ law, catalogue }: LapseParts): { provinces: string[]; years: number }[] =>
  law.ruleSets.flatMap(({ provinces, points }) => {
    const years = points.naturalRepair?.value?.years
    return years === undefined ? [] : [{ provinces: provinces ?? catalogue.rows('provinces').map(row => row['code'] ?? ''), years }]
  })

const due = async <DB>(db: Kysely<DB>, today: Day): Promise<string[]> => {
  const { rows } = await sql<{ case_id: string }>`select distinct on (record_id) case_id from repair_case
    where lapses_on <= ${today} order by record_id, no desc limit ${AT_ONCE}`.execute(db)
  return rows.map(row => row.case_id)
}

/**
 * Repairs what time has repaired by today (自然修复), at most a few hundred items: cases whose day has come, and adverse items without a case. Gives how many; zero when there is
 * nothing left. Repeating it, or running it twice at once, repairs nothing twice.
 */
export async function lapseOnce<DB>(db: Kysely<DB>, parts: LapseParts): Promise<number> {
  const { catalogue, law, desk, now } = parts
  const today = shanghaiDay(now())
  let lapsed = 0
  for (const caseId of await due(db, today)) {
    const outcome = await desk.lapse({ caseId })
    if ('caseId' in outcome) lapsed += 1
    // Whether it was repaired or may not be: no other case of the item waits for the same day.
    await sql`update repair_case set lapses_on = null where lapses_on <= ${today} and record_id = (select record_id from repair_case where case_id = ${caseId})`.execute(
      db,
    )
  }
  const verticals = new Set(catalogue.rows('vertical-systems').map(row => row['function'] ?? ''))
  const except = catalogue.units().flatMap(unit => (verticals.has(unit.function) ? [unit.code] : []))
  for (const { provinces, years } of lapses(parts)) {
    for (const item of await lapsingItems(db, catalogue, { provinces, except, years, until: addYears(today, -years), limit: AT_ONCE })) {
      const on = naturalRepairOn(law.choose(item.finding, null)).value?.on
      if (on && on <= today && 'caseId' in (await desk.lapse({ item }))) lapsed += 1
    }
  }
  return lapsed
}
