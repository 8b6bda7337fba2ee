import { rmSync } from 'node:fs'
import { LISTENERS, type ListenerName, takenPorts } from './addresses.ts'
import { dropDatabases } from './databases.ts'
import { startKafka } from './kafka.ts'
import { makePlaces, type Places } from './places.ts'
import { postgresHome } from './postgres-home.ts'
import { answers, startPostgres } from './postgres.ts'
import type { Progress } from './progress.ts'
import type { Settings } from './settings.ts'
import type { Kept } from './supervise.ts'
import { removeTopics } from './topics.ts'
import { Trouble } from './wait.ts'
import type { StatusWatch } from './watch-status.ts'

/** What has been started so far, and has to be stopped. */
export interface Started {
  services: Kept[]
  kafka: Kept | null
  postgres: Kept | null
  watch: StatusWatch | null
}

/** Says which of the ports that we need somebody else has, before anything is started. */
export async function refuseTakenPorts(settings: Settings): Promise<void> {
  const foreign = (name: ListenerName): boolean => (name === 'postgres' && settings.postgres !== null) || (name.startsWith('kafka') && settings.kafka !== null)
  const sentences = await takenPorts(
    settings.ports,
    LISTENERS.map(({ name }) => name).filter(name => !foreign(name)),
  )
  if (sentences.length > 0) throw new Trouble(sentences.join('\n'))
}

/** Throws away what earlier starts kept on disk. */
export function forget(places: Places): void {
  const { folder } = postgresHome(places)
  const drops = [...Object.values(places.inboxes), ...Object.values(places.outboxes)]
  for (const gone of [folder, `${folder}.password`, places.kafka, places.keys, places.log, ...drops]) rmSync(gone, { recursive: true, force: true })
  makePlaces(places)
}

/** The URL of a PostgreSQL server, ours or the one given, as a superuser. */
export async function openPostgres(settings: Settings, places: Places, started: Started, progress: Progress, signal: AbortSignal): Promise<string> {
  if (settings.postgres === null) {
    const home = postgresHome(places)
    const { url } = await progress.step('PostgreSQL', async say => {
      const local = await startPostgres({
        places,
        port: settings.ports.postgres,
        programs: settings.postgresBin,
        signal,
        onStart: kept => (started.postgres = kept),
      })
      say(
        `${local.version} on 127.0.0.1:${settings.ports.postgres}${home.sheltered ? `; its user cannot enter this folder, so its data is in ${home.folder}` : ''}`,
      )
      return local
    })
    return url
  }
  const { postgres } = settings
  if (!(await answers(postgres))) throw new Trouble('The PostgreSQL given with --postgres does not answer: check host, port, user and password.')
  if (settings.reset) await dropDatabases(postgres)
  return postgres
}

/** `host:port` of a Kafka, ours or the one given. */
export async function openKafka(settings: Settings, places: Places, started: Started, progress: Progress, signal: AbortSignal): Promise<string> {
  if (settings.kafka === null) {
    const { ports } = settings
    return progress.step('Kafka', async say => {
      const local = await startKafka({
        places,
        port: ports.kafka,
        controllerPort: ports['kafka-controller'],
        signal,
        say,
        onStart: kept => (started.kafka = kept),
      })
      say(`on ${local.address}`)
      return local.address
    })
  }
  if (settings.reset) await removeTopics(settings.kafka)
  return settings.kafka
}
