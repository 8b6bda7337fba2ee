import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'

/** Does a short run find out a committed mutant that bypasses the gate? What it says of it is printed. */
export function findMutant(name: string, seed: number): boolean {
  const args = ['--import', join(ROOT, 'test/mutants/substitute.mjs'), join(ROOT, 'test/gate/runs/gate.ts')]
  const env = { ...process.env, DELTA_MUTANT: name, DELTA_HISTORIES: '60', DELTA_SEED: String(seed) }
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8' })
  console.log(
    `${name}: ${
      stdout
        .split('\n')
        .find(line => line.includes(' items: '))
        ?.slice(0, 300) ?? 'no verdict'
    }`,
  )
  return status === 1 && /^0 passed, 1 failed/m.test(stdout)
}
