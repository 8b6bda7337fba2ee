import type { Mapped } from '@delta/mapping'
import { upsertRows } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { AdapterTables } from '../tables.ts'
import type { BaseName, ReadBase } from './base-name.ts'
import { createNameBook, type NameBook, searchKey } from './name-book.ts'

/** What is asked of the book: a row's own base statement, and what it states for the first time. */
export interface Asked {
  readonly base: ReadBase | null
  readonly first: readonly Mapped[]
}

const COLUMNS = {
  row_key: 'text',
  subject_id: 'text',
  dataset: 'text',
  position: 'text',
  name: 'text',
  search_key: 'text',
  founded: 'text',
  own: 'boolean',
  since: 'text',
}

const SELECTED = sql.raw(
  Object.keys(COLUMNS)
    .filter(name => name !== 'search_key')
    .join(', '),
)

/** Reads all that judging some rows needs. */
export async function readBook(trx: Kysely<AdapterTables>, asked: readonly Asked[]): Promise<NameBook> {
  const named = asked.flatMap(({ first }) => first.flatMap(({ record }) => ('party' in record ? [record.subject, record.party] : [record.subject])))
  const bases = asked.flatMap(({ base }) => (base ? [base] : []))
  const subjects = [...new Set([...named.map(one => one.id), ...bases.flatMap(({ name }) => (name ? [name.subject_id] : []))])]
  const names = [...new Set(named.flatMap(({ name }) => (name === null ? [] : [searchKey(name)])))]
  const keys = bases.map(one => one.rowKey)
  if (subjects.length === 0 && keys.length === 0) return createNameBook([], [])
  // One statement: it is asked for at every commit that states something new.
  const { rows } = await sql<BaseName & { waiting: boolean }>`
    select ${SELECTED}, false as waiting from base_name where subject_id = any(${subjects}::text[])
    union select ${SELECTED}, false from base_name where subject_id in (select subject_id from base_name where search_key = any(${names}::text[]))
    union select ${SELECTED}, false from base_name where row_key = any(${keys}::text[])
    union select '', subject_id, '', '', name, null, false, '', true from identity_held where base and subject_id = any(${subjects}::text[])`.execute(trx)
  const known = rows.filter(one => !one.waiting).map(({ waiting: _waiting, ...row }) => row)
  return createNameBook(
    known,
    rows.filter(one => one.waiting),
  )
}

/** Writes what has changed, and marks what was caught by what is so no longer; `also` names further subjects of which a caught base row is there no more. */
export async function writeBook(trx: Kysely<AdapterTables>, book: NameBook, also: readonly string[]): Promise<void> {
  const changed = book.changed()
  if (changed.size === 0 && also.length === 0) return
  const rows = [...changed.values()].flatMap(row => (row ? [{ ...row, search_key: searchKey(row.name) }] : []))
  const gone = [...changed].filter(([, row]) => row === null).map(([key]) => key)
  if (gone.length > 0) await sql`delete from base_name where row_key = any(${gone})`.execute(trx)
  await upsertRows(trx, 'base_name', COLUMNS, rows, { key: ['row_key'] })
  const { subjects, names } = book.touched()
  await sql`update identity_held set due = true where not due and (subject_id = any(${[...subjects, ...also]}) or search_key = any(${names}))`.execute(trx)
}
