import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePorts, kafkaJars, keepRunning, listens, makePlaces, placesIn, runCommand, until } from '@delta/dev'

/** A broker with the security of broker.properties: TLS, SCRAM and the rights that the test grants. For tests only. */
export interface SecureBroker {
  /** `host:port` of the listener that services use. */
  readonly address: string
  /** The authority's PEM file. */
  readonly authority: string
  /** Runs `kafka-acls` lines as the administrator. */
  grant(lines: readonly string[]): Promise<void>
  stop(): Promise<void>
}

const HERE = import.meta.dirname
const MEMORY = ['-Xms128m', '-Xmx256m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Xshare:auto', '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn']
const HOST = '127.0.0.1'

/** Starts one with these users and their passwords. For tests only. */
export async function startSecureBroker(users: Readonly<Record<string, string>>): Promise<SecureBroker> {
  const { signal } = new AbortController()
  const folder = mkdtempSync(join(tmpdir(), 'delta-kafka-'))
  const jars = join(await kafkaJars(signal, () => {}), '*')
  const ports = await freePorts()
  const authority = join(folder, 'ca.pem')
  const admin = join(folder, 'admin.properties')
  const properties = join(folder, 'server.properties')
  const java = (main: string, ...args: string[]): Promise<string> => runCommand('java', [...MEMORY, '-cp', jars, main, ...args], { signal })

  await runCommand('sh', [join(HERE, 'certificates.sh'), folder, 'kafka-1', 'kafka-admin'], { signal })
  writeFileSync(admin, readFileSync(join(HERE, 'admin.properties'), 'utf8').replaceAll('/run/kafka', folder))
  const filled = {
    ID: '1',
    NAME: 'kafka-1',
    HOST,
    BIND: HOST,
    VOTERS: `1@${HOST}:${ports['kafka-controller']}`,
    DATA: join(folder, 'data'),
    SECRETS: folder,
    COPIES: '1',
    LEAST: '1',
    CLIENT: String(ports.kafka),
    INTERNAL: String(ports.postgres),
    CONTROLLER: String(ports['kafka-controller']),
  }
  const template = readFileSync(join(HERE, 'broker.properties'), 'utf8')
  writeFileSync(
    properties,
    `${template.replaceAll(/@([A-Z]+)@/g, (_all, name: string) => filled[name as keyof typeof filled])}
offsets.topic.num.partitions=1
group.initial.rebalance.delay.ms=0
log.cleaner.dedupe.buffer.size=16777216\n`,
  )
  const scram = Object.entries(users).flatMap(([name, password]) => ['--add-scram', `SCRAM-SHA-512=[name=${name},password=${password}]`])
  await java('kafka.tools.StorageTool', 'format', '-t', 'delta-secure-broker-00', '-c', properties, ...scram)

  const places = placesIn(folder)
  makePlaces(places)
  const kept = keepRunning({ name: 'kafka', command: 'java', args: [...MEMORY, '-cp', jars, 'kafka.Kafka', properties], env: process.env, cwd: folder }, places)
  await until(() => listens(ports.kafka), { signal, within: 60_000, what: `Kafka does not answer (see ${kept.logFile})` })
  const grant = async (lines: readonly string[]): Promise<void> => {
    const asked = ['--bootstrap-server', `${HOST}:${filled.INTERNAL}`, '--command-config', admin, '--add', '--force']
    await Promise.all(lines.map(line => java('org.apache.kafka.tools.AclCommand', ...asked, ...line.split(' ').slice(1))))
  }
  return {
    address: `${HOST}:${filled.CLIENT}`,
    authority,
    grant,
    async stop() {
      await kept.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
