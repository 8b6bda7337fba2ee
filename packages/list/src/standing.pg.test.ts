import { ask, type CountedDatabase, testViewer } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ListTables } from './tables.ts'
import { entry, insertEntries, startList } from './testing.ts'

let base: CountedDatabase<ListTables>
let schema: GraphQLSchema
beforeAll(async () => {
  const started = await startList()
  base = started.base
  schema = started.schema
  const red = { domain: 'R01', province: '340000', unit: 'AH-TAX', polarity: 'RED' } as const
  await insertEntries(base, [
    entry({ ...red, record_id: 'red-clean', subject_id: '91340100MA2N222222' }),
    entry({ ...red, record_id: 'red-black', subject_id: '91340100MA2N000001' }),
    entry({ domain: 'B05', province: '330000', unit: 'ZJ-ECO', record_id: 'black-old', subject_id: 'ORG:MA2N00000' }),
    entry({ ...red, record_id: 'red-ended', subject_id: '91340100MA2N000001', status: 'EXPIRED' }),
    entry({ ...red, record_id: 'red-repaired', subject_id: '91340100MA2N111111' }),
    entry({ domain: 'B05', province: '330000', unit: 'ZJ-ECO', record_id: 'repaired', subject_id: '91340100MA2N111111', status: 'REPAIRED' }),
  ])
})
afterAll(() => base.drop())

const flagsOf = async (id: string, options: object = {}) => {
  const { data, errors } = await ask(schema, 'query($id: ID!) { listEntry(id: $id) { flags } }', { variables: { id }, ...options })
  expect(errors).toBeUndefined()
  return (data as { listEntry: { flags: string[] } }).listEntry.flags
}

test('a red entry in force of a subject on a black list in force is flagged, also where that one stands under the organisation code', async () => {
  expect(await flagsOf('red-black')).toEqual(['RED_ON_BLACK'])
})

test('flagged is neither the red entry of a clean subject, nor an ended one, nor a black one, nor one of whom everything is repaired', async () => {
  for (const id of ['red-clean', 'red-ended', 'black-old', 'red-repaired']) expect(await flagsOf(id)).toEqual([])
})

test('the flag tells nothing of lists that the agreement does not show; narrowing the question to red lists hides nothing', async () => {
  const taxOnly = testViewer({ domains: ['R01'] } as never)
  expect(await flagsOf('red-black', { viewer: taxOnly })).toEqual([])
  const { data } = await ask(
    schema,
    '{ lists(polarity: [RED]) { domains(codes: ["R01"]) { provinces(codes: ["340000"]) { units { entries { edges { node { id flags } } } } } } } }',
  )
  expect(JSON.stringify(data)).toContain('{"id":"red-black","flags":["RED_ON_BLACK"]}')
})

test('an entry tells what it does in another province, on a day, under any alias', async () => {
  const { data, errors } = await ask(
    schema,
    '{ listEntry(id: "black-old") { id here: recognition(for: "340000") { effect memorandum validFrom } before: recognition(for: "340000", on: "2019-01-01") { effect } own: recognition(for: "330000", on: "2019-01-01") { effect } } }',
  )
  expect(errors).toBeUndefined()
  expect(data).toEqual({
    listEntry: {
      id: 'black-old',
      here: { effect: 'BINDS', memorandum: 'M51', validFrom: '2020-10-20' },
      before: { effect: 'NOTED' },
      own: { effect: 'BINDS' },
    },
  })
})

test.each([
  ['a province that is none', 'for: "110000"'],
  ['a day that is none', 'for: "340000", on: "2026-02-30"'],
])('%s is refused', async (_, args) => {
  const { errors } = await ask(schema, `{ listEntry(id: "black-old") { recognition(${args}) { effect } } }`)
  expect(errors?.[0]?.extensions['code']).toBe('BAD_ARGUMENT')
})
