import { existsSync, readdirSync } from 'node:fs'
import { flushCompileCache } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ROOT } from './places.ts'
import { runCommand } from './run-command.ts'

/** Where Node keeps compiled code between starts. */
export const COMPILE_CACHE = join(ROOT, 'node_modules', '.cache', 'delta-compile')

const FLAGS = ['--disable-warning=ExperimentalWarning']

/** Compiles what services are made of, once: each of them would do it for itself. Does nothing where it has been done. */
export async function compileOnce(signal: AbortSignal): Promise<void> {
  if (existsSync(COMPILE_CACHE)) return
  await runCommand(process.execPath, [...FLAGS, import.meta.filename], { signal, env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE } })
}

if (import.meta.main) {
  const packages = join(ROOT, 'packages')
  for (const name of readdirSync(packages)) await import(pathToFileURL(join(packages, name, 'src', 'index.ts')).href)
  flushCompileCache()
  process.exit(0)
}
