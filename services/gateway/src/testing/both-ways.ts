import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { buildASTSchema, parse } from 'graphql'
import { createOwners } from '../sole-owner.ts'
import { drawQuery } from './any-query.ts'
import type { Stack } from './stack.ts'

/** How queries went by the short way and by an execution. */
export interface Comparison {
  /** Answers that differ, with what was asked. */
  readonly differences: unknown[]
  /** Answers without errors, those with data and errors, and those without data. */
  whole: number
  partial: number
  refused: number
  /** Queries that one subgraph answers alone. */
  sole: number
}

const supergraph = readFileSync(join(import.meta.dirname, '../../../../schema/graph/supergraph.graphql'), 'utf8')
const schema = buildASTSchema(parse(supergraph), { assumeValidSDL: true })
const owners = createOwners(schema, supergraph)

interface Told {
  readonly status: number
  readonly type: string | null
  readonly text: string
  readonly evidence: number
}

const inOrder = (told: Told): Told => {
  const { errors, ...rest } = JSON.parse(told.text) as { errors?: object[] }
  return errors ? { ...told, text: JSON.stringify({ ...rest, errors: errors.map(error => JSON.stringify(error)).toSorted() }) } : told
}

/**
 * Asks the gateway, and the subgraph that answers alone where there is one, each query twice: as plainly as can be, and with a weight on the accepted type, which no short way takes.
 * Answers must be the same byte for byte, and leave as much evidence.
 */
export async function compareBothWays(stack: Stack, { runs, seed }: { runs: number; seed: number }): Promise<Comparison> {
  const tokens = await Promise.all(['analyst', 'analyst', 'province:310000', 'subject:91350100M000100Y43'].map(role => stack.token(role)))
  const comparison: Comparison = { differences: [], whole: 0, partial: 0, refused: 0, sole: 0 }
  const evidence = async (): Promise<number> => Number((await stack.base.pool.query<{ n: string }>('select count(*) as n from evidence')).rows[0]!.n)
  // On a busy machine an answer may be cut off for its time: that is told of the machine, not of the way, and asked again.
  const ask = async (url: string, body: string, headers: Record<string, string>, tries = 5): Promise<Told> => {
    const before = await evidence()
    const response = await fetch(url, { method: 'POST', headers, body })
    const text = await response.text()
    if (response.status === 504 && tries > 1) return ask(url, body, headers, tries - 1)
    return { status: response.status, type: response.headers.get('content-type'), text, evidence: (await evidence()) - before }
  }
  const caller = fc.record({
    authorization: fc.constantFrom(...tokens).map(token => `Bearer ${token}`),
    'delta-purpose': fc.constantFrom('analysis', 'analysis', 'analysis', 'analysis', 'exchange'),
    'delta-case': fc.constantFrom('', 'c1'),
    'accept-language': fc.constantFrom('zh', 'en'),
    accept: fc.constantFrom('application/json', 'application/graphql-response+json'),
  })
  const property = fc.asyncProperty(fc.gen(), caller, async (g, headers) => {
    const asked = drawQuery(g, schema)
    const owner = owners(parse(asked.query))
    if (owner) comparison.sole += 1
    for (const url of [stack.urls.gateway, ...(owner ? [stack.urls[owner.name as 'list']] : [])]) {
      const send = (accept: string): Promise<Told> => ask(url, JSON.stringify(asked), { ...headers, 'content-type': 'application/json', accept })
      const [plain, executed] = [await send(headers.accept), await send(`${headers.accept};q=1`)]
      comparison[!plain.text.includes('"errors"') ? 'whole' : plain.text.includes('"data":{') ? 'partial' : 'refused'] += 1
      // Errors of several subgraphs stand in the order in which these answered.
      const [one, other] = owner ? [plain, executed] : [inOrder(plain), inOrder(executed)]
      if (JSON.stringify(one) !== JSON.stringify(other))
        comparison.differences.push({ url, ...asked, headers: { ...headers, authorization: undefined }, plain, executed })
    }
  })
  await fc.assert(property, { numRuns: runs, seed })
  return comparison
}
