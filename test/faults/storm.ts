import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { bringUp, freePorts, ROOT, type System } from '@delta/dev'
import { counts, python, run } from '../conformance/local.ts'

/** A run of random kills: how many, on how much data, with how many changes a second going on, and which committed mutant (none: the product as it is). */
export interface Storm {
  readonly kills: number
  readonly subjects: number
  readonly rate: number
  readonly seed: number
  readonly mutant?: string
  /** Only processes whose name begins so are killed; all where it is empty. */
  readonly victims?: readonly string[]
}

/** What the judge and the count script said, and whether the system came to rest. */
export interface Verdict {
  readonly kills: Readonly<Record<string, number>>
  readonly records: number
  readonly duplicates: number
  readonly anomalies: Readonly<Record<string, number>>
  readonly first: readonly unknown[]
  readonly counts: string
  readonly slowestRecovery: number
  readonly good: boolean
}

const PATIENCE = 90_000

/** A small seeded generator (mulberry32), so that a failing storm can be run again. */
const random = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
}

const adapters = (store: string): string[] => ['sh', 'js', 'zj', 'ah'].map(short => Object.assign(new URL(store), { pathname: `/adapter_${short}` }).href)

async function until(what: string, holds: () => Promise<boolean>, patience = PATIENCE): Promise<number> {
  const begun = performance.now()
  while (!(await holds().catch(() => false))) {
    if (performance.now() - begun > patience) throw new Error(`after ${patience / 1000} s it still does not hold: ${what}`)
    await wait(200)
  }
  return performance.now() - begun
}

/** Brings a system up, lets its sources change, kills processes at random moments with SIGKILL, lets it come to rest and has it judged from outside. */
export async function storm({ kills, subjects, rate, seed, mutant, victims = [] }: Storm): Promise<Verdict> {
  const varFolder = mkdtempSync(join(tmpdir(), 'delta-storm-'))
  const environment = {
    DELTA_VAR: varFolder,
    ...(mutant ? { DELTA_MUTANT: mutant, NODE_OPTIONS: `${process.env['NODE_OPTIONS'] ?? ''} --import=${join(ROOT, 'test/mutants/substitute.mjs')}` } : {}),
  }
  const before = { ...process.env }
  Object.assign(process.env, environment)
  let system: System | undefined
  try {
    system = await bringUp({ varFolder, ports: await freePorts(), subjects })
    return await rage(system, { kills, rate, seed, victims })
  } finally {
    await system?.stop()
    for (const name of Object.keys(environment)) {
      if (before[name] === undefined) delete process.env[name]
      else process.env[name] = before[name]
    }
    rmSync(varFolder, { recursive: true, force: true })
  }
}

async function rage(system: System, { kills, rate, seed, victims }: Required<Pick<Storm, 'kills' | 'rate' | 'seed' | 'victims'>>): Promise<Verdict> {
  const next = random(seed)
  const cli = join(ROOT, 'services/cli/src/main.ts')
  const { store, kafka } = system.status()
  const player = spawn(process.execPath, [cli, 'seed', '--rate', String(rate)], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  })
  const playerEnded = once(player, 'exit')
  const killed: Record<string, number> = {}
  for (let kill = 0; kill < kills; kill += 1) {
    await wait(300 + next() * 1_200)
    const alive = [...system.status().services, ...system.status().infrastructure].filter(
      ({ name, pid }) => pid !== null && (victims.length === 0 || victims.some(victim => name.startsWith(victim))),
    )
    const victim = alive[Math.floor(next() * alive.length)]
    if (!victim?.pid) continue
    try {
      process.kill(victim.pid, 'SIGKILL')
      killed[victim.name] = (killed[victim.name] ?? 0) + 1
    } catch {
      kill -= 1
    }
  }
  const recovered = await until('every service is ready again', async () => system.status().services.every(({ ready }) => ready))
  player.kill('SIGTERM')
  await playerEnded
  const interpreter = python()
  const { sources } = system.status()
  const places = [
    '--shanghai',
    sources.shanghai.url!,
    '--jiangsu',
    sources.jiangsu.url!,
    '--zhejiang',
    sources.zhejiang.url!,
    '--jiangsu-inbox',
    sources.jiangsu.inbox!,
    '--anhui-inbox',
    sources.anhui.inbox!,
  ]
  let said = ''
  await until('what the sources hold equals published, held and rejected', async () => {
    const { code, output } = await run(interpreter, ['test/conformance/count_sources.py', ...places, '--compare', `data:${counts()}`], { quiet: true })
    said = code === 0 ? 'equal' : output.slice(-2_000)
    return code === 0
  }).catch(() => undefined)
  const judge = () => run(interpreter, ['test/faults/judge.py', '--adapters', adapters(store).join(','), '--store', store, '--kafka', kafka], { quiet: true })
  let verdict = await judge()
  await until('the judge finds nothing', async () => (verdict = await judge()).code === 0, 30_000).catch(() => undefined)
  if (!verdict.output) throw new Error('the judge could not judge')
  const findings = JSON.parse(verdict.output) as Pick<Verdict, 'records' | 'duplicates' | 'anomalies' | 'first'>
  return { kills: killed, ...findings, counts: said, slowestRecovery: recovered, good: verdict.code === 0 && said === 'equal' }
}
