import { shanghaiTime } from './days.ts'
import type { Row } from './table.ts'
import type { TrapKit } from './trap-kit.ts'
import type { Organisation, Subject } from './world.ts'
import type { Cell, Group, ZhejiangWriter } from './zhejiang-rows.ts'

/** What a trap of Zhejiang's makes: a subject (null where the source has none) and cells in the order of writing. */
export interface ZhejiangMade {
  readonly subject: Row | null
  readonly cells: readonly Cell[]
}

const HOUR = 3_600

/** Gives the cells of an item another value. */
export const change = (cells: readonly Cell[], item: string, over: Row): Cell[] =>
  cells.map(cell => (cell['zbx_code']!.endsWith(item) ? { ...cell, val_s: null, val_n: null, val_d: null, ...over } : cell))

/** Leaves items out. */
export const without = (cells: readonly Cell[], ...items: string[]): Cell[] => cells.filter(cell => !items.some(item => cell['zbx_code']!.endsWith(item)))

/** Writes cells a number of hours before midnight of today. */
export const at = (cells: readonly Cell[], kit: TrapKit, hours: number): Cell[] =>
  cells.map(cell => ({ ...cell, src_time: `${shanghaiTime(kit.today, -hours * HOUR)}+08:00` }))

/** Gives cells a version. */
export const versioned = (cells: readonly Cell[], ver: number): Cell[] => cells.map(cell => ({ ...cell, ver: String(ver) }))

/** The group that a cell belongs to, at another version. */
export const groupOf = (cell: Cell, block: string, ver: number): Group => ({
  sid: Number(cell['sid']),
  block,
  rowNo: Number(cell['row_no']),
  ver,
  dept: cell['src_dept']!,
  time: cell['src_time']!,
})

type MakeCells = (o: Organisation, kit: TrapKit) => readonly Cell[]

/** What Zhejiang's traps are written with. */
export interface ZhejiangTrapParts {
  subjectRow(subject: Subject, kit: TrapKit): Row
  /** A trap on an organisation of its own; `over` changes its row in zb_subject. */
  some(make: MakeCells, over?: (o: Organisation) => Row, pick?: (kit: TrapKit) => Organisation): (kit: TrapKit) => ZhejiangMade
  penalty(o: Organisation, kit: TrapKit): Cell[]
  listOf(domain: string): (o: Organisation, kit: TrapKit) => Cell[]
}

/** Makes them for a writer. */
export function createZhejiangTrapParts(w: ZhejiangWriter): ZhejiangTrapParts {
  const subjectRow = (s: Subject, kit: TrapKit): Row => ({ ...w.subject(s, kit.random), ...(s.kind === 'NAT' ? {} : { code: s.uscc, div: s.county.code }) })
  return {
    subjectRow,
    some:
      (make, over = () => ({}), pick = kit => kit.organisation()) =>
      kit => {
        const o = pick(kit)
        return { subject: { ...subjectRow(o, kit), ...over(o) }, cells: make(o, kit) }
      },
    penalty: (o, kit) => w.penalty(o, kit.penalty(o), 1, kit.random),
    listOf: domain => (o, kit) => w.list(o, kit.list(o, domain), 1, kit.random),
  }
}
