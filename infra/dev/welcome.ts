import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { issueToken } from '@delta/access'
import { openStore } from '@delta/store'
import type { System } from './bring-up.ts'

/** The roles that tokens are shown for. */
const DEMO_ROLES = ['analyst', 'partner:330100', 'province:310000', 'unit:ZJ-HUKOU', 'operator']

/** What a person reads when the system is up: the addresses, a token for each demo role, and three things to try. */
export async function welcome({ gateway, places, status }: System, seconds: number): Promise<string> {
  const key = JSON.parse(readFileSync(join(places.keys, 'issuer.jwk'), 'utf8')) as Parameters<typeof issueToken>[0]['key']
  const { store, kafka, sources, services } = status()
  const tokens = await Promise.all(
    [...DEMO_ROLES, ...(await someSubject(store))].map(async role => [role, await issueToken({ key, role, now: () => new Date() })] as const),
  )
  const rows: (readonly [string, string | null])[] = [
    ['graph', `${gateway}/graphql`],
    ['try queries', `${gateway}/`],
    ['participant directory', `${gateway}/.well-known/delta/directory`],
    ['Kafka', kafka],
    ['read model', withoutPassword(store)],
    ...Object.entries(sources).map(([name, { url, inbox }]) => [`source ${name}`, [url && withoutPassword(url), inbox].filter(Boolean).join('  ')] as const),
    ...services.filter(({ name }) => name !== 'gateway').map(({ name, url }) => [name, url] as const),
    ['logs', places.log],
  ]
  return [
    '',
    `Ready in ${seconds.toFixed(1)} s.`,
    '',
    ...rows.map(([name, where]) => `  ${name.padEnd(24)}${where}`),
    '',
    'Tokens (12 hours):',
    '',
    ...tokens.map(([role, token]) => `  ${role}\n    ${token}`),
    '',
    'Three things to try, in another terminal:',
    '',
    '  1. Which lists does each province keep in one field, and which unit answers for them?',
    `     curl -s ${gateway}/graphql -H "Authorization: Bearer $(npx pnpm -s delta token analyst)" -H 'Delta-Purpose: analysis' \\`,
    `       -H 'Content-Type: application/json' -d '${JSON.stringify({ query: QUERY })}'`,
    '  2. Let the sources change, and ask again:   npx pnpm -s delta seed --rate 20 --seconds 30',
    `  3. Browse the graph with example queries:   ${gateway}/`,
    '',
    'Passwords and process ids: npx pnpm -s delta status --json.   Ctrl-C stops everything.',
    '',
  ].join('\n')
}

const QUERY =
  '{ lists { domains(codes: ["B05"]) { domain { name } counts { total effective } provinces { province { name } counts { total } units { unit { code name } counts { total } } } } } }'

/** The role of one enterprise in the read model, as an example of a subject that looks at itself. */
async function someSubject(url: string): Promise<string[]> {
  const store = openStore(url, { connections: 1 })
  try {
    const { rows } = await store.pool.query<{ id: string }>("select id from subject where kind = 'ENT' order by id limit 1")
    return rows.map(({ id }) => `subject:${id}`)
  } catch {
    return []
  } finally {
    await store.close()
  }
}

function withoutPassword(url: string): string {
  const shown = new URL(url)
  shown.password = ''
  return shown.href
}
