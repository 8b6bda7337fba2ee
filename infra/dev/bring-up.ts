import { rmSync } from 'node:fs'
import { bringCatalogue } from './catalogue.ts'
import { compileOnce } from './compile.ts'
import { databaseUrl, OPERATOR_DATABASE, SOURCE_DATABASES } from './databases.ts'
import { fillProvinces } from './fill.ts'
import { firstLoad } from './first-load.ts'
import { makeKeys } from './keys.ts'
import { becomeSupervisor, resignSupervisor } from './lone-supervisor.ts'
import { makePlaces, placesIn, type Places } from './places.ts'
import { PROVINCES } from './provinces.ts'
import { silent, type Progress } from './progress.ts'
import { forget, openKafka, openPostgres, refuseTakenPorts, type Started } from './servers.ts'
import { servicePrograms, SERVICES, serviceUrl } from './services.ts'
import { DEFAULTS, type Settings } from './settings.ts'
import type { Status } from './status.ts'
import { keepRunning } from './supervise.ts'
import { makeTopics } from './topics.ts'
import { Trouble, until } from './wait.ts'
import { type StatusWatch, type Watched, watchStatus } from './watch-status.ts'

/** What is brought up and where; what is left out is as in `npm start` without options. */
export type Options = Partial<Settings> & Pick<Settings, 'varFolder'>

/** A running system. */
export interface System {
  /** The gateway's base URL. */
  readonly gateway: string
  readonly places: Places
  status(): Status
  /** Stops everything that was started: services, then Kafka, then PostgreSQL. Resolves when no process is left. */
  stop(): Promise<void>
}

/** Brings a whole system up and resolves when it is ready and the first load is through. When anything fails, or the signal aborts, everything started is stopped before it rejects. */
export async function bringUp(
  options: Options,
  { progress = silent, signal = new AbortController().signal }: { progress?: Progress; signal?: AbortSignal } = {},
): Promise<System> {
  const settings: Settings = { ...DEFAULTS, ...options }
  const places = placesIn(settings.varFolder)
  makePlaces(places)
  for (const name of await becomeSupervisor(places)) progress.note(`! Ended ${name}, left by an earlier start that was killed`)
  const started: Started = { services: [], kafka: null, postgres: null, watch: null }
  const stop = once(() => stopAll(started, places))
  const failing = new AbortController()
  const either = AbortSignal.any([signal, failing.signal])
  try {
    return { ...(await prepare(settings, places, started, { progress, signal: either, failing })), places, stop }
  } catch (error) {
    await stop()
    throw signal.aborted ? signal.reason : error
  }
}

async function prepare(
  settings: Settings,
  places: Places,
  started: Started,
  { progress, signal, failing }: { progress: Progress; signal: AbortSignal; failing: AbortController },
): Promise<{ gateway: string; status: () => Status }> {
  await refuseTakenPorts(settings)
  if (settings.reset) await progress.step('Forgotten what earlier starts kept', async () => forget(places))
  let fresh = false
  const [postgres, kafka] = await together(failing, [
    async () => {
      const server = await openPostgres(settings, places, started, progress, signal)
      fresh = await progress.step('Provinces', say => fillProvinces({ server, places, subjects: settings.subjects, seed: settings.seed, signal, say }))
      return server
    },
    async () => {
      const address = await openKafka(settings, places, started, progress, signal)
      await progress.step('Topics', async say => say(await makeTopics(address, signal)))
      return address
    },
    async () => {
      await progress.step('Keys and participant directory', () => makeKeys(places.keys, () => new Date()))
      return ''
    },
    async () => {
      await compileOnce(signal)
      return ''
    },
  ])
  signal.throwIfAborted()
  const { ports } = settings
  const surroundings = { places, ports, postgres: postgres!, kafka: kafka! }
  await progress.step('Catalogue', async say => say(await bringCatalogue({ server: postgres!, kafka: kafka!, keys: places.keys })))
  started.services = servicePrograms(surroundings).map(program => keepRunning(program, places))
  const gateway = serviceUrl('gateway', ports)
  const watch = watchStatus(
    places.run,
    {
      gateway,
      kafka: kafka!,
      store: databaseUrl(postgres!, 'delta'),
      operator: databaseUrl(postgres!, OPERATOR_DATABASE),
      ledgers: Object.fromEntries(PROVINCES.map(({ name, short }) => [name, databaseUrl(postgres!, `adapter_${short}`)])) as Status['ledgers'],
      sources: Object.fromEntries(
        PROVINCES.map(({ name }) => [
          name,
          {
            url: name in SOURCE_DATABASES ? databaseUrl(postgres!, SOURCE_DATABASES[name as keyof typeof SOURCE_DATABASES]) : null,
            inbox: places.inboxes[name] ?? null,
            outbox: places.outboxes[name] ?? null,
          },
        ]),
      ) as Status['sources'],
      supervisor: process.pid,
    },
    started.services.map((kept, index): Watched => ({ kept, url: serviceUrl(SERVICES[index]!, ports), asks: 'health' })),
    [
      ...(started.postgres === null ? [] : [{ kept: started.postgres, url: `tcp://127.0.0.1:${ports.postgres}`, asks: 'tcp' as const }]),
      ...(started.kafka === null ? [] : [{ kept: started.kafka, url: `tcp://127.0.0.1:${ports.kafka}`, asks: 'tcp' as const }]),
    ],
  )
  started.watch = watch
  await progress.step('Services', say => servicesReady(watch, started, signal, say))
  await progress.step('First load', say => firstLoad({ server: postgres!, inboxes: Object.values(places.inboxes), fresh, signal, say }))
  watch.loaded()
  return { gateway, status: watch.current }
}

async function servicesReady(watch: StatusWatch, started: Started, signal: AbortSignal, say: (detail: string) => void): Promise<void> {
  await until(
    () => {
      const { services } = watch.current()
      const waiting = services.filter(({ ready }) => !ready)
      say(
        waiting.length === 0
          ? `${services.length} ready`
          : `${services.length - waiting.length} of ${services.length} ready, waiting for ${waiting.map(({ name }) => name).join(', ')}`,
      )
      const broken = started.services.find(kept => kept.deaths() >= 5)
      if (broken !== undefined) throw new Trouble(`${broken.name} keeps dying; its log says why: ${broken.logFile}`)
      return waiting.length === 0
    },
    { signal, within: 180_000, what: `Services are not ready (logs: ${started.services[0]?.logFile.replace(/[^/]+$/, '')})` },
  )
}

async function stopAll({ services, kafka, postgres, watch }: Started, places: Places): Promise<void> {
  await watch?.stop()
  await Promise.all(services.map(kept => kept.stop(12_000)))
  await kafka?.stop(20_000)
  await postgres?.stop(20_000)
  rmSync(`${places.run}/status.json`, { force: true })
  resignSupervisor(places)
}

/** Runs steps side by side; when one fails the others are told to stop, and all are waited for. */
async function together<T>(failing: AbortController, steps: readonly (() => Promise<T>)[]): Promise<T[]> {
  let first: { error: unknown } | null = null
  const values = await Promise.all(
    steps.map(async step =>
      step().catch((error: unknown) => {
        first ??= { error }
        failing.abort(error)
        return undefined as T
      }),
    ),
  )
  if (first !== null) throw (first as { error: unknown }).error
  return values
}

function once(work: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null
  return () => (running ??= work())
}
