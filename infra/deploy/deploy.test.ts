import { readdirSync, readFileSync } from 'node:fs'
import { PARTICIPANTS } from '@delta/model'
import { expect, test } from 'vitest'
import { parse, parseAllDocuments } from 'yaml'
import { outputs } from '../kafka/outputs.ts'
import { grantsOf, principalsOf } from '../kafka/grants.ts'
import { allSources, declaredSettings, serviceNames } from './read-settings.ts'

/* oxlint-disable typescript/no-explicit-any -- what YAML holds is what is looked at here */
const INFRA = new URL('../', import.meta.url)
const text = (path: string): string => readFileSync(new URL(path, INFRA), 'utf8')
const documents = (path: string): any[] => parseAllDocuments(text(path)).map(document => document.toJS())
const filesIn = (folder: string): string[] =>
  readdirSync(new URL(folder, INFRA))
    .filter(name => name.endsWith('.yaml'))
    .map(name => `${folder}${name}`)

const SERVICES = serviceNames()
const KAFKA = ['DELTA_KAFKA_CA', 'DELTA_KAFKA_USER', 'DELTA_KAFKA_PASSWORD']
/** What a service must be told on many machines: what it requires, security too where it speaks to Kafka, and to listen beyond its own machine. */
const needed = (service: string): string[] => {
  const { all, required } = declaredSettings(service)
  return [...required, 'DELTA_HOST', ...KAFKA.filter(name => all.has(name))]
}
const PORT: Record<string, number> = Object.fromEntries(
  [...text('dev/addresses.ts').matchAll(/name: '([\w-]+)', port: (\d+)/g)].map(([, name, port]) => [name, Number(port)]),
)
const compose: any = parse(text('compose.yaml'), { merge: true })
const base = filesIn('k8s/base/').flatMap(documents)
const one = (kind: string, name: string): any => base.find(resource => resource.kind === kind && resource.metadata.name === name)
const commonSettings = one('ConfigMap', 'delta-settings').data

test('settings are read from config.ts as they are meant', () => {
  expect([...declaredSettings('adapter-jiangsu').required].toSorted()).toEqual([
    'DELTA_KAFKA',
    'DELTA_KEYS',
    'DELTA_PLATFORM_FOLDER',
    'DELTA_PORT',
    'DELTA_SOURCE_INBOX',
    'DELTA_SOURCE_URL',
    'DELTA_STORE_URL',
  ])
  expect([...declaredSettings('gateway').required].toSorted()).toEqual(['DELTA_KEYS', 'DELTA_PORT'])
  expect(declaredSettings('projector').all).toContain('DELTA_KAFKA_PASSWORD')
})

test.each(SERVICES)('compose runs %s with all it requires and nothing it does not know', service => {
  const { command, environment, ports, image } = compose.services[service]
  expect(command).toEqual([service])
  expect(image).toMatch(/^delta-gateway:/)
  expect(Object.keys(environment)).toEqual(expect.arrayContaining(needed(service)))
  expect([...declaredSettings(service).all]).toEqual(expect.arrayContaining(Object.keys(environment)))
  expect(environment.DELTA_PORT).toBe(PORT[service])
  expect(ports ?? []).toEqual(service === 'gateway' ? [`${PORT['gateway']}:${PORT['gateway']}`] : [])
})

test.each(SERVICES)('Kubernetes runs %s with all it requires and nothing it does not know; its ports agree', service => {
  const deployment = one('Deployment', service)
  const [container] = deployment.spec.template.spec.containers
  const own = Object.fromEntries(container.env.map(({ name, value }: any) => [name, value]))
  expect(container.name).toBe('service')
  expect(container.args).toEqual([service])
  expect([...Object.keys(own), ...Object.keys(commonSettings)]).toEqual(expect.arrayContaining(needed(service)))
  expect([...declaredSettings(service).all]).toEqual(expect.arrayContaining(Object.keys(own)))
  expect(own.DELTA_PORT).toBe(String(PORT[service]))
  expect(container.ports).toEqual([{ name: 'http', containerPort: PORT[service] }])
  expect(one('Service', service).spec).toEqual({
    selector: { 'app.kubernetes.io/name': service },
    ports: [{ name: 'http', port: PORT[service], targetPort: 'http' }],
  })
  expect(container.resources).toMatchObject({ requests: { cpu: expect.anything(), memory: expect.anything() }, limits: { memory: expect.anything() } })
  expect(documents('k8s/base/kustomization.yaml')[0].resources).toContain(`${service}.yaml`)
})

test('an adapter is one instance that ends before its successor starts; what scales has a disruption budget', () => {
  for (const service of SERVICES) {
    const { spec } = one('Deployment', service)
    const adapter = service.startsWith('adapter-')
    expect([service, spec.replicas > 1, spec.strategy?.type ?? 'RollingUpdate', one('PodDisruptionBudget', service) !== undefined]).toEqual([
      service,
      !adapter,
      adapter ? 'Recreate' : 'RollingUpdate',
      !adapter,
    ])
  }
})

test('every Deployment is probed where services answer, and gets the common settings', () => {
  const [{ spec }] = documents('k8s/base/every-service.yaml')
  const [container] = spec.template.spec.containers
  const probes = Object.fromEntries(['startupProbe', 'livenessProbe', 'readinessProbe'].map(name => [name, container[name].httpGet]))
  expect(probes).toEqual({
    startupProbe: { path: '/health/live', port: 'http' },
    livenessProbe: { path: '/health/live', port: 'http' },
    readinessProbe: { path: '/health/ready', port: 'http' },
  })
  for (const { path } of Object.values(probes)) expect(text('../packages/service/src/run-service.ts')).toContain(`path === '${path}'`)
  expect(container.envFrom).toEqual([{ configMapRef: { name: 'delta-settings' } }])
  expect(documents('k8s/base/kustomization.yaml')[0].patches).toEqual([{ path: 'every-service.yaml', target: { kind: 'Deployment' } }])
  expect(compose.services.gateway.healthcheck.test.join(' ')).toContain('/health/ready')
})

test('compose asks for every value by a name that it can fill in, and says so where one is missing', () => {
  for (const [given] of text('compose.yaml').matchAll(/\$[^\s'/@]*/g)) expect(given).toMatch(/^\$\{[A-Z_]+:(\?|-)/)
})

test('addresses of subgraphs, brokers and scrape targets are those of services that are there', () => {
  for (const [, host, port] of `${text('compose.yaml')}${text('k8s/base/gateway.yaml')}`.matchAll(/http:\/\/(subgraph-\w+|feed):(\d+)/g))
    expect([host, Number(port)]).toEqual([host, PORT[host!]])
  const targets = documents('otel/prometheus.yaml')[0].scrape_configs[0].static_configs[0].targets
  expect(targets.toSorted()).toEqual(SERVICES.map(service => `${service}:${PORT[service]}`).toSorted())
  for (const broker of compose['x-kafka'].DELTA_KAFKA.split(',')) expect(compose.services).toHaveProperty(broker.split(':')[0])
})

test('each adapter has a ledger database and a Kafka user of its own', () => {
  const adapters = SERVICES.filter(service => service.startsWith('adapter-'))
  const told = adapters.flatMap(service => {
    const { environment } = compose.services[service]
    const env = one('Deployment', service).spec.template.spec.containers[0].env
    const named = (name: string): string => {
      const { value, valueFrom } = env.find((entry: any) => entry.name === name)
      return value ?? valueFrom.secretKeyRef.name
    }
    return [
      [environment.DELTA_STORE_URL.split('/').at(-1), environment.DELTA_KAFKA_USER],
      [named('DELTA_STORE_URL'), named('DELTA_KAFKA_USER')],
    ]
  })
  const expected = PARTICIPANTS.flatMap(({ short }) => [
    [`adapter_${short}`, `adapter-${short}`],
    [`ledger-${short}-app`, `adapter-${short}`],
  ])
  expect(told.toSorted()).toEqual(expected.toSorted())
})

test('what is made from schema/topics.yaml is as it would be made now', () => {
  for (const [path, made] of Object.entries(outputs())) expect(text(`kafka/${path}`), `${path}: run node infra/kafka/main.ts`).toBe(made)
})

const topic = (name: string, province: any, writers: string[], readers: string[]): any => ({ name, province, writers, readers })

test('an adapter writes its own province’s topics alone, and reads what is for participants; the projector writes nothing', () => {
  const grants = grantsOf([
    topic('delta.list.sh.v1', '310000', ['province'], ['participant']),
    topic('delta.list.js.v1', '320000', ['province'], ['participant']),
    topic('delta.list-changes.v1', null, ['feed'], ['participant']),
    topic('delta.catalogue.v1', null, ['operator'], ['participant']),
  ])
  expect(grants.filter(({ principal }) => principal === 'adapter-sh')).toEqual([
    { principal: 'adapter-sh', operations: ['Write', 'Describe'], on: { topics: ['delta.list.sh.v1'] } },
    { principal: 'adapter-sh', operations: ['Read', 'Describe'], on: { topics: ['delta.list.sh.v1', 'delta.list.js.v1'] } },
    { principal: 'adapter-sh', operations: ['Read', 'Describe'], on: { groupPrefix: 'adapter-sh.' } },
  ])
  expect(grants.filter(({ principal }) => principal === 'projector').flatMap(({ operations }) => operations)).not.toContain('Write')
  expect(principalsOf(grants)).toEqual([
    'adapter-sh',
    'adapter-js',
    'subgraph-repair',
    'projector',
    'feed',
    'supervision',
    'participant-sh',
    'participant-js',
    'national',
    'operator',
  ])
})

test('no image floats, and no secret is written down', () => {
  const files = ['compose.yaml', ...['k8s/', 'k8s/base/', 'k8s/kafka/', 'k8s/postgres/', 'otel/'].flatMap(filesIn)]
  const images = [
    ...files
      .map(text)
      .join('\n')
      .matchAll(/^\s*image: (\S+)$/gm),
  ].map(([, image]) => image!)
  expect(images.length).toBeGreaterThan(10)
  for (const image of images) expect(image).toMatch(image === 'delta-gateway' ? /./ : /:v?\d+(\.\d+)+$/)
  expect(documents('k8s/base/kustomization.yaml')[0].images).toEqual([{ name: 'delta-gateway', newTag: expect.stringMatching(/^\d/) }])
  expect(text('Dockerfile')).toMatch(/^FROM node:24[\w-]*$/m)
  for (const file of files) {
    expect(text(file), file).not.toMatch(/^kind: Secret$|-----BEGIN|:latest\b/m)
    for (const [, name, value] of text(file).matchAll(/^\s*(\w*(?:PASSWORD|SECRET|TOKEN)\w*)\s*:\s*(\S+)/gm)) expect(value, `${file}: ${name}`).toMatch(/^\$\{/)
    for (const [, password] of text(file).matchAll(/:\/\/\w+:([^@\s]+)@/g)) expect(password, file).toMatch(/^\$\{\w+:\?\}$/)
  }
  for (const { spec } of base.filter(({ kind }) => kind === 'Deployment')) {
    for (const { name, value } of spec.template.spec.containers[0].env ?? [])
      if (/PASSWORD|STORE_URL|SOURCE_URL|PLATFORM_URL/.test(name)) expect(value, name).toBeUndefined()
  }
})

test('every alert asks for a metric that a service measures, and says in one line what to do', () => {
  const sources = allSources()
  const instruments = [...sources.matchAll(/create(Observable)?(Counter|Gauge|Histogram|UpDownCounter)\('([\w.]+)'/g)].flatMap(([, , kind, name]) => {
    const exported = name!.replaceAll('.', '_')
    return kind === 'Counter' ? [`${exported}_total`] : kind === 'Histogram' ? ['bucket', 'count', 'sum'].map(part => `${exported}_${part}`) : [exported]
  })
  const { rules } = documents('otel/alerts.yaml')[0].groups[0]
  expect(rules.length).toBeGreaterThan(5)
  for (const { alert, expr, annotations, labels } of rules) {
    const asked = [...expr.matchAll(/\b(?:delta|http)_[a-z_]+(?=[\s{[)]|$)/g)].map(([name]: string[]) => name!).filter(name => !/^http_(re|route)/.test(name))
    expect(expr.startsWith('up{') || asked.length > 0, alert).toBe(true)
    for (const name of asked) expect(instruments, alert).toContain(name)
    expect(annotations.runbook, alert).toMatch(/^.{20,}$/)
    expect(labels.severity, alert).toMatch(/^(page|warn)$/)
  }
})

test('a service that asks whose keys stand is given the directory', () => {
  const secrets = text('deploy/make-secrets.ts')
  const asking = SERVICES.filter(service => /createKeys\(/.test(text(`../services/${service}/src/main.ts`)))
  expect(asking).toEqual(expect.arrayContaining(['projector', 'subgraph-repair', 'subgraph-supervision']))
  for (const service of asking) {
    const [, given = ''] = new RegExp(`'?${service}'?: (\\[[^\\]]*\\])`).exec(secrets) ?? []
    expect(given, service).toMatch(/'directory\.jws',\s+'directory\.pub\.jwk'/)
  }
})

test('what is held, and a number that is used again, alarm', () => {
  const { rules } = documents('otel/alerts.yaml')[0].groups[0]
  const asks = (part: string) => rules.filter(({ expr }: { expr: string }) => expr.includes(part)).map(({ alert }: { alert: string }) => alert)
  expect(asks('delta_adapter_held{code="E_COUNT_MISMATCH"}) > 0')).toHaveLength(1)
  expect(asks('delta_adapter_held_age{code="E_GROUP_INCOMPLETE",field="FILE"}) > 3600')).toHaveLength(1)
  expect(asks('code="E_SEQ_REUSED"')).toHaveLength(1)
})

test('a directory of keys that soon expires alarms a month before', () => {
  const { rules } = documents('otel/alerts.yaml')[0].groups[0]
  expect(rules.filter(({ expr }: { expr: string }) => expr === 'min(delta_directory_days) < 30')).toHaveLength(1)
})

test('what a participant could not take alarms', () => {
  const { rules } = documents('otel/alerts.yaml')[0].groups[0]
  expect(rules.filter(({ expr }: { expr: string }) => expr.includes('delta_exchange_receipts_rejected) > 0'))).toHaveLength(1)
})

test('an alarm on the increase of a counter also sees one that first appears with 1', () => {
  const { rules } = documents('otel/alerts.yaml')[0].groups[0]
  const increases = rules.flatMap(({ alert, expr }: { alert: string; expr: string }) =>
    [...expr.matchAll(/increase\((\w+(?:\{[^}]*\})?)\[(\w+)\]\)/g)].map(([, counter, window]) => ({
      alert,
      expr,
      first: `${counter} unless ${counter} offset ${window}`,
    })),
  )
  expect(increases.length).toBeGreaterThan(3)
  for (const { alert, expr, first } of increases) expect(expr, alert).toContain(first)
})
