import { join } from 'node:path'
import { HOST, type Ports } from './addresses.ts'
import { COMPILE_CACHE } from './compile.ts'
import { databaseUrl, SOURCE_DATABASES } from './databases.ts'
import { ROOT, type Places } from './places.ts'
import { PROVINCES } from './provinces.ts'
import type { Program } from './supervise.ts'

/** What every service of a local system is told. */
export interface Surroundings {
  readonly places: Places
  readonly ports: Ports
  /** The PostgreSQL server, as a superuser. */
  readonly postgres: string
  /** `host:port,…` */
  readonly kafka: string
}

/** The names of the services, in the order in which they are listed; each is a folder under services/. */
export const SERVICES = [
  'adapter-shanghai',
  'adapter-jiangsu',
  'adapter-zhejiang',
  'adapter-anhui',
  'projector',
  'subgraph-archive',
  'subgraph-relationship',
  'subgraph-list',
  'subgraph-catalogue',
  'subgraph-measure',
  'subgraph-repair',
  'subgraph-supervision',
  'feed',
  'gateway',
] as const

type ServiceName = (typeof SERVICES)[number]

/** Heap limits in megabytes, so that all processes together stay below 3 GiB. A drop folder may hold a file of 50 MB, which is one transaction: it takes some 450 MB for as long as it lasts. */
const ADAPTER_HEAP = 512
const DEFAULT_HEAP = 160
const HEAP: Readonly<Record<string, number>> = {
  projector: 256,
  feed: 256,
  gateway: 256,
  'adapter-shanghai': DEFAULT_HEAP,
  'adapter-zhejiang': DEFAULT_HEAP,
}

/** glibc keeps an arena for each thread, and gives little of them back: two are enough. */
const FEW_ARENAS = { MALLOC_ARENA_MAX: '2' }

/** How each service is started from source. */
export function servicePrograms(surroundings: Surroundings): Program[] {
  return SERVICES.map(name => ({
    name,
    command: process.execPath,
    args: [
      `--max-old-space-size=${HEAP[name] ?? (name.startsWith('adapter-') ? ADAPTER_HEAP : DEFAULT_HEAP)}`,
      // Who only answers keeps little between answers: a small nursery saves 50 MB in each.
      `--max-semi-space-size=${(name.startsWith('subgraph-') && name !== 'subgraph-supervision') || name === 'gateway' ? 2 : 8}`,
      '--disable-warning=ExperimentalWarning',
      join(ROOT, 'services', name, 'src', 'main.ts'),
    ],
    cwd: join(ROOT, 'services', name),
    env: { ...process.env, ...FEW_ARENAS, NODE_COMPILE_CACHE: COMPILE_CACHE, ...settingsOf(name, surroundings) },
  }))
}

/** Where a service answers. */
export function serviceUrl(name: ServiceName, ports: Ports): string {
  return `http://${HOST}:${ports[name]}`
}

function settingsOf(name: ServiceName, { places, ports, postgres, kafka }: Surroundings): Record<string, string> {
  const common = {
    DELTA_HOST: HOST,
    DELTA_PORT: String(ports[name]),
    DELTA_KAFKA: kafka,
    DELTA_KEYS: places.keys,
    DELTA_GATEWAY_URL: serviceUrl('gateway', ports),
  }
  const store = (database: string): Record<string, string> => ({ DELTA_STORE_URL: databaseUrl(postgres, database) })
  const source = (province: keyof typeof SOURCE_DATABASES): Record<string, string> => ({
    DELTA_SOURCE_URL: databaseUrl(postgres, SOURCE_DATABASES[province]),
  })
  const platform = (province: keyof typeof SOURCE_DATABASES): Record<string, string> => ({
    DELTA_PLATFORM_URL: databaseUrl(postgres, SOURCE_DATABASES[province]),
  })
  /** A province whose platform is folders alone. */
  const inFolders = ({ name: province, short }: (typeof PROVINCES)[number]): Record<string, string> => ({
    ...store(`adapter_${short}`),
    DELTA_SOURCE_INBOX: places.inboxes[province]!,
    DELTA_PLATFORM_FOLDER: places.outboxes[province]!,
  })
  switch (name) {
    case 'adapter-shanghai':
      return { ...common, ...store('adapter_sh'), ...source('shanghai'), ...platform('shanghai') }
    case 'adapter-jiangsu':
      return {
        ...common,
        ...store('adapter_js'),
        ...source('jiangsu'),
        DELTA_SOURCE_INBOX: places.inboxes.jiangsu,
        DELTA_PLATFORM_FOLDER: places.outboxes.jiangsu,
      }
    case 'adapter-zhejiang':
      return { ...common, ...store('adapter_zj'), ...source('zhejiang'), ...platform('zhejiang') }
    case 'subgraph-measure':
      return common
    case 'gateway':
      return {
        ...common,
        ...store('delta'),
        DELTA_DEMO: 'true',
        DELTA_SUBGRAPH_ARCHIVE: `${serviceUrl('subgraph-archive', ports)}/graphql`,
        DELTA_SUBGRAPH_RELATIONSHIP: `${serviceUrl('subgraph-relationship', ports)}/graphql`,
        DELTA_SUBGRAPH_LIST: `${serviceUrl('subgraph-list', ports)}/graphql`,
        DELTA_FEED: serviceUrl('feed', ports),
        DELTA_SUBGRAPH_CATALOGUE: `${serviceUrl('subgraph-catalogue', ports)}/graphql`,
        DELTA_SUPERVISION: serviceUrl('subgraph-supervision', ports),
        DELTA_SUBGRAPH_MEASURE: `${serviceUrl('subgraph-measure', ports)}/graphql`,
        DELTA_SUBGRAPH_REPAIR: `${serviceUrl('subgraph-repair', ports)}/graphql`,
        DELTA_ADAPTER_SH: serviceUrl('adapter-shanghai', ports),
        DELTA_ADAPTER_JS: serviceUrl('adapter-jiangsu', ports),
        DELTA_ADAPTER_ZJ: serviceUrl('adapter-zhejiang', ports),
        DELTA_ADAPTER_AH: serviceUrl('adapter-anhui', ports),
      }
    default: {
      const province = PROVINCES.find(one => name === `adapter-${one.name}`)
      return { ...common, ...(province ? inFolders(province) : store('delta')) }
    }
  }
}
