import { runMutant } from '../runner/run-mutant.ts'

/** Does a short replay find out a committed mutant that forgets what was known? What it says of it is printed. */
export function findMutant(mutant: string, seed: number): boolean {
  const { status, stdout } = runMutant({ mutant, program: 'test/as-of/runs/replay.ts', histories: 120, seed, tells: ' answers asked again' })
  return status === 1 && stdout.includes('✗ as of then the graph answers what it answered then')
}
