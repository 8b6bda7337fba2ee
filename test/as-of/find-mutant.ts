import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'

/** Does a short replay find out a committed mutant that forgets what was known? What it says of it is printed. */
export function findMutant(name: string, seed: number): boolean {
  const args = ['--import', join(ROOT, 'test/mutants/substitute.mjs'), join(ROOT, 'test/as-of/runs/replay.ts')]
  const env = { ...process.env, DELTA_MUTANT: name, DELTA_HISTORIES: '120', DELTA_SEED: String(seed) }
  const { status, stdout } = spawnSync(process.execPath, args, { env, encoding: 'utf8', maxBuffer: 1 << 28 })
  console.log(
    `${name}: ${
      stdout
        .split('\n')
        .find(line => line.includes(' answers asked again'))
        ?.slice(0, 200) ?? 'no verdict'
    }`,
  )
  return status === 1 && stdout.includes('✗ as of then the graph answers what it answered then')
}
