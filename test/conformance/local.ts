import { execFileSync, spawn } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, type Status } from '@delta/dev'

const cli = (...args: string[]): string =>
  execFileSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'services/cli/src/main.ts'), ...args], { encoding: 'utf8' })

/** What runs here, as a user learns of it. */
export const status = (): Status => JSON.parse(cli('status', '--json')) as Status

/** What the exchange counts, as JSON text. */
export const counts = (): string => cli('counts', '--json').trim()

/** Where the sources are, as the count script's arguments. */
export function places(): string[] {
  const { sources } = status()
  return [
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
}

/** Where a foreign reader of the local system finds what it needs: broker, directory and the keeper's public key, which a participant has beforehand. */
export function reading(): string[] {
  const { kafka, gateway } = status()
  const varFolder = process.env.DELTA_VAR ?? join(ROOT, 'var')
  return ['--kafka', kafka, '--directory', `${gateway}/.well-known/delta/directory`, '--keeper', join(varFolder, 'keys', 'directory.pub.jwk')]
}

/** The interpreter of the foreign Python programs, made ready at first use. */
export const python = (): string => execFileSync(join(ROOT, 'test/conformance/setup.sh'), { encoding: 'utf8' }).trim()

/** Runs a foreign program from the repository's top, showing what it prints; resolves with its exit code and its output. */
export function run(command: string, args: readonly string[], { quiet = false } = {}): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text
      if (!quiet) process.stdout.write(text)
    })
    child.on('error', reject)
    child.on('close', code => resolve({ code: code ?? 1, output }))
  })
}
