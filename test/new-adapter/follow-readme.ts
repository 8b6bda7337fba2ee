import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ROOT } from '@delta/dev'

const SECTION = /## How to add a province[\s\S]*?```sh\n([\s\S]*?)```/

/** A copy of the repository as a user gets it, with its dependencies. */
function copyRepository(): string {
  const folder = mkdtempSync(join(tmpdir(), 'delta-copy-'))
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' })
  for (const file of new Set(files.split('\0').filter(name => name !== '' && existsSync(join(ROOT, name))))) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    copyFileSync(join(ROOT, file), join(folder, file))
  }
  return folder
}

/** Follows the README's steps for a new participant in a copy of the repository, as a user would, but for the start itself; gives for each line whether it went well, and whether a line that checks sees what is then taken away. */
export function followReadme(): Record<string, boolean> {
  const lines = SECTION.exec(readFileSync(join(ROOT, 'README.md'), 'utf8'))![1]!
    .trim()
    .split('\n')
  const folder = copyRepository()
  const env = { ...process.env, npm_config_offline: 'true', PATH: `${join(ROOT, 'node_modules/.bin')}:${process.env['PATH']}` }
  const run = (line: string): boolean => {
    const { status, stdout, stderr } = spawnSync('sh', ['-c', line.replace(/^npx pnpm/, 'pnpm')], { cwd: folder, env, encoding: 'utf8', maxBuffer: 2 ** 28 })
    console.log(`— ${line}: ${status}\n${status === 0 ? '' : `${stdout.slice(-3_000)}${stderr.slice(-1_000)}`}`)
    return status === 0
  }
  try {
    const ready = run('npx pnpm install --frozen-lockfile')
    const claims = {
      'the copy has its dependencies': ready,
      ...Object.fromEntries(lines.filter(line => !line.startsWith('npm start')).map(line => [line, run(line)])),
    }
    const table = join(folder, 'schema/catalogue/domain-unit.csv')
    writeFileSync(table, readFileSync(table, 'utf8').replace(/^B05,[^\n]*,36,[^\n]*\n/mu, ''))
    return { ...claims, 'a path of the newcomer that ends nowhere is named': !run(lines.find(line => line.includes('check.ts'))!) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
