import { subjectIds } from '@delta/graph'
import { idsOf, isInForce, type ListEntry } from '@delta/model'
import { createStatement, inEffect } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Migration } from 'kysely/migration'
import type { NewChange } from './changes.ts'
import type { Due } from './stand-anew.ts'
import { changeOfStep } from './stand.ts'

/** A black entry of an organisation code finds the red ones of the credit code that holds it. */
export const createFlags: Migration = {
  async up(db: Kysely<unknown>) {
    await sql`create index list_entry_red_by_org on list_entry (substr(subject_id, 9, 9)) where polarity = 'RED'`.execute(db)
  },
}

const LEAVES: ReadonlySet<NewChange['op']> = new Set(['delisted', 'repaired', 'withdrawn'])
const ORG = 'ORG:'

const lockHead = createStatement<object>(() => sql`select from list_change_head for no key update`)
// One subject at a time, so that the plan may be kept: it runs while the log's head is locked.
const readReds = createStatement<{ subjects: string[]; orgs: string[] }, Due>(
  ({ subjects, orgs }) => sql`select e.*, v.value from (
      select e.* from unnest(${subjects}::text[]) s(id) cross join lateral (
        select * from list_entry e where e.subject_id = s.id and e.polarity = 'RED' and ${inEffect('e')} offset 0) e
      union all select e.* from unnest(${orgs}::text[]) s(org) cross join lateral (
        select * from list_entry e where substr(e.subject_id, 9, 9) = s.org and length(e.subject_id) = 18 and e.polarity = 'RED' and ${inEffect('e')} offset 0) e
    ) e left join lateral (select value from list_evidence v where v.province = e.province and v.record_id = e.record_id limit 1) v on true
    order by e.province, e.record_id`,
)
const countBlacks = createStatement<{ subjects: string[] }, { id: string; count: number }>(
  ({
    subjects,
  }) => sql`select s.id, (select count(*)::int from list_entry b where b.subject_id = any(${subjectIds(sql`s.id`)}) and b.polarity = 'BLACK' and ${inEffect('b')}) as count
    from unnest(${subjects}::text[]) s(id)`,
)

/** Do black changes of a subject make it effectively black, or no longer so, given how many of its black entries are in force after them? */
const turns = (moves: readonly NewChange[], count: number): boolean => {
  const listed = moves.filter(({ op }) => op === 'listed').length
  return (listed > 0 && count <= listed) || (count === 0 && moves.some(({ op }) => LEAVES.has(op)))
}

/**
 * The changes with what other entries say against red ones (RED_ON_BLACK in the body of a red entry in force), and a change (FLAG) of each other red entry in force whose
 * subject has come to be effectively black by them, or no longer is. Locks the log's head: whatever else changes a subject comes before or after.
 */
export async function flagChanges<DB>(trx: Kysely<DB>, changes: readonly NewChange[]): Promise<readonly NewChange[]> {
  const moves = Map.groupBy(
    changes.filter(({ polarity, op }) => polarity === 'BLACK' && (op === 'listed' || LEAVES.has(op))),
    ({ subject_id }) => subject_id,
  )
  const told = changes.filter(({ polarity }) => polarity === 'RED')
  if (moves.size === 0 && told.length === 0) return changes
  await lockHead(trx, {})
  const subjects = [...moves.keys()]
  const orgs = subjects.flatMap(id => (id.startsWith(ORG) ? [id.slice(ORG.length)] : []))
  const found = moves.size === 0 ? [] : await readReds(trx, { subjects, orgs })
  const reds = [...new Map(found.map(row => [row.record_id, row])).values()]
  const asked = [...new Set([...reds, ...told].map(({ subject_id }) => subject_id))]
  const blacks = new Map(asked.length === 0 ? [] : (await countBlacks(trx, { subjects: asked })).map(({ id, count }) => [id, count]))
  const flagged = (change: NewChange): NewChange => {
    if (change.polarity !== 'RED' || change.reason === 'ERASED') return change
    const onBlack = isInForce(change.status) && (blacks.get(change.subject_id) ?? 0) > 0
    return { ...change, body: { ...change.body, flags: onBlack ? ['RED_ON_BLACK'] : [] } }
  }
  const own = new Set(told.map(({ record_id }) => record_id))
  const movesOf = (id: string): NewChange[] => idsOf(id).flatMap(one => moves.get(one) ?? [])
  const retold = reds
    .filter(row => !own.has(row.record_id) && turns(movesOf(row.subject_id), blacks.get(row.subject_id) ?? 0))
    .flatMap(({ value, ...row }) => changeOfStep(row, row, 'FLAG', value === null ? {} : (JSON.parse(value) as ListEntry)))
  return [...changes, ...retold].map(flagged)
}
