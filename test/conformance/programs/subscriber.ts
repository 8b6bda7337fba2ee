import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from '@delta/dev'
import { cli, python, run, status } from '../local.ts'

/**
 * A stranger's copy of the lists (subscriber.py) against the running system while the sources change: killed again and again, filtered, with a cursor of another log, and with a
 * changed byte. Then a snapshot and what `delta tail` prints after it, verified offline by `delta verify`.
 */
const KILLS = 6
const LATEST = 5_000
const { gateway } = status()
const token = cli('token', 'partner:330100').trim()
const folder = await mkdtemp(join(tmpdir(), 'subscriber-'))
const interpreter = python()
const headers = { authorization: `Bearer ${token}`, 'delta-purpose': 'exchange' }
const get = async (path: string): Promise<Buffer> => Buffer.from(await (await fetch(`${gateway}${path}`, { headers })).arrayBuffer())

/** The log's newest cursor, as its checkpoint signs it. */
const newest = async (): Promise<string> => {
  const [, payload] = (await get('/feeds/lists/checkpoint')).toString().split('.')
  const { epoch, size } = JSON.parse(Buffer.from(payload!, 'base64url').toString()) as { epoch: number; size: number }
  return `${epoch}.${size}`
}
const args = (file: string, until: string, filter = ''): string[] => ['test/conformance/subscriber.py', gateway, token, join(folder, file), until, filter]
const keep = async (file: string, until: string, filter?: string) => run(interpreter, args(file, until, filter), { quiet: true })
/** Kills a subscriber in the middle of its work: after so many lines, or seconds where little happens. */
const killAfter = (file: string, lines: number): Promise<void> =>
  new Promise((resolve, reject) => {
    const child = spawn(interpreter, args(file, ''), { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
    let left = lines
    createInterface(child.stdout).on('line', () => (left -= 1) === 0 && child.kill('SIGKILL'))
    const late = setTimeout(() => child.kill('SIGKILL'), LATEST)
    child.once('error', reject)
    child.once('exit', () => clearTimeout(late))
    child.once('exit', (code, signal) => (signal === 'SIGKILL' ? resolve() : reject(new Error(`the subscriber ended with ${code}`))))
  })
const sql = (file: string, statement: string) =>
  run(interpreter, ['-c', 'import sqlite3, sys\nwith sqlite3.connect(sys.argv[1]) as db: db.execute(sys.argv[2])', join(folder, file), statement])

const faults: string[] = []
let passed = 0
const check = (what: string, { code, output }: { code: number; output: string }, wanted: number, said: RegExp): void => {
  if (code === wanted && said.test(output)) passed += 1
  else faults.push(`${what}: ended with ${code}: ${output.trimEnd().split('\n').at(-1)}`)
}
try {
  const before = (await get('/snapshots/lists')).toString()
  const { cursor } = (JSON.parse(before.slice(0, before.indexOf('\n'))) as { snapshot: { cursor: string } }).snapshot
  await writeFile(join(folder, 'before.ndjson'), before)
  const seeding = run(process.execPath, [join(ROOT, 'services/cli/src/main.ts'), 'seed', '--rate', '30', '--seconds', '15'], { quiet: true })
  for (let kill = 0; kill < KILLS; kill += 1) await killAfter('copy.db', 2 + kill * 2)
  await seeding
  check(`killed ${KILLS} times while the sources change`, await keep('copy.db', await newest()), 0, /caught-up/)
  check('a filtered copy', await keep('filtered.db', await newest(), 'province=330000&polarity=BLACK'), 0, /caught-up/)
  await sql('copy.db', "update place set cursor = '999.1'")
  check('a cursor of another log', await keep('copy.db', await newest()), 0, /^snapshot/)
  await sql('copy.db', "update place set state = cast(case substr(state, 1, 1) when x'01' then x'02' else x'01' end || substr(state, 2) as blob)")
  check('a changed byte', await keep('copy.db', await newest()), 1, /^FAULT /m)
  await writeFile(join(folder, 'after.ndjson'), cli('tail', '--json', '--once', '--after', cursor))
  const verified = cli('verify', join(folder, 'before.ndjson'), join(folder, 'after.ndjson'))
  check('a snapshot and the events after it', { code: 0, output: verified }, 0, /^verified: .* events after it lead to /)
} finally {
  await rm(folder, { recursive: true, force: true })
}
for (const fault of faults) console.log(`✗ ${fault}`)
console.log(`${passed} passed, ${faults.length} failed, 0 skipped`)
process.exit(faults.length === 0 ? 0 : 1)
