import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** Who joins: `alpha` are the two letters of its units' codes, `title` its name as it stands in its units' names. */
export interface Newcomer {
  /** Of services, addresses and folders: lower case. */
  readonly name: string
  /** GB/T 2260, `360000`. */
  readonly code: string
  readonly alpha: string
  readonly title: string
}

/** The tables in which every participant has rows of its own. */
const TABLES = ['cities', 'counties', 'units', 'competence', 'domain-unit', 'indicator-unit', 'power-items', 'evaluation-models', 'recognition'] as const

/** A participant whose rows are the simplest: one city, no prefectures. */
const SISTER = { prefix: '31', alpha: 'SH', title: '上海市', short: '上海' } as const

const rowsOf = (text: string): string[] => text.split('\n').filter(line => line !== '')

/** A cell of the sister's as the newcomer has it; names follow only where the row is of a unit of the sister's own. */
function cellOf(cell: string, named: boolean, { code, alpha, title }: Newcomer): string {
  const prefix = code.slice(0, 2)
  if (cell === SISTER.prefix) return prefix
  if (new RegExp(`^${SISTER.prefix}\\d{4}$`).test(cell)) return prefix + cell.slice(2)
  if (cell.startsWith(`${SISTER.alpha}-`)) return `${alpha}${cell.slice(SISTER.alpha.length)}`
  if (/^[A-Z]{2}\d{10,}/.test(cell)) return cell.replace(new RegExp(`${SISTER.prefix}(\\d{4})0Y`), `${prefix}$10Y`)
  return named ? cell.replaceAll(SISTER.title, title).replaceAll(SISTER.short, title.replace(/[省市]$/, '')) : cell
}

/** Gives a newcomer its rows of the catalogue: those of a sister under its own codes and names, to be corrected by hand. Lists that name the sister name it too. */
export function cloneCatalogue(folder: string, newcomer: Newcomer): string[] {
  const { code, alpha, title, name } = newcomer
  const prefix = code.slice(0, 2)
  const changed: string[] = []
  const change = (table: string, edit: (lines: readonly string[]) => readonly string[]): void => {
    const file = join(folder, `${table}.csv`)
    writeFileSync(file, `${edit(rowsOf(readFileSync(file, 'utf8'))).join('\n')}\n`)
    changed.push(file)
  }
  change('provinces', lines => [
    ...lines,
    `${prefix},${code},${title},${title.slice(0, 1)},${alpha},municipality,${title}级→区(无设区市层级),${name.slice(0, 1).toUpperCase()}${name.slice(1)},to be confirmed`,
  ])
  for (const table of TABLES)
    change(table, lines => {
      const listed = lines.map(line =>
        line
          .split(',')
          .map(cell => (/^\d\d(\|\d\d)+$/.test(cell) && cell.split('|').includes(SISTER.prefix) ? `${cell}|${prefix}` : cell))
          .join(','),
      )
      const own = lines.map(line => line.split(',')).filter(cells => cells.some(cell => cell === SISTER.prefix || cell === `${SISTER.prefix}0000`))
      const cloned = own.map(cells => {
        const named = cells.some(cell => cell.startsWith(`${SISTER.alpha}-`) || new RegExp(`^${SISTER.prefix}\\d{4}$`).test(cell))
        return cells.map(cell => cellOf(cell, named, newcomer)).join(',')
      })
      return [...listed, ...cloned]
    })
  return changed
}
