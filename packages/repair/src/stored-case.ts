import { type CaseParts, type Catalogue, type Day, type RepairCase, type RepairEvent, type RepairLaw, repairCase, type Workdays } from '@delta/model'
import { type Kysely, sql } from 'kysely'
import { blockedBySerious, seriousEntries } from './item.ts'
import type { RepairCaseTable, RepairEventTable, RepairParticipantTable } from './tables.ts'

/** What cases are judged by. */
export interface JudgeParts {
  readonly catalogue: Catalogue
  readonly law: RepairLaw
  readonly workdays: Workdays
}

/** A case with all that is stored of it, and what the law makes of it on a day. */
export interface StoredCase {
  readonly row: RepairCaseTable
  readonly events: readonly RepairEventTable[]
  readonly participants: readonly RepairParticipantTable[]
  readonly judged: RepairCase
}

/** The law's view of a case after these events. Events that are stored were judged when they happened: a serious list that has come since blocks only what is yet to come. */
export function judge(
  { law, workdays }: JudgeParts,
  { finding }: Pick<RepairCaseTable, 'finding'>,
  events: readonly RepairEvent[],
  { today, blocked, stored }: { today: Day; blocked: boolean; stored: number },
): RepairCase {
  const seriousListed: CaseParts['seriousListed'] = (_day, sequence) => blocked && (sequence === null || sequence > stored)
  return repairCase(events, { finding, law, workdays, today, seriousListed })
}

/** Reads what is stored of these cases, and judges each on a day, in the order of the rows. */
export async function judgeCases<DB>(db: Kysely<DB>, parts: JudgeParts, rows: readonly RepairCaseTable[], today: Day): Promise<StoredCase[]> {
  if (rows.length === 0) return []
  const ids = rows.map(row => row.case_id)
  const { rows: events } = await sql<RepairEventTable>`select * from repair_event where case_id = any(${ids}::text[]) order by case_id, sequence`.execute(db)
  const { rows: participants } =
    await sql<RepairParticipantTable>`select * from repair_participant where case_id = any(${ids}::text[]) order by case_id, sequence, participant`.execute(db)
  const serious = await seriousEntries(db, parts.catalogue, [...new Set(rows.map(row => row.subject_id))])
  const eventsOf = Map.groupBy(events, event => event.case_id)
  const participantsOf = Map.groupBy(participants, one => one.case_id)
  return rows.map(row => {
    const own = eventsOf.get(row.case_id) ?? []
    const notices = own.map(event => event.notice)
    const blocked = blockedBySerious(serious, row.subject_id, row.record_id)
    return {
      row,
      events: own,
      participants: participantsOf.get(row.case_id) ?? [],
      judged: judge(parts, row, notices, { today, blocked, stored: own.length }),
    }
  })
}
