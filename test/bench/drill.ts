/**
 * What a drill-down answer costs: one list domain → four provinces → all units → counts and the first ten entries with the subject's name.
 * Ours (a subgraph alone; the gateway before it) beside the limit (the bare SQL over HTTP) and a peer (PostGraphile), interleaved in one run on the same data. Prints medians of requests/s and ratios.
 */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import autocannon from 'autocannon'
import { freePorts, ROOT } from '@delta/dev'
import pg from 'pg'
import { lendSystem } from '../runner/lend-system.ts'

const ROUNDS = 5
const SECONDS = 4
const CONNECTIONS = 32
const DOMAIN = 'B05'
const document = `{ lists { domains(codes: ["${DOMAIN}"]) { domain { code name } counts { total effective repaired ended } provinces { province { code name } counts { total effective repaired ended }
  units { unit { code name } counts { total effective repaired ended } entries(first: 10) { edges { node { id status subject { id name } } } } } } } } }`
const peerDocument = `{ allListRollups(condition: { domain: "${DOMAIN}" }) { nodes { province unit effective repaired ended listEntriesByDomainAndProvinceAndUnit(first: 10) { nodes { recordId status subjectId subjectName } } } } }`

interface Contestant {
  readonly name: string
  readonly url: string
  readonly body: string
  readonly headers: Record<string, string>
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1]!
const children: ChildProcess[] = []
const serve = async (file: string, ...args: string[]): Promise<void> => {
  const child = spawn(process.execPath, [join(ROOT, 'test/bench/servers', file), ...args], {
    stdio: ['ignore', 'pipe', 'ignore'],
    env: { ...process.env, GRAPHILE_ENV: 'production' },
  })
  children.push(child)
  await once(child.stdout, 'data')
}

await lendSystem({}, async system => {
  const { store, services } = system.status()
  const token = execFileSync(process.execPath, [join(ROOT, 'services/cli/src/main.ts'), 'token', 'analyst'])
    .toString()
    .trim()
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'delta-purpose': 'analysis' }
  const { gateway: limitPort, projector: peerPort } = await freePorts()
  await serve('limit.ts', store, String(limitPort), DOMAIN)
  await serve('postgraphile.ts', store, String(peerPort))
  const subgraph = services.find(({ name }) => name === 'subgraph-list')!.url
  const contestants: Contestant[] = [
    { name: 'limit: bare SQL over HTTP', url: `http://127.0.0.1:${limitPort}/`, body: '', headers: {} },
    { name: 'subgraph-list', url: `${subgraph}/graphql`, body: JSON.stringify({ query: document }), headers },
    { name: 'gateway → subgraph-list', url: `${system.gateway}/graphql`, body: JSON.stringify({ query: document }), headers },
    {
      name: 'PostGraphile',
      url: `http://127.0.0.1:${peerPort}/graphql`,
      body: JSON.stringify({ query: peerDocument }),
      headers: { 'content-type': 'application/json' },
    },
  ]
  const results = new Map<string, number[]>(contestants.map(({ name }) => [name, []]))
  const sizes = new Map<string, number>()
  const statements = new Map<string, number>()
  const client = new pg.Client({ connectionString: store })
  await client.connect()
  const commits = async (): Promise<number> => {
    await client.query('select pg_stat_clear_snapshot()')
    return Number((await client.query<{ n: string }>('select xact_commit as n from pg_stat_database where datname = current_database()')).rows[0]!.n)
  }
  for (const { name, url, body, headers: own } of contestants) {
    const answer = await fetch(url, { method: 'POST', body, headers: own })
    const text = await answer.text()
    if (answer.status !== 200 || text.includes('"errors"')) throw new Error(`${name} answers ${answer.status}: ${text.slice(0, 300)}`)
    sizes.set(name, text.length)
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const { name, url, body, headers: own } of contestants) {
      const before = await commits()
      const result = await autocannon({ url, method: 'POST', body, headers: own, connections: CONNECTIONS, duration: SECONDS })
      if (result.non2xx > 0 || result.errors > 0) throw new Error(`${name}: ${result.non2xx} refusals, ${result.errors} errors`)
      results.get(name)!.push(result.requests.average)
      statements.set(name, ((await commits()) - before) / result.requests.total)
    }
  }
  await client.end()
  const limit = median(results.get(contestants[0]!.name)!)
  console.log(`drill ${DOMAIN}: ${ROUNDS} rounds of ${SECONDS} s, ${CONNECTIONS} connections, medians`)
  for (const { name } of contestants) {
    const rate = median(results.get(name)!)
    console.log(
      `${name.padEnd(28)} ${rate.toFixed(0).padStart(6)} req/s  ${((rate / limit) * 100).toFixed(0).padStart(4)} % of the limit  ${String(sizes.get(name)).padStart(7)} bytes  ${statements.get(name)!.toFixed(2)} transactions an answer`,
    )
  }
}).finally(() => children.forEach(child => child.kill()))
