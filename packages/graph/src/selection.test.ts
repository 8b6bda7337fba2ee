import { buildSchema, graphql, GraphQLObjectType, type GraphQLSchema } from 'graphql'
import { expect, test } from 'vitest'
import { type Selected, selectionOf } from './selection.ts'

const schema: GraphQLSchema = buildSchema(`
  interface Named { name: String }
  union Thing = Leaf | Other
  type Leaf implements Named { id: ID name: String leaf(first: Int = 10, codes: [ID!]): Leaf }
  type Other implements Named { name: String }
  type Query { leaf(first: Int = 10): Leaf thing: Thing }
`)
const seen: (readonly Selected[])[] = []
const query = schema.getQueryType() as GraphQLObjectType
query.getFields()['leaf']!.resolve = (_root, _args, _context, info) => void seen.push(selectionOf(info))
query.getFields()['thing']!.resolve = (_root, _args, _context, info) => void seen.push(selectionOf(info, 'Leaf'))

const select = async (source: string, variableValues: Record<string, unknown> = {}): Promise<unknown> => {
  seen.length = 0
  const { errors } = await graphql({ schema, source, variableValues })
  expect(errors).toBeUndefined()
  const plain = (selected: readonly Selected[]): unknown =>
    selected.map(({ key, name, args, children }) => [
      key === name ? name : `${key}: ${name}`,
      ...(Object.keys(args).length ? [{ ...args }] : []),
      ...(children.length ? [plain(children)] : []),
    ])
  return plain(seen[0]!)
}

test('aliases, arguments with their defaults, and variables', async () => {
  expect(await select('query($n: Int, $c: [ID!] = ["x"]) { leaf { a: id b: leaf(first: $n, codes: $c) { id } c: leaf(first: 3) { id } } }')).toEqual([
    ['a: id'],
    ['b: leaf', { first: 10, codes: ['x'] }, [['id']]],
    ['c: leaf', { first: 3 }, [['id']]],
  ])
})

test('fragments of every kind, merged by response key', async () => {
  const source =
    '{ leaf { leaf { id } ...F ... on Leaf { leaf { name } } ... { id } ... on Named { n: name } } } fragment F on Leaf { leaf { l: leaf { id } ...G } } fragment G on Leaf { name }'
  expect(await select(source)).toEqual([['leaf', { first: 10 }, [['id'], ['l: leaf', { first: 10 }, [['id']]], ['name']]], ['id'], ['n: name']])
})

test('@skip and @include, on fields, spreads and inline fragments', async () => {
  const source = `query($y: Boolean!, $n: Boolean!) { leaf { a: id @skip(if: $y) b: id @include(if: $n) c: id @skip(if: $n) @include(if: $y) ...F @skip(if: $y) ... @include(if: $n) { e: id } ...G @include(if: $y) } }
    fragment F on Leaf { d: id } fragment G on Leaf { g: id }`
  expect(await select(source, { y: true, n: false })).toEqual([['c: id'], ['g: id']])
})

test('below a union only what holds for the type; __typename is left to graphql-js', async () => {
  expect(await select('{ thing { __typename ... on Other { name } ... on Leaf { __typename id } ... on Named { name } } }')).toEqual([['id'], ['name']])
})
