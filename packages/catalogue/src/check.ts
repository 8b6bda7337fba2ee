import { isDay, shanghaiDay } from '@delta/model'
import { CatalogueError } from './catalogue-error.ts'
import { catalogueRows } from './catalogue-rows.ts'
import { catalogueFolder, loadCatalogue } from './load-catalogue.ts'
import { measureLines } from './measure-lines.ts'

/** Prints what does not end at exactly one unit on a day, and where measures do not end in one department; returns the exit code: 1 for the former and for contradictions (what the ladder lacks is told, not a fault). `args`: the day (default today in Shanghai), the folder (default schema/catalogue). */
export function runCheck(args: readonly string[], print: (line: string) => void, now: () => Date): number {
  const day = args[0] ?? shanghaiDay(now())
  if (!isDay(day)) {
    print(`not a day: ${day}`)
    return 2
  }
  try {
    const folder = args[1] ?? catalogueFolder()
    const catalogue = loadCatalogue(folder)
    const { paths, faults } = catalogue.totality(day)
    const measures = measureLines(catalogue)
    const published = catalogueRows(folder).length
    for (const { path, units, named } of faults)
      print(`${path}: ${units.length === 0 ? 'no unit' : units.join(', ')} on ${day} (named: ${named.join(', ') || 'none'})`)
    for (const line of measures.lines) print(line)
    print(`${published} rows`)
    print(`${paths} paths, ${faults.length} without exactly one unit`)
    return faults.length + measures.faults === 0 ? 0 : 1
  } catch (error) {
    if (!(error instanceof CatalogueError)) throw error
    print(error.message)
    return 1
  }
}

if (import.meta.main)
  process.exitCode = runCheck(
    process.argv.slice(2),
    line => process.stdout.write(`${line}\n`),
    () => new Date(),
  )
