import { parseRole, type Viewer } from '@delta/access'
import { createTestDatabase, type TestDatabase } from '@delta/store/testing'
import { type ExecutionResult, graphql, type GraphQLSchema } from 'graphql'
import type { Locale } from './context.ts'
import { shownError } from './refusal.ts'

/** A database of a test's own, and the SQL texts sent through its pool since the last `clear`. */
export interface CountedDatabase<DB> extends TestDatabase<DB> {
  readonly statements: string[]
  clear(): void
}

/** Makes an empty database on the server that DELTA_TEST_POSTGRES names, and counts what is sent to it. For tests only. */
export async function countedDatabase<DB>(server: string | undefined): Promise<CountedDatabase<DB>> {
  const base = await createTestDatabase<DB>(server)
  const statements: string[] = []
  const query = base.pool.query.bind(base.pool) as (...args: unknown[]) => unknown
  Object.assign(base.pool, {
    query: (...args: unknown[]) => {
      const [first] = args as [string | { text: string }]
      statements.push(typeof first === 'string' ? first : first.text)
      return query(...args)
    },
  })
  return { ...base, statements, clear: () => void statements.splice(0) }
}

/** A viewer with an agreement over everything, but for what is given. For tests only. */
export function testViewer(given: Partial<Viewer['agreement']> & { role?: string; case?: string | null } = {}): Viewer {
  const { role = 'analyst', case: about = null, ...agreement } = given
  return {
    principal: { id: role, role: parseRole(role)! },
    purpose: 'analysis',
    case: about,
    agreement: {
      id: 'test',
      role,
      products: ['ARCHIVE', 'RELATIONSHIP', 'LIST'],
      domains: '*',
      provinces: ['310000', '320000', '330000', '340000'],
      purposes: ['analysis'],
      personFields: 'masked',
      subjects: 'all',
      validFrom: '2026-01-01',
      validTo: null,
      ...agreement,
    },
  }
}

/** Asks a schema as a viewer, without HTTP; errors are as clients see them. For tests only. */
export async function ask(
  schema: GraphQLSchema,
  source: string,
  { viewer = testViewer(), locale = 'zh', variables = {} }: { viewer?: Viewer; locale?: Locale; variables?: Record<string, unknown> } = {},
): Promise<ExecutionResult> {
  const hidden: unknown[] = []
  const result = await graphql({ schema, source, contextValue: { viewer, locale }, variableValues: variables })
  const errors = result.errors?.map(error => shownError(error, found => hidden.push(found)))
  if (hidden.length > 0) throw hidden[0]
  // Results of graphql-js have no prototype; a plain copy compares and prints like any JSON.
  return JSON.parse(JSON.stringify({ data: result.data, ...(errors ? { errors } : {}) })) as ExecutionResult
}
