import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT, type System } from '@delta/dev'
import { counts, places, python, run } from '../conformance/local.ts'
import { freePort } from '../feed/listeners.ts'
import { createRandom } from '../feed/random.ts'
import { lendSystem } from '../runner/lend-system.ts'
import { type Cities, startCities } from './cities.ts'
import { keepChanging } from './keep-changing.ts'

/** A run of random kills: how many, on how much data, with how many changes a second going on, and which committed mutant (none: the product as it is). */
export interface Storm {
  readonly kills: number
  readonly subjects: number
  readonly rate: number
  readonly seed: number
  readonly mutant?: string
  /** Only processes whose name begins so are killed; all where it is empty. */
  readonly victims?: readonly string[]
  /** Lets partner cities listen meanwhile, in every way there is: they are killed and judged too. */
  readonly cities?: boolean
}

/** What the judge and the count script said, and whether the system came to rest. */
export interface Verdict {
  /** How often each process was killed. */
  readonly kills: Readonly<Record<string, number>>
  /** How many of them were ready when they were killed; the others were starting, or waited for another. */
  readonly atWork: number
  /** How many changes were committed in the sources meanwhile. */
  readonly changes: number
  readonly records: number
  /** Records that the broker holds more than once. */
  readonly duplicates: number
  readonly anomalies: Readonly<Record<string, number>>
  readonly first: readonly unknown[]
  /** `equal`, or what the count script said last. */
  readonly counts: string
  /** Milliseconds from the last kill until every process was ready again, and which was the last. */
  readonly recovery: number
  readonly last: string
  /** What is wrong with the copies of partner cities, or with the log; empty where nothing is. */
  readonly cities: Readonly<Record<string, unknown>>
  readonly good: boolean
}

type Findings = Pick<Verdict, 'records' | 'duplicates' | 'anomalies' | 'first'>

const PATIENCE = 90_000
/** The share of kills that wait, for so many ms at most, until their victim is ready; the others hit it as it is. */
const AT_WORK = 0.75
const WAIT_FOR_WORK = 15_000

const adapters = (store: string): string[] => ['sh', 'js', 'zj', 'ah'].map(short => Object.assign(new URL(store), { pathname: `/adapter_${short}` }).href)

/** The milliseconds until it holds; null when it still does not after `patience`. */
async function until(holds: () => Promise<boolean>, patience = PATIENCE): Promise<number | null> {
  const begun = performance.now()
  while (!(await holds().catch(() => false))) {
    if (performance.now() - begun > patience) return null
    await wait(200)
  }
  return performance.now() - begun
}

/** Brings a system up, lets its sources change, kills processes at random moments with SIGKILL, lets it come to rest and has it judged from outside. */
export async function storm({ kills, subjects, rate, seed, mutant, victims = [], cities: withCities = false }: Storm): Promise<Verdict> {
  const substitute = `${process.env['NODE_OPTIONS'] ?? ''} --import=${join(ROOT, 'test/mutants/substitute.mjs')}`
  const port = await freePort()
  const env = { DELTA_WEBHOOK_ALLOW: `127.0.0.1:${port}`, ...(mutant ? { DELTA_MUTANT: mutant, NODE_OPTIONS: substitute } : {}) }
  return lendSystem({ subjects, env }, async system => {
    const cities = withCities ? await startCities(system, port) : null
    const changing = keepChanging({ rate, seed })
    try {
      await until(async () => changing.count() > 0)
      const raged = await rage(() => everyProcess(system, cities), { kills, seed, victims })
      // Until the last victim's end has been noticed.
      await wait(2_000)
      let last = ''
      const recovery = await until(async () => {
        const waiting = everyProcess(system, cities).filter(({ ready }) => !ready)
        last = waiting.map(({ name }) => name).join(', ') || last
        return waiting.length === 0
      })
      if (recovery === null) {
        for (const name of last.split(', ')) console.error(`— ${name}: ${endOfLog(name)}`)
        throw new Error(`not ready again: ${last}`)
      }
      await changing.stop()
      const verdict = await judged(system)
      const wrong = cities ? await cities.judge() : {}
      const good = verdict.good && Object.keys(wrong).length === 0
      return { ...raged, changes: changing.count(), ...verdict, recovery: Math.round(recovery), last, cities: wrong, good }
    } finally {
      await changing.stop()
      await cities?.stop()
    }
  })
}

function endOfLog(name: string): string {
  const file = join(process.env['DELTA_VAR']!, 'log', `${name}.log`)
  return existsSync(file) ? readFileSync(file, 'utf8').slice(-3_000) : 'no log'
}

interface Running {
  readonly name: string
  readonly pid: number | null
  readonly ready: boolean
}

const everyProcess = (system: System, cities: Cities | null): Running[] => [
  ...system.status().services,
  ...system.status().infrastructure,
  ...(cities?.kept ?? []).map(one => ({ name: one.name, pid: one.pid(), ready: one.pid() !== null })),
]

async function rage(
  all: () => Running[],
  { kills, seed, victims }: Required<Pick<Storm, 'kills' | 'seed' | 'victims'>>,
): Promise<Pick<Verdict, 'kills' | 'atWork'>> {
  const next = createRandom(seed)
  const killed: Record<string, number> = {}
  let atWork = 0
  const fit = all()
    .map(({ name }) => name)
    .filter(name => victims.length === 0 || victims.some(victim => name.startsWith(victim)))
  for (let done = 0; done < kills;) {
    const name = fit[Math.floor(next() * fit.length)]!
    const now = () => all().find(one => one.name === name)!
    const waits = next() < AT_WORK
    // A process that has just been killed spends its time starting: without the wait most kills would hit nothing at work.
    if (waits) await until(async () => now().ready, WAIT_FOR_WORK)
    await wait(300 + next() * 1_200)
    const { pid, ready } = now()
    if (pid === null || !kill(pid)) continue
    killed[name] = (killed[name] ?? 0) + 1
    if (ready) atWork += 1
    done += 1
  }
  return { kills: killed, atWork }
}

/** False when it was gone already. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL')
  } catch {
    return false
  }
}

/** Waits until the count script finds nothing missing and the judge nothing wrong, and gives what they said last. */
async function judged(system: System): Promise<Findings & Pick<Verdict, 'counts' | 'good'>> {
  const interpreter = python()
  const { store, kafka } = system.status()
  let said = ''
  const equal = await until(async () => {
    const { code, output } = await run(interpreter, ['test/conformance/count_sources.py', ...places(), '--compare', `data:${counts()}`], { quiet: true })
    said = output.slice(-2_000)
    return code === 0
  })
  let last = { code: 1, output: '' }
  await until(async () => {
    last = await run(interpreter, ['test/faults/judge.py', '--adapters', adapters(store).join(','), '--store', store, '--kafka', kafka], { quiet: true })
    return last.code === 0
  }, 30_000)
  if (!last.output) throw new Error('the judge could not judge')
  return { ...(JSON.parse(last.output) as Findings), counts: equal === null ? said : 'equal', good: last.code === 0 && equal !== null }
}
