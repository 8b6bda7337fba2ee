import { readFileSync } from 'node:fs'
import { findMutant } from '../../as-of/find-mutant.ts'
import { replay } from '../../as-of/replay.ts'
import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'

/** Three hundred running histories, asked again as of every moment at which they were asked; and every committed mutant that forgets something of the past is found out. */
const seed = announceSeed()
const mutants = Object.entries(JSON.parse(readFileSync(new URL('../../mutants/mutants.json', import.meta.url), 'utf8')) as Record<string, { storm?: string }>)
const claims = Object.fromEntries(mutants.filter(([, { storm }]) => storm === 'as-of').map(([name]) => [`${name} is found out`, findMutant(name, seed)]))
const { answers, otherwise, wrong } = await replay(process.env['DELTA_TEST_POSTGRES'], { seed, histories: Number(process.env['DELTA_HISTORIES'] ?? 300) })
console.log(`${answers} answers asked again, of which ${otherwise} are others by now: ${wrong ?? 'as of then, each is what it was'}`)
process.exit(report({ ...claims, 'as of then the graph answers what it answered then': wrong === null, 'some answers have changed since': otherwise > 0 }))
