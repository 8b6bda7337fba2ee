import { isDay, shanghaiDay } from '@delta/model'
import { CatalogueError } from './catalogue-error.ts'
import { catalogueRows } from './catalogue-rows.ts'
import { catalogueFolder, loadCatalogue } from './load-catalogue.ts'
import { measureLines } from './measure-lines.ts'

/** Prints what does not end at exactly one unit on a day, where measures do not end in one department, and where not exactly one rule of recognition holds; returns the exit code: 1 for the former and for contradictions (what the ladder lacks is told, not a fault). `args`: the day (default today in Shanghai), the folder (default schema/catalogue). */
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
    const recognition = catalogue.recognitionTotality()
    const published = catalogueRows(folder).length
    for (const { path, units, named } of faults)
      print(`${path}: ${units.length === 0 ? 'no unit' : units.join(', ')} on ${day} (named: ${named.join(', ') || 'none'})`)
    for (const line of measures.lines) print(line)
    for (const { domain, from, to, on, rules } of recognition.faults) print(`recognition ${domain} × ${from} × ${to}: ${rules} rules on ${on}`)
    print(`recognition: ${recognition.pairs} domains × ordered pairs of provinces, ${recognition.faults.length} days without exactly one rule`)
    print(`${published} rows`)
    print(`${paths} paths, ${faults.length} without exactly one unit`)
    return faults.length + measures.faults + recognition.faults.length === 0 ? 0 : 1
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
