import { spawn } from 'node:child_process'
import { ROOT } from '@delta/dev'

/** How a program ended. */
export interface Ended {
  readonly code: number
  readonly output: string
  /** Seconds that it took. */
  readonly seconds: number
}

/** Runs a program from the repository's top in a process group of its own, showing its output as it comes unless `quiet`. An abort or the time limit ends the whole group. */
export function runProgram(
  command: string,
  args: readonly string[],
  { env, quiet, minutes, signal }: { env: NodeJS.ProcessEnv; quiet: boolean; minutes: number; signal: AbortSignal },
): Promise<Ended> {
  return new Promise(resolve => {
    const begun = performance.now()
    const chunks: Buffer[] = []
    const child = spawn(command, args, { cwd: ROOT, env, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    const take = (stream: NodeJS.WriteStream) => (chunk: Buffer) => {
      chunks.push(chunk)
      if (!quiet) stream.write(chunk)
    }
    child.stdout.on('data', take(process.stdout))
    child.stderr.on('data', take(process.stderr))
    const end = (hard: boolean): void => {
      try {
        if (child.pid !== undefined) process.kill(-child.pid, hard ? 'SIGKILL' : 'SIGTERM')
      } catch {
        return
      }
    }
    const interrupted = (): void => end(false)
    signal.addEventListener('abort', interrupted, { once: true })
    const late = setTimeout(() => {
      chunks.push(Buffer.from(`ended after ${minutes} minutes\n`))
      end(false)
      setTimeout(end, 10_000, true).unref()
    }, minutes * 60_000)
    let failure: string | null = null
    child.on('error', error => (failure = `${command} does not start: ${error.message}\n`))
    child.on('close', code => {
      clearTimeout(late)
      signal.removeEventListener('abort', interrupted)
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() + (failure ?? ''), seconds: (performance.now() - begun) / 1000 })
    })
  })
}
