import { setTimeout as wait } from 'node:timers/promises'
import { counts, python, run, status } from '../local.ts'

/** What the sources hold, counted by the Python program, equals what the exchange counts as published, held and rejected; changes under way are waited for. */
const PATIENCE = 60_000
const { sources } = status()
const interpreter = python()
const places = [
  '--shanghai',
  sources.shanghai.url!,
  '--jiangsu',
  sources.jiangsu.url!,
  '--zhejiang',
  sources.zhejiang.url!,
  '--jiangsu-inbox',
  sources.jiangsu.inbox!,
  '--anhui-inbox',
  sources.anhui.inbox!,
]
const until = performance.now() + PATIENCE
let last = await run(interpreter, ['test/conformance/count_sources.py', ...places, '--compare', `data:${counts()}`], { quiet: true })
while (last.code !== 0 && performance.now() < until) {
  await wait(1_000)
  last = await run(interpreter, ['test/conformance/count_sources.py', ...places, '--compare', `data:${counts()}`], { quiet: true })
}
process.stdout.write(last.output)
console.log(last.code === 0 ? '1 passed, 0 failed, 0 skipped' : '0 passed, 1 failed, 0 skipped')
process.exit(last.code)
