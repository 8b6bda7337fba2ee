import { setTimeout as wait } from 'node:timers/promises'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'
import { python, run } from '../local.ts'

/** What the four platforms of the running system received equals what the other provinces published about their subjects, by a program that shares no code with the adapters; changes under way are waited for. */
const PATIENCE = 120_000
const interpreter = python()
const status = join(process.env['DELTA_VAR'] ?? join(ROOT, 'var'), 'run', 'status.json')
const check = () => run(interpreter, ['test/conformance/check_inward.py', '--status', status], { quiet: true })
const until = performance.now() + PATIENCE
let last = await check()
while (last.code !== 0 && performance.now() < until) {
  await wait(1_000)
  last = await check()
}
process.stdout.write(last.output)
console.log(last.code === 0 ? '1 passed, 0 failed, 0 skipped' : '0 passed, 1 failed, 0 skipped')
process.exit(last.code)
