import { randomBytes } from 'node:crypto'
import { chmodSync, chownSync, copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { makeKeys, runCommand } from '@delta/dev'

/** Which keys each service needs; it gets no other. */
const KEYS: Readonly<Record<string, readonly string[]>> = {
  'adapter-shanghai': ['310000.jwk', 'record-sh.key', 'pseudonym.key', 'directory.jws', 'directory.pub.jwk', 'jwks.json'],
  'adapter-jiangsu': ['320000.jwk', 'record-js.key', 'pseudonym.key', 'directory.jws', 'directory.pub.jwk', 'jwks.json'],
  'adapter-zhejiang': ['330000.jwk', 'record-zj.key', 'pseudonym.key', 'directory.jws', 'directory.pub.jwk', 'jwks.json'],
  'adapter-anhui': ['340000.jwk', 'record-ah.key', 'pseudonym.key', 'directory.jws', 'directory.pub.jwk', 'jwks.json'],
  projector: ['directory.jws', 'directory.pub.jwk'],
  'subgraph-archive': ['jwks.json', 'pseudonym.key'],
  'subgraph-relationship': ['jwks.json'],
  'subgraph-list': ['jwks.json'],
  'subgraph-catalogue': ['jwks.json'],
  'subgraph-measure': ['jwks.json'],
  'subgraph-repair': [
    'jwks.json',
    'repair.key',
    'repair-310000.jwk',
    'repair-320000.jwk',
    'repair-330000.jwk',
    'repair-340000.jwk',
    'directory.jws',
    'directory.pub.jwk',
  ],
  'subgraph-supervision': ['jwks.json', 'supervision.jwk', 'pseudonym.key', 'directory.jws', 'directory.pub.jwk'],
  feed: ['jwks.json', 'log.jwk', 'webhook.key'],
  gateway: ['jwks.json', 'directory.jws'],
}

const PRINCIPALS = ['adapter-sh', 'adapter-js', 'adapter-zj', 'adapter-ah', 'projector', 'subgraph-repair', 'feed', 'supervision', 'operator']
const DATABASES = ['ADAPTER_SH', 'ADAPTER_JS', 'ADAPTER_ZJ', 'ADAPTER_AH', 'DELTA']
const BROKERS = ['kafka-1', 'kafka-2', 'kafka-3']
/** The user that Kafka and the services run as in their images. */
const USER = 1000

const folder = resolve(process.argv[2] ?? fileURLToPath(new URL('../../var/cluster', import.meta.url)))
const secret = (): string => randomBytes(24).toString('base64url')
const upper = (name: string): string => name.toUpperCase().replaceAll('-', '_')

mkdirSync(folder, { recursive: true, mode: 0o711 })
const environment = join(folder, 'compose.env')
if (!existsSync(environment)) {
  const passwords = PRINCIPALS.map(name => [name, secret()] as const)
  const lines = [
    `DELTA_SECRETS=${folder}`,
    `KAFKA_CLUSTER_ID=${randomBytes(16).toString('base64url').replace(/^-/, 'A')}`,
    `POSTGRES_PASSWORD=${secret()}`,
    ...passwords.map(([name, password]) => `${upper(name)}_KAFKA_PASSWORD=${password}`),
    ...DATABASES.map(name => `${name}_DATABASE_PASSWORD=${secret()}`),
  ]
  mkdirSync(join(folder, 'kafka'), { recursive: true })
  writeFileSync(join(folder, 'kafka', 'passwords'), passwords.map(([name, password]) => `${name} ${password}\n`).join(''), { mode: 0o600 })
  writeFileSync(environment, `${lines.join('\n')}\n`, { mode: 0o600 })
}
const certificates = fileURLToPath(new URL('../kafka/certificates.sh', import.meta.url))
await runCommand('sh', [certificates, join(folder, 'kafka'), ...BROKERS, 'kafka-admin'], { signal: new AbortController().signal })
await makeKeys(join(folder, 'all-keys'), () => new Date())
for (const [service, files] of Object.entries(KEYS)) {
  const own = join(folder, 'keys', service)
  mkdirSync(own, { recursive: true })
  for (const file of files) copyFileSync(join(folder, 'all-keys', file), join(own, file))
}

const read = ['kafka', ...Object.keys(KEYS).map(service => join('keys', service))].flatMap(name => [
  name,
  ...readdirSync(join(folder, name)).map(file => join(name, file)),
])
for (const path of read.map(name => join(folder, name))) {
  if (!statSync(path).isDirectory()) chmodSync(path, path.endsWith('ca.pem') ? 0o644 : 0o600)
  if (process.getuid?.() === 0) chownSync(path, USER, USER)
}
if (statSync(join(folder, 'kafka', 'passwords')).uid !== USER)
  console.log(`The containers run as user ${USER}: make ${folder} theirs (chown -R ${USER} kafka keys).`)
console.log(
  `${readFileSync(environment, 'utf8').split('\n').length - 1} settings in ${environment}; keys of each service in ${join(folder, 'keys')}; keep ${join(folder, 'all-keys')} and ${join(folder, 'kafka', 'ca.key')} away from the machines.`,
)
