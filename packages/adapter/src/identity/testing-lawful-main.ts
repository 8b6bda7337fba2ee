import { loadCatalogue } from '@delta/catalogue'
import { accusesNobody, catchesStrangers } from './testing-lawful.ts'

// Run with a committed mutant in the rule: 3 says that one of the two sees it.
const runs = { runs: Number(process.argv[3] ?? 1_500), seed: Number(process.argv[2] ?? 1) }
const found = accusesNobody(loadCatalogue(), runs) ?? catchesStrangers(loadCatalogue(), runs)
console.log(found?.slice(0, 2_000) ?? 'sound')
process.exitCode = found === null ? 0 : 3
