import { provinceCodeOf } from '@delta/model'
import { createStatement, jsonRows, recordset } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import { nameForms } from './name-forms.ts'
import { orgCodeOf, provinceOfId, type SubjectStatement } from './subject.ts'

/** What other tables repeat of a subject. */
export interface SubjectView {
  readonly id: string
  readonly name: string | null
  readonly division: string | null
  readonly province: string | null
}

/** Every subject that was stated, as it now is, and those whose row was there before and has changed. */
export interface StatedSubjects {
  readonly subjects: ReadonlyMap<string, SubjectView>
  readonly changed: readonly SubjectView[]
}

interface Merged {
  readonly id: string
  facts: SubjectStatement
  name: SubjectStatement
  division: SubjectStatement
}

type Rank = readonly (string | number)[]

/** What no one has stated, or a division that stands in the subject's own number, was not stated at a time. */
const ALWAYS = '1970-01-01T00:00:00.000Z'

const MILLISECONDS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/
const instant = (text: string): string => (MILLISECONDS.test(text) ? text : new Date(text).toISOString())
const factsRank = (one: SubjectStatement): Rank => [one.facts_rank, one.kind, one.sub_kind ?? '', one.id_type, one.masked_id ?? '']
const nameRank = (one: SubjectStatement): Rank => (one.name === null ? [0] : [one.name_rank, instant(one.at), one.version, one.name])
const divisionTime = (one: SubjectStatement): readonly [at: string, version: number] =>
  one.division === null || provinceOfId(one.id) !== null ? [ALWAYS, 0] : [instant(one.at), one.version]
const divisionRank = (one: SubjectStatement): Rank => (one.division === null ? [0] : [1, ...divisionTime(one), one.division])

const above = (a: Rank, b: Rank): boolean => {
  const at = a.findIndex((part, n) => part !== b[n])
  return at >= 0 && (b[at] === undefined || a[at]! > b[at])
}

/** Brings statements down to one a subject, in the order of the ids. */
function mergeStatements(statements: readonly SubjectStatement[]): Merged[] {
  const merged = new Map<string, Merged>()
  for (const one of statements) {
    const known = merged.get(one.id)
    if (!known) {
      merged.set(one.id, { id: one.id, facts: one, name: one, division: one })
      continue
    }
    if (above(factsRank(one), factsRank(known.facts))) known.facts = one
    if (above(nameRank(one), nameRank(known.name))) known.name = one
    if (above(divisionRank(one), divisionRank(known.division))) known.division = one
  }
  return [...merged.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
}

/** The columns that statements fill. */
export const SUBJECT_COLUMNS = {
  id: 'text',
  kind: 'text',
  sub_kind: 'text',
  id_type: 'text',
  masked_id: 'text',
  facts_rank: 'smallint',
  name: 'text',
  name_rank: 'smallint',
  name_at: 'timestamptz',
  name_version: 'integer',
  name_norm: 'text',
  name_simplified: 'text',
  name_initials: 'text',
  division: 'text',
  division_at: 'timestamptz',
  division_version: 'integer',
  province: 'text',
  org_code: 'text',
  known_at: 'timestamptz',
} as const

const rowOf = ({ id, facts, name, division }: Merged, at: string): Record<keyof typeof SUBJECT_COLUMNS, unknown> => {
  const forms = name.name === null || id.startsWith('NP:') ? null : nameForms(name.name)
  const [divisionAt, divisionVersion] = divisionTime(division)
  return {
    id,
    kind: facts.kind,
    sub_kind: facts.sub_kind,
    id_type: facts.id_type,
    masked_id: facts.masked_id,
    facts_rank: facts.facts_rank,
    name: name.name,
    name_rank: name.name === null ? 0 : name.name_rank,
    name_at: name.name === null ? ALWAYS : instant(name.at),
    name_version: name.name === null ? 0 : name.version,
    name_norm: forms?.norm ?? null,
    name_simplified: forms?.simplified ?? null,
    name_initials: forms?.initials ?? null,
    division: division.division,
    division_at: divisionAt,
    division_version: divisionVersion,
    province: division.division === null ? null : provinceCodeOf(division.division),
    org_code: orgCodeOf(id),
    known_at: at,
  }
}

/**
 * Merges statements into the subjects and locks every one of them, in the order of their ids, until the transaction ends: whoever writes rows that repeat a subject's
 * name or division comes through here first, so that a change of it misses none of them.
 */
export async function stateSubjects<DB>(trx: Kysely<DB>, statements: readonly SubjectStatement[], now: Date): Promise<StatedSubjects> {
  const rows = mergeStatements(statements).map(merged => rowOf(merged, now.toISOString()))
  if (rows.length === 0) return { subjects: new Map(), changed: [] }
  const written = await mergeSubjects(trx, { rows: jsonRows(rows) })
  const views = await viewSubjects(trx, { ids: rows.map(row => row.id as string) })
  const subjects = new Map(views.map(view => [view.id, view]))
  return { subjects, changed: written.filter(row => row.before).map(row => subjects.get(row.id)!) }
}

const FACTS = ['kind', 'sub_kind', 'id_type', 'masked_id', 'facts_rank'] as const
const NAME = ['name', 'name_rank', 'name_at', 'name_version', 'name_norm', 'name_simplified', 'name_initials'] as const
const DIVISION = ['division', 'division_at', 'division_version', 'province'] as const

const FACTS_ABOVE = sql`(excluded.facts_rank, excluded.kind, coalesce(excluded.sub_kind, ''), excluded.id_type, coalesce(excluded.masked_id, ''))
  > (s.facts_rank, s.kind, coalesce(s.sub_kind, ''), s.id_type, coalesce(s.masked_id, ''))`
const NAME_ABOVE = sql`(excluded.name_rank > 0 and (excluded.name_rank, excluded.name_at, excluded.name_version, excluded.name collate "C")
  > (s.name_rank, s.name_at, s.name_version, coalesce(s.name, '') collate "C"))`
const DIVISION_ABOVE = sql`(excluded.division is not null and (s.division is null
  or (excluded.division_at, excluded.division_version, excluded.division) > (s.division_at, s.division_version, s.division)))`

const take = (columns: readonly string[], when: ReturnType<typeof sql>) =>
  columns.map(name => sql`${sql.ref(name)} = case when ${when} then ${sql.ref(`excluded.${name}`)} else ${sql.ref(`s.${name}`)} end`)

const mergeSubjects = createStatement<{ rows: string }, { id: string; before: boolean }>(({ rows }) => {
  const names = sql.join(Object.keys(SUBJECT_COLUMNS).map(name => sql.ref(name)))
  return sql`insert into subject as s (${names}) select ${names} from ${recordset(rows, SUBJECT_COLUMNS, 'sent')} order by id
    on conflict (id) do update set ${sql.join([...take(FACTS, FACTS_ABOVE), ...take(NAME, NAME_ABOVE), ...take(DIVISION, DIVISION_ABOVE)])}, known_at = excluded.known_at
    where ${FACTS_ABOVE} or ${NAME_ABOVE} or ${DIVISION_ABOVE}
    returning id, xmax <> 0 as before`
})
const viewSubjects = createStatement<{ ids: string[] }, SubjectView>(({ ids }) => sql`select id, name, division, province from subject where id = any(${ids})`)
