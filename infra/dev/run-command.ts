import { spawn } from 'node:child_process'
import { Trouble } from './wait.ts'

/** What a command runs with. */
export interface CommandOptions {
  readonly signal: AbortSignal
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly user?: { readonly uid: number; readonly gid: number } | null
  /** Is called with each line of output. */
  readonly onLine?: (line: string) => void
}

/** Runs a program to its end in a process group of its own and gives its output; an abort ends the whole group and waits for it. */
export function runCommand(command: string, args: readonly string[], options: CommandOptions): Promise<string> {
  options.signal.throwIfAborted()
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      ...options.user,
    })
    let output = ''
    let rest = ''
    const take = (chunk: Buffer): void => {
      output = (output + chunk.toString()).slice(-20_000)
      const lines = (rest + chunk.toString()).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) options.onLine?.(line)
    }
    child.stdout.on('data', take)
    child.stderr.on('data', take)
    const end = (): void => signalGroup(child.pid, 'SIGTERM')
    options.signal.addEventListener('abort', end, { once: true })
    child.on('error', error => reject(new Trouble(`${command} does not start: ${error.message}`)))
    child.on('close', code => {
      options.signal.removeEventListener('abort', end)
      if (options.signal.aborted) reject(options.signal.reason as Error)
      else if (code === 0) resolve(output)
      else reject(new Trouble(`${command} ${args[0] ?? ''} failed (${code ?? 'killed'}):\n${output.trim().split('\n').slice(-15).join('\n')}`))
    })
  })
}

/** Signals a process group; one that is gone already is no trouble. */
export function signalGroup(pid: number | undefined, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    return
  }
}
