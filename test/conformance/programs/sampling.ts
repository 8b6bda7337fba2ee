import { spawnSync } from 'node:child_process'
import { createHash, createHmac } from 'node:crypto'
import { join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { ROOT } from '@delta/dev'
import { drawSample, type SamplingDraw } from '@delta/model'

const DRAWS = 1_000
const CLASSES = ['A', 'B', 'C', 'D', 'NONE']
const seed = process.env['DELTA_SEED'] ?? String(Date.now())
console.log(`seed ${seed}`)

let turn = 0
/** An integer from 0 to below `below`, the same for the same seed. */
const chance = (below: number): number => {
  turn += 1
  return createHash('sha256').update(`${seed} ${turn}`).digest().readUInt32BE(0) % below
}
const ratioOf = (): string => (chance(10) === 0 ? '1' : `0.${String(1 + chance(9_999)).padStart(4, '0')}`)
const codes = (count: number, length: number): string[] => [
  ...new Set(
    Array.from({ length: count }, () =>
      createHash('sha256')
        .update(`${seed} ${(turn += 1)}`)
        .digest('hex')
        .slice(0, length)
        .toUpperCase(),
    ),
  ),
]

const planOf = (): SamplingDraw => {
  const inspectors = codes(1 + chance(12), 6)
  return {
    seed: codes(1, 8 + chance(24))[0]!,
    matter: codes(1, 28)[0]!,
    shares: CLASSES.slice(0, 1 + chance(CLASSES.length)).map(name => ({ class: name, ratio: ratioOf() })),
    population: codes(chance(120), 18).map(id => ({ id, class: CLASSES[chance(CLASSES.length)]! })),
    inspectors,
    each: 1 + chance(inspectors.length),
  }
}

const hashes = {
  sha256: (text: string) => createHash('sha256').update(text).digest('hex'),
  hmacSha256: (key: string, text: string) => createHmac('sha256', key).update(text).digest('hex'),
}
const plans = Array.from({ length: DRAWS }, planOf)
const { stdout, status } = spawnSync('python3', [join(ROOT, 'test/conformance/sampling.py')], {
  input: plans.map(plan => `${JSON.stringify(plan)}\n`).join(''),
  encoding: 'utf8',
  maxBuffer: 1 << 28,
})
const theirs = stdout
  .split('\n')
  .filter(Boolean)
  .map(line => JSON.parse(line) as unknown)
const wrong = plans.filter((plan, index) => !isDeepStrictEqual(drawSample(hashes, plan), theirs[index]))
const ok = status === 0 && theirs.length === DRAWS && wrong.length === 0
console.log(`${ok ? '✓' : '✗'} ${DRAWS} draws in TypeScript and in Python${ok ? '' : `: ${wrong.length} differ, python ended with ${String(status)}`}`)
if (wrong[0]) console.log(JSON.stringify(wrong[0]).slice(0, 2_000))
console.log(`${ok ? 1 : 0} passed, ${ok ? 0 : 1} failed, 0 skipped`)
process.exit(ok ? 0 : 1)
