import { buildSchema, getOperationAST, parse } from 'graphql'
import { expect, test } from 'vitest'
import { costOf } from './cost.ts'
import type { Limits } from './limits.ts'

const schema = buildSchema(`
  scalar _Any
  union _Entity = Node
  type PageInfo { hasNextPage: Boolean }
  type NodeEdge { node: Node }
  type NodeConnection { edges: [NodeEdge!]! nodes: [Node!]! pageInfo: PageInfo! totalCount: Int }
  type Node { id: ID tags: [String!]! counts: PageInfo children(codes: [ID!]): [Node!]! page(first: Int = 10): NodeConnection }
  type Query { node: Node nodes(codes: [ID!]): [Node!]! page(first: Int = 10): NodeConnection _entities(representations: [_Any!]!): [_Entity]! }
`)
const limits = { page: 100, listSizes: { 'Query.nodes': 4, 'Node.children': 3 } } as unknown as Limits
const cost = (source: string, variables: Record<string, unknown> = {}) => {
  const document = parse(source)
  return costOf({ schema, document, operation: getOperationAST(document)!, variables, limits })
}

test('single objects and scalars are free; lists count what they are expected to hold', () => {
  expect(cost('{ node { id counts { hasNextPage } } }')).toBe(0)
  expect(cost('{ nodes { id } }')).toBe(4)
  expect(cost('{ nodes { tags } }')).toBe(4)
})

test('sizes multiply, named codes count themselves, and never more than the list holds', () => {
  expect(cost('{ nodes { children { id } } }')).toBe(4 + 4 * 3)
  expect(cost('{ nodes(codes: ["a"]) { children(codes: ["b", "c"]) { id } } }')).toBe(1 + 2)
  expect(cost('{ nodes(codes: ["a", "b", "c", "d", "e", "f"]) { id } }')).toBe(4)
})

test('a page counts once, whether by edges or nodes; its default counts', () => {
  expect(cost('{ page { edges { node { id } } } }')).toBe(10)
  expect(cost('{ page(first: 3) { nodes { page(first: 5) { nodes { id } } } } }')).toBe(3 + 3 * 5)
  expect(cost('query($n: Int) { page(first: $n) { nodes { id } } }', { n: 7 })).toBe(7)
  expect(cost('{ page(first: 0) { totalCount } }')).toBe(0)
  expect(cost('{ page(first: null) { nodes { id } } }')).toBe(10)
})

test('fragments cost wherever they are spread; cycles end', () => {
  expect(cost('{ a: page { ...F } b: page { ...F } } fragment F on NodeConnection { nodes { children { id } } }')).toBe(2 * (10 + 10 * 3))
  expect(cost('{ ...A } fragment A on Query { nodes { id } ...A }')).toBe(4)
})

test('skipped fields cost too', () => {
  expect(cost('{ nodes @skip(if: true) { id } }')).toBe(4)
})

test('entities count their representations', () => {
  expect(cost('query($r: [_Any!]!) { _entities(representations: $r) { ... on Node { children { id } } } }', { r: [{}, {}] })).toBe(2 + 2 * 3)
})

test('a page too large is refused at once', () => {
  for (const first of [101, -1])
    expect(() => cost(`{ page(first: ${first}) { totalCount } }`)).toThrow(
      expect.objectContaining({ extensions: expect.objectContaining({ code: 'PAGE_TOO_LARGE' }) }),
    )
})
