import { fileURLToPath } from 'node:url'
import { accessSettings } from '@delta/access'
import { readConfig, serviceSettings, setting } from '@delta/service'
import { z } from 'zod'

/** The gateway's settings. */
const shape = {
  ...serviceSettings,
  ...accessSettings,
  DELTA_SCHEMA: z.string().default(fileURLToPath(new URL('../../../schema', import.meta.url))),
  /** Where the subgraphs answer, where not at the supergraph's own addresses. */
  DELTA_SUBGRAPH_ARCHIVE: setting.httpUrl().optional(),
  DELTA_SUBGRAPH_RELATIONSHIP: setting.httpUrl().optional(),
  DELTA_SUBGRAPH_LIST: setting.httpUrl().optional(),
  DELTA_SUBGRAPH_CATALOGUE: setting.httpUrl().optional(),
  /** Where the list feed answers; without it there is none at this address. */
  DELTA_FEED: setting.httpUrl().optional(),
  DELTA_SUBGRAPH_MEASURE: setting.httpUrl().optional(),
  DELTA_SUBGRAPH_REPAIR: setting.httpUrl().optional(),
  /** Where the supervision answers: its subgraph, credit checks and reports. */
  DELTA_SUPERVISION: setting.httpUrl().optional(),
  /** Where the provinces' adapters take what is pushed; without one there is no pushing for its province. */
  DELTA_ADAPTER_SH: setting.httpUrl().optional(),
  DELTA_ADAPTER_JS: setting.httpUrl().optional(),
  DELTA_ADAPTER_ZJ: setting.httpUrl().optional(),
  DELTA_ADAPTER_AH: setting.httpUrl().optional(),
  /** `/` offers tokens of the demonstration roles; only for a local issuer, and only where this is told. */
  DELTA_DEMO: z.stringbool().default(false),
}

/** Reads them from the environment. */
export const readSettings = () => readConfig(shape, process.env)

/** The values of the gateway's settings. */
export type GatewaySettings = ReturnType<typeof readSettings>

/** Addresses of subgraphs that the settings name. */
export function subgraphUrls(settings: GatewaySettings): Record<string, string> {
  const named = {
    archive: settings.DELTA_SUBGRAPH_ARCHIVE,
    relationship: settings.DELTA_SUBGRAPH_RELATIONSHIP,
    list: settings.DELTA_SUBGRAPH_LIST,
    catalogue: settings.DELTA_SUBGRAPH_CATALOGUE,
    feed: settings.DELTA_FEED && new URL('/graphql', settings.DELTA_FEED).href,
    measure: settings.DELTA_SUBGRAPH_MEASURE,
    repair: settings.DELTA_SUBGRAPH_REPAIR,
    supervision: settings.DELTA_SUPERVISION && new URL('/graphql', settings.DELTA_SUPERVISION).href,
  }
  return Object.fromEntries(Object.entries(named).flatMap(([name, url]) => (url ? [[name, url]] : [])))
}

/** Where each province's adapter takes what is pushed, by the province's short name. */
export function adapterUrls(settings: GatewaySettings): [short: string, url: string][] {
  const named = { sh: settings.DELTA_ADAPTER_SH, js: settings.DELTA_ADAPTER_JS, zj: settings.DELTA_ADAPTER_ZJ, ah: settings.DELTA_ADAPTER_AH }
  return Object.entries(named).flatMap(([short, url]): [string, string][] => (url ? [[short, url]] : []))
}
