import { type RawBuilder, sql } from 'kysely'

/** How the row `row` counts, as the projection wrote it: no reader compares statuses or days itself. */
const classOf = (row: string): RawBuilder<unknown> => sql.ref(`${row}.status_class`)

/** SQL condition: is the row in effect? What is repaired, ended, withdrawn or deleted is not, and counts for and against nobody. */
export const inEffect = (row: string): RawBuilder<boolean> => sql<boolean>`${classOf(row)} = 'effective'`

/** SQL condition: may the row be shown at all? What the lapse of time has deleted may not. */
export const isShown = (row: string): RawBuilder<boolean> => sql<boolean>`${classOf(row)} <> 'deleted'`

/** SQL select list: how many rows count as `effective`, `repaired` and `ended`. */
export const countedByClass = (row: string): RawBuilder<unknown> =>
  sql`count(*) filter (where ${inEffect(row)}) as effective, count(*) filter (where ${classOf(row)} = 'repaired') as repaired, count(*) filter (where ${classOf(row)} = 'ended') as ended`
