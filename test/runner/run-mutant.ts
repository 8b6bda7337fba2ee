import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'

/** A program that plays histories, with a committed mutant in the code. */
export interface MutantRun {
  readonly mutant: string
  /** From the repository's top. */
  readonly program: string
  readonly histories: number
  readonly seed: number
  /** What stands in the line by which the program tells what it found. */
  readonly tells: string
}

/** Runs it and prints what it tells; gives how it ended and all that it said. */
export function runMutant({ mutant, program, histories, seed, tells }: MutantRun): { readonly status: number | null; readonly stdout: string } {
  const args = ['--import', join(ROOT, 'test/mutants/substitute.mjs'), join(ROOT, program)]
  const env = { ...process.env, DELTA_MUTANT: mutant, DELTA_HISTORIES: String(histories), DELTA_SEED: String(seed) }
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8', maxBuffer: 1 << 28 })
  const told = stdout.split('\n').find(line => line.includes(tells))
  console.log(`${mutant}: ${told?.slice(0, 300) ?? 'no verdict'}`)
  return { status, stdout }
}
