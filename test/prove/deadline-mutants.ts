import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'

/** The comparison with Python notices each of these mutants of the terms and of the choice of rules. */
const MUTANTS = ['term-counts-its-first-day', 'term-guesses-an-unknown-year', 'open-point-falls-to-the-province', 'vertical-system-goes-by-the-nation']

const survivors = MUTANTS.filter(mutant => {
  const args = ['--import', join(ROOT, 'test/mutants/substitute.mjs'), join(ROOT, 'test/conformance/programs/deadlines.ts')]
  const { status, stdout } = spawnSync(process.execPath, args, { env: { ...process.env, DELTA_MUTANT: mutant }, encoding: 'utf8' })
  const noticed = status === 1 && /^\d+ passed, [1-9]\d* failed/m.test(stdout)
  console.log(`${noticed ? '✓' : '✗'} ${mutant}`)
  return !noticed
})
console.log(`${MUTANTS.length - survivors.length} passed, ${survivors.length} failed, 0 skipped`)
process.exit(survivors.length === 0 ? 0 : 1)
