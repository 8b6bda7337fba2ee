import { readFileSync } from 'node:fs'
import { buildSchema, getNamedType, getNullableType, isLeafType, isListType, isObjectType } from 'graphql'
import { expect, test } from 'vitest'
import { composeSupergraph } from './compose.ts'
import { placeSubgraphs } from './place-subgraphs.ts'
import { readLimits } from './limits.ts'

const folder = new URL('../../../schema/graph/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const PORTS = { archive: 4011, relationship: 4012, list: 4013, catalogue: 4014, measure: 4016, feed: 4015, supervision: 4018 }
const sources = Object.entries(PORTS).map(([name, port]) => ({ name, url: `http://127.0.0.1:${port}/graphql`, sdl: read(`${name}.graphql`) }))

test('the committed supergraph is what the committed subgraphs compose to', () => {
  expect(composeSupergraph(sources)).toBe(read('supergraph.graphql'))
})

test('subgraphs that do not compose are refused', () => {
  const broken = sources.map(one => (one.name === 'list' ? { ...one, sdl: one.sdl.replace('name: String @shareable', 'name: Int @shareable') } : one))
  expect(() => composeSupergraph(broken)).toThrow('do not compose')
})

test('subgraphs can be placed elsewhere, unknown ones not', () => {
  expect(placeSubgraphs(read('supergraph.graphql'), { list: 'https://list.internal/graphql?a=$1' })).toContain(
    '@join__graph(name: "list", url: "https://list.internal/graphql?a=$1")',
  )
  expect(() => placeSubgraphs(read('supergraph.graphql'), { nope: 'http://x' })).toThrow('nope')
})

test('every list that is no page has an expected size, and only those', () => {
  const { listSizes } = readLimits(new URL('limits.json', folder).pathname)
  const lists = new Set<string>()
  for (const { sdl } of sources) {
    const schema =
      buildSchema(`directive @link(url: String!, import: [String]) repeatable on SCHEMA directive @key(fields: String!, resolvable: Boolean) repeatable on OBJECT
      directive @shareable on OBJECT | FIELD_DEFINITION ${sdl.replace(/extend schema[\s\S]*?\n\n/, '')}`)
    for (const type of Object.values(schema.getTypeMap())) {
      if (!isObjectType(type) || type.name.startsWith('__') || type.name.endsWith('Connection')) continue
      for (const field of Object.values(type.getFields()))
        if (isListType(getNullableType(field.type)) && !isLeafType(getNamedType(field.type))) lists.add(`${type.name}.${field.name}`)
    }
  }
  expect(Object.keys(listSizes).toSorted()).toEqual([...lists].toSorted())
})
