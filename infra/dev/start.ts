import { bringUp } from './bring-up.ts'
import { ROOT } from './places.ts'
import { createProgress } from './progress.ts'
import { readSettings, USAGE } from './settings.ts'
import { Trouble } from './wait.ts'
import { welcome } from './welcome.ts'

/** What `npm start` runs: brings the system up, says where it is, and stops all of it again at Ctrl-C. */
const settings = readSettings(process.argv.slice(2), process.env, ROOT)
if ('help' in settings) {
  console.log(USAGE)
  process.exit(0)
}
if ('wrong' in settings) {
  console.error(settings.wrong.join('\n'))
  process.exit(1)
}

const stopping = new AbortController()
const progress = createProgress(process.stdout, process.stdout.isTTY)
const interrupt = (): void => {
  if (!stopping.signal.aborted) progress.note('Stopping …')
  stopping.abort(new Trouble('Stopped.'))
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, interrupt)
watchBootstrap(interrupt)

try {
  const begun = performance.now()
  const system = await bringUp(settings, { progress, signal: stopping.signal })
  progress.note(await welcome(system, (performance.now() - begun) / 1000))
  await new Promise<void>(resolve => {
    if (stopping.signal.aborted) resolve()
    stopping.signal.addEventListener('abort', () => resolve(), { once: true })
  })
  await system.stop()
  progress.note('Stopped.')
  process.exit(0)
} catch (error) {
  if (error instanceof Trouble) progress.note(error.message)
  else if (isForbidden(error)) progress.note(`${error.path} belongs to another user: start as that user, or remove ${settings.varFolder}.`)
  else console.error(error)
  process.exit(stopping.signal.aborted ? 130 : 1)
}

function isForbidden(error: unknown): error is NodeJS.ErrnoException {
  return ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException | null)?.code ?? '') && (error as NodeJS.ErrnoException).path !== undefined
}

/** When the program that started us is killed hard, nobody else would stop the system. */
function watchBootstrap(gone: () => void): void {
  const parent = Number(process.env['DELTA_BOOTSTRAP_PID'])
  if (parent !== process.ppid) return
  setInterval(() => {
    if (process.ppid !== parent) gone()
  }, 500).unref()
}
