import { runMutant } from '../runner/run-mutant.ts'

/** Does a short run find out a committed mutant that bypasses the gate? What it says of it is printed. */
export function findMutant(mutant: string, seed: number): boolean {
  const { status, stdout } = runMutant({ mutant, program: 'test/gate/runs/gate.ts', histories: 60, seed, tells: ' items: ' })
  return status === 1 && /^0 passed, 1 failed/m.test(stdout)
}
