import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'
import { python } from '../local.ts'

/** Python and Go accept the signatures of webhooks, and refuse them with one bit changed: by the Standard Webhooks libraries where those can, else by their own cryptography. Go is skipped where it is not installed. */
const made = spawnSync(process.execPath, ['packages/feed/src/testing-webhook-vectors.ts'], { cwd: ROOT })
if (made.status !== 0) throw new Error(made.stderr.toString())

const total = { passed: 0, failed: 0, skipped: 0 }
const verifiers = { Python: { command: python(), args: [join(ROOT, 'test/conformance/webhooks.py')] }, Go: { command: 'go', args: ['run', '.'] } }
for (const [name, { command, args }] of Object.entries(verifiers)) {
  const { error, status, stdout, stderr } = spawnSync(command, args, { cwd: join(ROOT, 'test/conformance/go'), input: made.stdout })
  const counts = /(\d+) passed, (\d+) failed/.exec(stdout?.toString() ?? '')
  console.log(`${name}: ${error ? 'not installed' : stdout.toString().trim()}`)
  if (error) total.skipped += 1
  else if (status !== 0 && !counts?.[2]) console.log(stderr.toString())
  total.passed += Number(counts?.[1] ?? 0)
  total.failed += error ? 0 : Number(counts?.[2] ?? 1)
}
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
process.exit(total.failed === 0 ? 0 : 1)
