import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { bringUp, createProgress, freePorts, makePlaces, placesIn, ROOT, startKafka, startPostgres, type Progress } from '@delta/dev'

/** What layers need around them, made when the first asks for it and stopped at the end. */
export interface Surroundings {
  /** Environment for a layer with this need. */
  environmentFor(need: 'nothing' | 'servers' | 'system'): Promise<Record<string, string>>
  stop(): Promise<void>
}

/** How many subjects the provinces of the system under test hold. */
const SUBJECTS = 2_000

/** Surroundings whose state lies under var/test, thrown away before and after. */
export function createSurroundings(signal: AbortSignal): Surroundings {
  const progress = createProgress(process.stdout, false)
  const stops: (() => Promise<void>)[] = []
  let servers: Promise<Record<string, string>> | null = null
  let system: Promise<Record<string, string>> | null = null
  return {
    async environmentFor(need) {
      if (need === 'servers') return (servers ??= startServers(progress, signal, stops))
      if (need === 'system') return (system ??= startSystem(progress, signal, stops))
      return {}
    },
    async stop() {
      for (const stop of stops.splice(0).toReversed()) await stop()
    },
  }
}

async function startServers(progress: Progress, signal: AbortSignal, stops: (() => Promise<void>)[]): Promise<Record<string, string>> {
  const places = placesIn(emptied('servers'))
  makePlaces(places)
  const ports = await freePorts()
  const { url } = await progress.step('PostgreSQL for tests', () =>
    startPostgres({ places, port: ports.postgres, programs: null, signal, onStart: kept => stops.push(() => kept.stop()) }),
  )
  const { address } = await progress.step('Kafka for tests', say =>
    startKafka({ places, port: ports.kafka, controllerPort: ports['kafka-controller'], signal, say, onStart: kept => stops.push(() => kept.stop()) }),
  )
  return { DELTA_TEST_POSTGRES: url, DELTA_TEST_KAFKA: address }
}

async function startSystem(progress: Progress, signal: AbortSignal, stops: (() => Promise<void>)[]): Promise<Record<string, string>> {
  const varFolder = emptied('system')
  const system = await bringUp({ varFolder, subjects: SUBJECTS, ports: await freePorts() }, { progress, signal })
  stops.push(() => system.stop())
  return { DELTA_VAR: varFolder, DELTA_GATEWAY_URL: system.gateway }
}

function emptied(name: string): string {
  const folder = join(ROOT, 'var', 'test', name)
  rmSync(folder, { recursive: true, force: true })
  return folder
}
