import { sortableNumber } from './position.ts'

/** One stored version of a cell. */
export interface Cell {
  readonly vid: string
  readonly item: string
  readonly leads: boolean
  readonly value: string | null
  readonly dept: string
  /** `src_time`, UTC. */
  readonly at: string | null
  readonly ver: number
  /** `op` is D. */
  readonly deleted: boolean
}

/** One life of a record: from its first cell to the deletion that ended it. */
export interface Generation {
  /** `0` for the first, then `d<ver>` of the deletion before it: later arrivals do not rename it. */
  readonly label: string
  readonly ended: boolean
  /** Value of each cell that stands, by item. */
  readonly values: Readonly<Record<string, string | null>>
  /** Items that two departments state differently. */
  readonly conflicts: readonly string[]
  readonly firstSeenAt: string | null
  readonly updatedAt: string | null
  /** Later generations of a group sort after earlier ones. */
  readonly position: string
}

type Preference = (item: string) => readonly string[]

const newer = (a: Cell, b: Cell): number => a.ver - b.ver || (BigInt(a.vid) < BigInt(b.vid) ? -1 : 1)
const newest = (cells: readonly Cell[]): Cell => cells.reduce((best, cell) => (newer(cell, best) > 0 ? cell : best))
const groupBy = <T>(all: readonly T[], key: (one: T) => string): T[][] => [...Map.groupBy(all, key).values()]
const times = (cells: readonly Cell[]): string[] => cells.flatMap(cell => cell.at ?? []).toSorted()

/** Which version of a cell stands: of each department its highest `ver`, of the departments the preferred one, else the highest `ver`. */
function standing(cells: readonly Cell[], preferred: readonly string[]): { cell: Cell; conflict: boolean } {
  const stated = groupBy(cells, cell => cell.dept).map(newest)
  const cell = preferred.flatMap(dept => stated.filter(one => one.dept === dept))[0] ?? newest(stated)
  const text = (one: Cell) => (one.deleted ? null : one.value)
  return { cell, conflict: stated.some(one => text(one) !== null && text(one) !== text(cell)) }
}

/** The deletions of the first item, one per `ver`, in their order. Sent twice, the first sending counts. */
const endsOf = (cells: readonly Cell[]): Cell[] =>
  groupBy(
    cells.filter(cell => cell.leads && cell.deleted),
    cell => String(cell.ver),
  )
    .map(same => same.toSorted(newer)[0]!)
    .toSorted(newer)

/**
 * Assembles the cells of one (sid, block, row_no) into its generations, oldest first. The order in which the cells arrived does not matter: the highest `ver`
 * holds, and a cell whose `ver` is not above that of a deletion belongs to the generation which that deletion ended.
 */
export function assembleGroup(cells: readonly Cell[], preferred: Preference): Generation[] {
  const ends = endsOf(cells)
  const generations: Generation[] = []
  let highest = sortableNumber('0')
  for (let n = 0; n <= ends.length; n++) {
    const [start, end] = [ends[n - 1], ends[n]]
    const own = cells.filter(cell => !(cell.leads && cell.deleted) && (!start || cell.ver > start.ver) && (!end || cell.ver <= end.ver))
    if (!own.length) continue
    const items = groupBy(own, cell => cell.item).map(same => standing(same, preferred(same[0]!.item)))
    const standings = items.map(item => item.cell)
    const reached = (end ? [end] : standings).map(cell => sortableNumber(cell.vid))
    highest = [highest, ...reached].toSorted().at(-1)!
    generations.push({
      label: start ? `d${start.ver}` : '0',
      ended: end !== undefined,
      values: Object.fromEntries(standings.filter(cell => !cell.deleted).map(cell => [cell.item, cell.value])),
      conflicts: items.filter(item => item.conflict).map(item => item.cell.item),
      firstSeenAt: times(own)[0] ?? null,
      updatedAt: times(end ? [end] : standings).at(-1) ?? null,
      position: `${highest} ${String(n).padStart(6, '0')}`,
    })
  }
  return generations
}
