import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'
import type { Commands, Layer, Programs, Vitest } from '../layers.ts'
import { type Counts, countsIn, countsOfReport, failuresIn, failuresOfReport, judged, NONE, ONE_FAILED, sum } from './counts.ts'
import { runProgram } from './run-program.ts'

/** What a layer runs in. */
export interface Stage {
  readonly env: NodeJS.ProcessEnv
  readonly signal: AbortSignal
}

/** What a layer came to. */
export interface Outcome {
  readonly counts: Counts
  /** What failed, a line each. */
  readonly failures: readonly string[]
}

/** Runs one layer and counts its tests. */
export async function runLayer(layer: Layer, stage: Stage): Promise<Outcome> {
  const { runs } = layer
  if ('vitest' in runs) return runVitest(runs, layer.minutes, stage)
  if ('commands' in runs) return runCommands(runs, layer.minutes, stage)
  return runPrograms(runs, layer.minutes, stage)
}

async function runVitest(runs: Vitest, minutes: number, { env, signal }: Stage): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'delta-report-'))
  const report = join(folder, 'report.json')
  const choice = JSON.stringify({ include: runs.vitest, exclude: runs.not ?? [], inTurn: runs.inTurn ?? false })
  const args = ['run', '--config', 'test/vitest.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  try {
    const { code } = await runProgram('vitest', args, { env: { ...env, DELTA_TEST_CHOICE: choice }, quiet: false, minutes, signal })
    const told = readOr(report, '')
    const counts = judged(countsOfReport(told), code)
    const failures = failuresOfReport(told)
    return { counts, failures: counts.failed > 0 && failures.length === 0 ? [`vitest ended with ${code}, and names no test`] : failures }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

async function runCommands({ commands }: Commands, minutes: number, { env, signal }: Stage): Promise<Outcome> {
  const counts: Counts[] = []
  const failures: string[] = []
  for (const [name, [command, ...args]] of Object.entries(commands)) {
    const { code, output, seconds } = await runProgram(command, args, { env, quiet: true, minutes, signal })
    if (signal.aborted) break
    console.log(`${code === 0 ? '✓' : '✗'} ${name} (${[command, ...args].join(' ')}, ${seconds.toFixed(1)} s)`)
    if (code !== 0) {
      process.stdout.write(output)
      failures.push(name)
    }
    counts.push(code === 0 ? { ...NONE, passed: 1 } : ONE_FAILED)
  }
  return { counts: sum(counts), failures }
}

/** What Node says of itself, and nobody can mend here. */
const QUIET = ['--disable-warning=ExperimentalWarning']

async function runPrograms({ programs, uncounted }: Programs, minutes: number, { env, signal }: Stage): Promise<Outcome> {
  const files = globSync([...programs], { cwd: ROOT }).toSorted()
  const counts: Counts[] = []
  const failures: string[] = []
  for (const file of files) {
    if (signal.aborted) break
    console.log(`— ${file}`)
    const { code, output } = await runProgram(process.execPath, [...QUIET, file], { env, quiet: false, minutes, signal })
    const found = judged(countsIn(output) ?? (uncounted === true ? { ...NONE, passed: code === 0 ? 1 : 0 } : null), code)
    counts.push(found)
    if (found.failed > 0) failures.push(file, ...failuresIn(output))
  }
  if (files.length === 0) console.log(`No files match ${programs.join(', ')}.`)
  return files.length === 0 ? { counts: ONE_FAILED, failures: ['no files'] } : { counts: sum(counts), failures }
}

function readOr(file: string, otherwise: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return otherwise
  }
}
