import { type Kysely, sql } from 'kysely'
import { type BulkColumns, jsonRows, recordset } from './bulk.ts'
import { createStatement, type Statement } from './statement.ts'

/** Changes of counts, gathered by the key of the rollup row they belong to. What cancels out leaves nothing. */
export interface CountChanges<Key extends object, Name extends string> {
  add(key: Key, name: Name, by: 1 | -1): void
  /** Every row with a change that is not zero, in the order of its key. */
  rows(): (Key & Record<Name, number>)[]
}

/** Makes an empty set of changes. A key's properties must always be given in the same order. */
export function createCountChanges<Key extends object, Name extends string>(names: readonly Name[]): CountChanges<Key, Name> {
  const changes = new Map<string, Key & Record<Name, number>>()
  return {
    add: (key, name, by) => {
      const text = JSON.stringify(Object.values(key))
      let row = changes.get(text)
      if (!row) changes.set(text, (row = { ...key, ...Object.fromEntries(names.map(one => [one, 0])) } as Key & Record<Name, number>))
      ;(row as Record<Name, number>)[name] += by
    },
    rows: () =>
      [...changes]
        .filter(([, row]) => names.some(name => row[name] !== 0))
        .toSorted(([a], [b]) => (a < b ? -1 : 1))
        .map(([, row]) => row),
  }
}

/** Where counts are kept. `key` names the columns of the row's unique index (nulls not distinct), `counts` the counters, `facts` further columns that follow from the key. */
export interface CountTable {
  readonly table: string
  readonly key: BulkColumns
  readonly counts: readonly string[]
  readonly facts?: BulkColumns
}

type After = Record<string, number>

const statements = new WeakMap<CountTable, { readonly add: Statement<{ rows: string }, After>; readonly clear: Statement<{ rows: string }, never> }>()

/** Adds changes to a rollup in one statement, rows locked in the order given, and deletes rows whose counters have all come to zero. Throws where a counter would fall below zero: then the rows and their rollup disagree. The table should be one constant, by which the statement is remembered. */
export async function addCounts<DB>(db: Kysely<DB>, table: CountTable, rows: readonly object[]): Promise<void> {
  if (rows.length === 0) return
  const { add, clear } = statements.get(table) ?? createStatements(table)
  const after = await add(db, { rows: jsonRows(rows) })
  if (after.some(row => table.counts.some(name => row[name]! < 0))) {
    throw Object.assign(new Error(`a counter of ${table.table} would fall below zero`), { code: 'STORE_COUNT', safe: true })
  }
  const gone = after.filter(row => table.counts.every(name => row[name] === 0))
  if (gone.length > 0) await clear(db, { rows: jsonRows(gone) })
}

function createStatements(rollup: CountTable) {
  const { table, key, counts, facts = {} } = rollup
  const columns: BulkColumns = { ...key, ...facts, ...Object.fromEntries(counts.map(name => [name, 'bigint'])) }
  const names = Object.keys(columns).map(name => sql.ref(name))
  const keys = Object.keys(key)
  const added = counts.map(name => sql`${sql.ref(name)} = ${sql.ref(`stored.${name}`)} + ${sql.ref(`excluded.${name}`)}`)
  const same = keys.map(name => sql`${sql.ref(`stored.${name}`)} is not distinct from ${sql.ref(`gone.${name}`)}`)
  const made = {
    add: createStatement<{ rows: string }, After>(
      values => sql`insert into ${sql.table(table)} as stored (${sql.join(names)})
        select ${sql.join(names)} from ${recordset(values.rows, columns, 'sent')}
        on conflict (${sql.join(keys.map(name => sql.ref(name)))}) do update set ${sql.join(added)}
        returning ${sql.join([...keys, ...counts].map(name => sql.ref(name)))}`,
    ),
    clear: createStatement<{ rows: string }>(
      values => sql`delete from ${sql.table(table)} as stored using ${recordset(values.rows, key, 'gone')} where ${sql.join(same, sql` and `)}`,
    ),
  }
  statements.set(rollup, made)
  return made
}
