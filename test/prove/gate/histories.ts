import { readFileSync } from 'node:fs'
import { announceSeed } from '../../feed/random.ts'
import { report } from '../../feed/report.ts'
import { findMutant } from '../../gate/find-mutant.ts'
import { judge } from '../../gate/judge.ts'

/** A hundred thousand random histories: what does not count is as if it had never been, in every output; and every committed mutant that bypasses the gate is found out. */
const HISTORIES = Number(process.env['DELTA_HISTORIES'] ?? 100_000)
const seed = announceSeed()
const mutants = Object.entries(JSON.parse(readFileSync(new URL('../../mutants/mutants.json', import.meta.url), 'utf8')) as Record<string, { storm?: string }>)
const claims = Object.fromEntries(mutants.filter(([, { storm }]) => storm === 'gate').map(([name]) => [`${name} is found out`, findMutant(name, seed)]))
const { histories, items, wrong } = await judge(process.env['DELTA_TEST_POSTGRES'], { seed, histories: HISTORIES })
console.log(`${histories} histories, ${items} items: ${wrong ?? 'what does not count is as if it had never been'}`)
process.exit(report({ ...claims, 'insert then repair equals never inserted': wrong === null }))
