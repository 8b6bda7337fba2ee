import { setTimeout as wait } from 'node:timers/promises'
import { counts, places, python, run } from '../local.ts'

/** What the sources hold, counted by the Python program, equals what the exchange counts as published, held and rejected; changes under way are waited for. */
const PATIENCE = 60_000
const interpreter = python()
const given = ['test/conformance/count_sources.py', ...places(), '--compare']
const until = performance.now() + PATIENCE
let last = await run(interpreter, [...given, `data:${counts()}`], { quiet: true })
while (last.code !== 0 && performance.now() < until) {
  await wait(1_000)
  last = await run(interpreter, [...given, `data:${counts()}`], { quiet: true })
}
process.stdout.write(last.output)
console.log(last.code === 0 ? '1 passed, 0 failed, 0 skipped' : '0 passed, 1 failed, 0 skipped')
process.exit(last.code)
