import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from '@delta/dev'

/** A foreign implementation of the log, asked over a pipe. Its answers come in the order of the questions, some time later. */
export interface Witness {
  /** Asks a question; waits only while the pipe is full. */
  ask(question: object, answered: (answer: unknown) => void): Promise<void>
  /** Waits until every question so far is answered. Rejects where the program ended before. */
  settled(): Promise<void>
  /** Ends the program, once it has answered. */
  end(): Promise<void>
}

/** Starts the Python implementation (`check_log.py`; standard library only). */
export function startPython(): Witness {
  const child = spawn('python3', [join(ROOT, 'test/conformance/check_log.py')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const waiting: ((answer: unknown) => void)[] = []
  let next = 0
  createInterface({ input: child.stdout }).on('line', line => waiting[next++]!(JSON.parse(line)))
  const gone = once(child, 'close').then(([code]) => Promise.reject(new Error(`python3 ended with ${String(code)} and owes ${waiting.length - next} answers`)))
  // Whoever asks or waits learns of it; until then it is no unhandled rejection, and neither is a pipe that breaks first.
  gone.catch(() => undefined)
  child.stdin.on('error', () => child.stdin.destroy())
  const ask = async (question: object, answered: (answer: unknown) => void): Promise<void> => {
    waiting.push(answered)
    if (!child.stdin.write(`${JSON.stringify(question)}\n`)) await Promise.race([once(child.stdin, 'drain').catch(() => gone), gone])
  }
  const settled = async (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>()
    await ask({ ping: true }, () => resolve())
    await Promise.race([promise, gone])
  }
  return {
    ask,
    settled,
    end: async () => {
      await settled()
      const closed = once(child, 'close')
      child.stdin.end()
      await closed
    },
  }
}
