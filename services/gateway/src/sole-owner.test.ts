import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildASTSchema, parse } from 'graphql'
import { expect, test } from 'vitest'
import { createOwners } from './sole-owner.ts'

const supergraph = readFileSync(join(import.meta.dirname, '../../../schema/graph/supergraph.graphql'), 'utf8')
const owners = createOwners(buildASTSchema(parse(supergraph), { assumeValidSDL: true }), supergraph)

test.each([
  ['{ lists { domains { domain { code name area { code } } provinces { units { unit { name } entries { nodes { subject { id name } } } } } } } }', 'list'],
  ['{ lists { ...A } } fragment A on ListProduct { __typename counts { total } }', 'list'],
  ['{ subject(id: "x") { name archive { counts { total } } } }', 'archive'],
  ['{ subject(id: "x") { listEntries { totalCount } } }', null],
  ['{ listEntry(id: "x") { unit { function { code } } } }', null],
  ['{ lists { counts { total } } archives { counts { total } } }', null],
  ['{ __schema { queryType { name } } }', null],
  ['{ lists { counts { total } } __type(name: "Query") { name } }', null],
])('%s is answered alone by %s', (text, name) => {
  expect(owners(parse(text))?.name ?? null).toBe(name)
})

test('a field that is only mentioned, needs other fields or moves is nobody’s on the spot', () => {
  const sdl = (field: string) => `
    directive @join__graph(name: String!, url: String!) on ENUM_VALUE
    enum join__Graph { A @join__graph(name: "a", url: "http://a/graphql") B @join__graph(name: "b", url: "http://b/graphql") }
    type Query @join__type(graph: A) @join__type(graph: B) { one: String ${field} }`
  const owner = (field: string) => createOwners(buildASTSchema(parse(sdl(field)), { assumeValidSDL: true }), sdl(field))(parse('{ one }'))?.name ?? null
  expect(owner('@join__field(graph: A)')).toBe('a')
  for (const more of ['external: true', 'requires: "x"', 'override: "b"']) expect(owner(`@join__field(graph: A, ${more})`)).toBe(null)
})
