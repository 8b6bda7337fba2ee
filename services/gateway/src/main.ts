import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { openGate } from '@delta/access'
import { placeSubgraphs, readLimits } from '@delta/graph'
import { createLog, runService } from '@delta/service'
import { adapterUrls, readSettings, subgraphUrls } from './config.ts'
import { createGateway } from './gateway.ts'
import { exchangeRequests, feedRequests, passThrough, qualityRequests, supervisionRequests } from './pass-through.ts'
import { createPlayground } from './playground.ts'
import { subgraphChecks } from './subgraph-checks.ts'
import { documents, served } from './well-known.ts'

const NAME = 'gateway'
const config = readSettings()
const log = createLog(NAME, config.DELTA_LOG_LEVEL)
const now = () => new Date()

await runService({
  name: NAME,
  log,
  config,
  start: async service => {
    const graph = join(config.DELTA_SCHEMA, 'graph')
    const supergraph = placeSubgraphs(readFileSync(join(graph, 'supergraph.graphql'), 'utf8'), subgraphUrls(config))
    const limits = readLimits(join(graph, 'limits.json'))
    const gateway = createGateway({
      supergraph,
      gate: openGate(config, { schema: config.DELTA_SCHEMA, now }),
      limits,
      onError: error => log.error({ error }, 'an answer failed'),
    })
    service.onStop(gateway.stop)
    if (config.DELTA_FEED) {
      const feed = passThrough(config.DELTA_FEED, { takes: feedRequests({ mostBytes: limits.bodyBytes }), what: 'list feed' })
      service.http(feed.handle)
      service.upgrade(feed.upgrade)
      service.onStop(feed.stop)
    }
    if (config.DELTA_SUPERVISION) {
      const supervision = passThrough(config.DELTA_SUPERVISION, { takes: supervisionRequests, what: 'supervision' })
      service.http(supervision.handle)
      service.onStop(supervision.stop)
    }
    if (config.DELTA_SUBGRAPH_CATALOGUE) {
      const quality = passThrough(config.DELTA_SUBGRAPH_CATALOGUE, { takes: qualityRequests, what: 'catalogue' })
      service.http(quality.handle)
      service.onStop(quality.stop)
    }
    for (const [short, url] of adapterUrls(config)) {
      const exchange = passThrough(url, { takes: exchangeRequests(short), what: 'adapter' })
      service.http(exchange.handle)
      service.onStop(exchange.stop)
    }
    service.http(gateway.handle)
    service.http(served(documents(config)))
    service.http(createPlayground({ examples: join(graph, 'examples'), keys: config.DELTA_DEMO && !config.DELTA_OIDC_ISSUER ? config.DELTA_KEYS : null, now }))
    for (const [name, ask] of Object.entries(subgraphChecks(supergraph))) service.check(name, ask)
  },
})
