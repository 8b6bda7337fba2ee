import '@pothos/core'
import '@pothos/plugin-directives'
import '@pothos/plugin-federation'
import SchemaBuilder from '@pothos/core'
import DirectivesPlugin from '@pothos/plugin-directives'
import FederationPlugin from '@pothos/plugin-federation'
import type { GraphQLSchema } from 'graphql'
import type { GraphContext } from './context.ts'
import { plain } from './plain.ts'

/** An answer's part as SQL made it: a value for each response key. */
export type Row = Readonly<Record<string, unknown>>

/** The types that every subgraph's builder is made with. */
export interface BuilderTypes {
  Context: GraphContext
  DefaultFieldNullability: false
  Scalars: {
    ID: { Input: string; Output: string }
    JSON: { Input: unknown; Output: unknown }
    Date: { Input: string; Output: string }
    DateTime: { Input: string; Output: string }
  }
}

const makeBuilder = () => new SchemaBuilder<BuilderTypes>({ plugins: [DirectivesPlugin, FederationPlugin], defaultFieldNullability: false })

/** A Pothos builder of a Federation v2 subgraph. */
export type GraphBuilder = ReturnType<typeof makeBuilder>

/** Makes a builder with the scalars Date (a day in Asia/Shanghai), DateTime (an instant in UTC) and JSON. They are output only. */
export function createBuilder(): GraphBuilder {
  const builder = makeBuilder()
  builder.scalarType('Date', { description: 'A calendar day in Asia/Shanghai: 2026-11-23.', serialize: String })
  builder.scalarType('DateTime', { description: 'An instant in UTC: 2026-11-23T01:02:03.004Z.', serialize: String })
  builder.scalarType('JSON', { description: 'Any JSON value.', serialize: value => value })
  builder.queryType({})
  return builder
}

/** Resolves a field from the part of the answer that SQL put under its response key. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export const byKey = plain((parent: Row, _context, key): any => parent[key] ?? null)

/** The builder's schema as a Federation v2 subgraph. */
export const subgraphSchema = (builder: GraphBuilder): GraphQLSchema => builder.toSubGraphSchema({ linkUrl: 'https://specs.apollo.dev/federation/v2.6' })
