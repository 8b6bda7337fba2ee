import { createServer, type Server } from 'node:http'
import { createGate, parseRole, readAgreements, Refusal } from '@delta/access'
import { createBuilder, subgraphSchema } from './builder.ts'
import { readLimits } from './limits.ts'
import { createLiveSubgraph } from './live-subgraph.ts'

interface Event {
  readonly n: number
}

/** A subgraph with a subscription `count(to)`, at an address of its own. For tests only. */
export interface TestLive {
  readonly url: string
  readonly server: Server
  readonly headers: Record<string, string>
  /** Tokens that are valid. */
  readonly tokens: Set<string>
  /** What was logged and not shown. */
  readonly hidden: unknown[]
  /** How many sources are open, and how many events have been worked out. */
  readonly state: { open: number; worked: number }
  /** Resolves when `holds`, which may change whenever a source opens or closes. */
  until(holds: () => boolean): Promise<void>
  stop(): void
}

const schemaDir = new URL('../../../schema/', import.meta.url)
const agreements = readAgreements(new URL('agreements.json', schemaDir).pathname)
const events: Event[] = Array.from({ length: 1_000 }, (_, n) => ({ n }))

const schemaOver = (state: TestLive['state'], count: (to: number) => AsyncGenerator<Event>) => {
  const builder = createBuilder()
  builder.queryFields(t => ({ who: t.string({ resolve: (_root, _args, { viewer, locale }) => `${viewer.purpose} ${viewer.case} ${locale}` }) }))
  builder.mutationType({ fields: t => ({ add: t.int({ args: { n: t.arg.int({ required: true }) }, resolve: (_root, { n }) => n + 1 }) }) })
  const event = builder.objectRef<Event>('Event').implement({
    fields: t => ({
      n: t.int({
        resolve: ({ n }) => {
          state.worked += 1
          return n
        },
      }),
      pad: t.string({ resolve: () => 'x'.repeat(10_000) }),
      page: t.stringList({ args: { first: t.arg.int() }, resolve: () => [] }),
    }),
  })
  builder.subscriptionType({
    fields: t => ({
      count: t.field({ type: event, args: { to: t.arg.int({ required: true }) }, subscribe: (_root, { to }) => count(to), resolve: one => one as Event }),
    }),
  })
  return subgraphSchema(builder)
}

/** Starts it: events 0 to `to`, over and over from 1,000; none, and a failure, for 0. For tests only. */
export async function startLive(): Promise<TestLive> {
  const tokens = new Set(['Bearer good'])
  const hidden: unknown[] = []
  const state = { open: 0, worked: 0 }
  let changed = Promise.withResolvers<void>()
  const move = (by: 1 | -1): void => {
    state.open += by
    const told = changed
    changed = Promise.withResolvers()
    told.resolve()
  }
  async function* count(to: number): AsyncGenerator<Event> {
    move(1)
    try {
      for (let n = 0; n < to || to === events.length; n += 1) {
        if (n % 100 === 99) await new Promise(setImmediate)
        yield events[n % events.length]!
      }
      if (to === 0) throw new Error('row 330102195101019980 is broken')
    } finally {
      move(-1)
    }
  }
  const gate = createGate({
    verify: async authorization => {
      if (!tokens.has(authorization ?? '')) throw new Refusal('UNAUTHENTICATED', 'no')
      return { id: 'a', role: parseRole('analyst')! }
    },
    agreements: () => agreements,
    today: () => '2026-11-23',
  })
  const limits = { ...readLimits(new URL('graph/limits.json', schemaDir).pathname), timeMs: 1_000, bodyBytes: 20_000 }
  const onError = (error: unknown): void => void hidden.push(error)
  const live = createLiveSubgraph({ schema: schemaOver(state, count), gate, limits, onError, initWithin: 1_000, pingEvery: 500, patience: 500 })
  const server = createServer((request, response) => void live.handle(request, response))
  server.on('upgrade', live.upgrade)
  await new Promise<void>(resolve => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return {
    url: `http://127.0.0.1:${(server.address() as { port: number }).port}/graphql`,
    server,
    headers: { authorization: 'Bearer good', 'delta-purpose': 'analysis' },
    tokens,
    hidden,
    state,
    until: async holds => {
      while (!holds()) await changed.promise
    },
    stop: () => {
      live.stop()
      server.closeAllConnections()
      server.close()
    },
  }
}
