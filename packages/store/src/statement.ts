import { CompiledQuery, DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type RawBuilder, sql } from 'kysely'
import { nameStatement, planEachTime } from './prepared.ts'

/** A statement whose text never changes: built once, planned once a connection, run with values of its own each time, also inside a transaction. */
export type Statement<Values extends object, Row> = <DB>(db: Kysely<DB>, values: Values) => Promise<Row[]>

const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: db => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

class Slot {
  readonly name: string
  constructor(name: string) {
    this.name = name
  }
}

/**
 * Makes a statement. `build` is given a place for each value by its name, and is called once, at the first run. `plan` says whether the plan is kept (a look-up by key in one
 * table: there is but one good way, however large the table) or made anew each time (a join: the best order depends on what the tables hold by then).
 */
export function createStatement<Values extends object, Row = never>(
  build: (values: { readonly [Name in keyof Values]-?: RawBuilder<unknown> }) => RawBuilder<unknown>,
  { plan = 'kept' }: { readonly plan?: 'kept' | 'fresh' } = {},
): Statement<Values, Row> {
  let compiled: { readonly text: string; readonly slots: readonly (keyof Values)[] } | undefined
  const compile = () => {
    const slots = new Proxy({}, { get: (_, name) => sql.val(new Slot(String(name))) }) as { readonly [Name in keyof Values]-?: RawBuilder<unknown> }
    const { sql: text, parameters } = build(slots).compile(compiler)
    if (plan === 'kept') nameStatement(text)
    else planEachTime(text)
    return { text, slots: parameters.map(slot => (slot as Slot).name as keyof Values) }
  }
  return async (db, values) => {
    compiled ??= compile()
    const { rows } = await db.executeQuery<Row>(
      CompiledQuery.raw(
        compiled.text,
        compiled.slots.map(name => values[name]),
      ),
    )
    return rows
  }
}
