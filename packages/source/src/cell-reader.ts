import { createChangeFinder, FIRST_SEARCH, type Search } from './change-finder.ts'
import { parseCellCode } from './cell-code.ts'
import { distinctGroups, readGroups, type GroupKey } from './cell-groups.ts'
import { createMemory } from './memory.ts'
import type { CellReaderParts } from './reader-parts.ts'
import { type RawRows, type Session, withSession } from './session.ts'
import type { ChangeReader, DatasetShape } from './source-row.ts'

const SUBJECT_COLUMNS = ['subject.kind', 'subject.code', 'subject.name', 'subject.div']
const VALUES = 'public.zb_value'
const SUBJECTS = 'public.zb_subject'
const RECENT_CELLS = 10_000
const SUBJECTS_AT_ONCE = 500

const keysOf = (found: RawRows): GroupKey[] => found.rows.map(([sid, code, row]) => ({ sid: sid ?? null, code: code ?? '', row: row ?? null }))

const groupsOfSubjects = async (session: Session, sids: readonly (string | null)[]): Promise<GroupKey[]> =>
  keysOf(await session.read('select distinct sid, zbx_code, row_no from public.zb_value where sid = any($1::bigint[])', [sids]))

interface Progress {
  readonly values: Search
  readonly subjects: Search
}

/** Groups that are known to have changed, and how far the search was when they had all been found. */
interface Due {
  readonly groups: readonly GroupKey[]
  readonly after: Progress
}

/**
 * Reads the changes of Zhejiang's cells (zb_subject, zb_value) as whole records: each group that a new cell or a changed subject touches is read again and
 * assembled. Cells that commit late, below others, or before their subject are found; an incomplete group comes as it is.
 */
export function createCellReader({ pool, now, preferredDepts, pageRows = 1_000 }: CellReaderParts): ChangeReader {
  const name = 'cells/zb_value'
  const serial = { column: 'vid', type: 'serial', key: [], window: RECENT_CELLS } as const
  const values = createChangeFinder({ pool, table: VALUES, select: 't.sid, t.zbx_code, t.row_no', recent: serial, now, pageRows })
  const subjects = createChangeFinder({ pool, table: SUBJECTS, select: 't.sid', recent: null, now, pageRows: SUBJECTS_AT_ONCE, startsNow: true })
  const memory = createMemory<Progress>(name, { values: FIRST_SEARCH, subjects: FIRST_SEARCH }, now)
  let due: Due | undefined

  const findSubjects = async (from: Progress): Promise<Due> => {
    const { search, found } = await subjects.step(from.subjects)
    const groups = found
      ? await withSession(pool, VALUES, session =>
          groupsOfSubjects(
            session,
            found.rows.map(([sid]) => sid!),
          ),
        )
      : []
    return { groups: distinctGroups(groups), after: { ...from, subjects: search } }
  }

  const findValues = async (from: Progress): Promise<Due> => {
    const { search, found } = await values.step(from.values)
    return { groups: found ? distinctGroups(keysOf(found)) : [], after: { ...from, values: search } }
  }

  const find = async (from: Progress): Promise<Due> => {
    const bySubject = await findSubjects(from)
    return bySubject.groups.length ? bySubject : findValues(bySubject.after)
  }

  return {
    name,
    next: async cursor => {
      const from = await memory.recall(cursor)
      const { groups, after } = due ?? (await find(from))
      due = undefined
      if (!groups.length && !memory.stale()) {
        memory.keep(after)
        return null
      }
      const these = groups.slice(0, pageRows)
      const rows = these.length ? await withSession(pool, VALUES, session => readGroups(session, these, preferredDepts)) : []
      const rest = groups.slice(pageRows)
      const { cursors, kept } = memory.hand(rest.length ? from : after)
      const settled = async () => {
        kept()
        if (rest.length) due = { groups: rest, after }
      }
      return { rows, refused: [], cursors, settled }
    },
    again: async () => {
      due = undefined
      const { cursors, kept } = memory.hand({ values: FIRST_SEARCH, subjects: FIRST_SEARCH })
      return { rows: [], refused: [], cursors, settled: async () => kept() }
    },
    through: async (_dataset, cursor) => due === undefined && (await memory.recall(cursor)).values.sweep.earlier !== null,
    shapes: async () => {
      const { rows } = await withSession(pool, 'public.zb_dict', session => session.read('select zbx_code from public.zb_dict order by 1', []))
      const shapes = new Map<string, DatasetShape>()
      for (const { block, dataset, column } of rows.map(([code]) => parseCellCode(code!))) {
        const columns = shapes.get(dataset)?.columns ?? [...(dataset === block ? [] : ['indicator']), ...SUBJECT_COLUMNS]
        if (!columns.includes(column)) shapes.set(dataset, { dataset, columns: [...columns, column] })
      }
      return [...shapes.values()]
    },
    onHint: () => () => {},
    close: async () => {},
  }
}
