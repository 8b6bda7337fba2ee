import { isDay, shanghaiDay } from '@delta/model'
import { CatalogueError } from './catalogue-error.ts'
import { catalogueRows } from './catalogue-rows.ts'
import { catalogueFolder, loadCatalogue } from './load-catalogue.ts'

/** Prints what does not end at exactly one unit on a day; returns the exit code. `args`: the day (default today in Shanghai), the folder (default schema/catalogue). */
export function runCheck(args: readonly string[], print: (line: string) => void, now: () => Date): number {
  const day = args[0] ?? shanghaiDay(now())
  if (!isDay(day)) {
    print(`not a day: ${day}`)
    return 2
  }
  try {
    const folder = args[1] ?? catalogueFolder()
    const { paths, faults } = loadCatalogue(folder).totality(day)
    const published = catalogueRows(folder).length
    for (const { path, units, named } of faults)
      print(`${path}: ${units.length === 0 ? 'no unit' : units.join(', ')} on ${day} (named: ${named.join(', ') || 'none'})`)
    print(`${published} rows`)
    print(`${paths} paths, ${faults.length} without exactly one unit`)
    return faults.length === 0 ? 0 : 1
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
