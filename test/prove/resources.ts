import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, loadavg, tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePorts, readStatus, ROOT } from '@delta/dev'
import { keepChanging } from '../faults/keep-changing.ts'
import { lineOf, type Counts } from '../runner/counts.ts'
import { memoryOf } from '../runner/memory.ts'

/**
 * What a system of the default size takes: `npm start` in an empty state folder (the downloads are there) and again in the kept one, until it says that it is
 * ready; and the memory of all its processes at their most, from the first moment through the first load and half a minute of changes.
 */
const LIMITS = { firstStart: 90, secondStart: 20, memory: 3 * 1024 }
const CHANGES = { rate: 20, seconds: 30 }
const PATIENCE = 300_000

const varFolder = mkdtempSync(join(tmpdir(), 'delta-resources-'))
process.env['DELTA_VAR'] = varFolder
const ports = Object.entries(await freePorts()).flatMap(([name, port]) => [name === 'gateway' ? '--port' : `--${name}-port`, String(port)])
let running: ChildProcess | null = null
let lookedAt = 0
let most = { pss: 0, rss: 0, processes: 0, byName: {} as Readonly<Record<string, number>> }

/** Looks each second: reading the memory of eighty processes takes a share of the machine that is measured. */
const measure = (): void => {
  if (performance.now() - lookedAt < 1_000) return
  lookedAt = performance.now()
  const now = memoryOf(running!.pid!)
  if (now.pss > most.pss) most = now
}

/** Starts as a user does; the seconds until the first load is through. */
async function start(): Promise<number> {
  const begun = performance.now()
  running = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'infra/dev/start.ts'), ...ports], {
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  while (readStatus(join(varFolder, 'run'))?.loaded !== true) {
    if (running.exitCode !== null || performance.now() - begun > PATIENCE) throw new Error('the system does not come up')
    measure()
    await wait(250)
  }
  return (performance.now() - begun) / 1000
}

async function stop(): Promise<void> {
  if (running === null || running.exitCode !== null) return
  running.kill('SIGTERM')
  await once(running, 'exit')
}

async function change(): Promise<void> {
  const changing = keepChanging({ rate: CHANGES.rate, seed: 1 })
  for (const until = performance.now() + CHANGES.seconds * 1000; performance.now() < until; await wait(500)) measure()
  await changing.stop()
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void stop().then(() => process.exit(130)))
try {
  const firstStart = await start()
  const loaded = memoryOf(running!.pid!).pss
  await change()
  await stop()
  const secondStart = await start()
  const memory = most.pss
  const figures = { firstStart, secondStart, memory }
  console.log(`the machine's load was ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} cores, others' work included`)
  console.log(`first start ${firstStart.toFixed(1)} s (limit ${LIMITS.firstStart}), second start ${secondStart.toFixed(1)} s (limit ${LIMITS.secondStart})`)
  console.log(`memory of ${most.processes} processes: ${memory.toFixed(0)} MiB at most (limit ${LIMITS.memory}), ${loaded.toFixed(0)} MiB after the first load`)
  console.log(`  shared pages counted once; counted in each process: ${most.rss.toFixed(0)} MiB`)
  for (const [name, pss] of Object.entries(most.byName).toSorted(([, a], [, b]) => b - a)) console.log(`  ${name.padEnd(24)} ${pss.toFixed(0).padStart(6)} MiB`)
  const held = (Object.keys(LIMITS) as (keyof typeof LIMITS)[]).map(name => figures[name] <= LIMITS[name])
  const counts: Counts = { passed: held.filter(Boolean).length, failed: held.filter(one => !one).length, skipped: 0 }
  console.log(lineOf(counts))
  process.exitCode = counts.failed > 0 ? 1 : 0
} finally {
  await stop()
  rmSync(varFolder, { recursive: true, force: true })
}
