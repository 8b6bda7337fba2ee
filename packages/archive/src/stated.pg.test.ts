import { ask, type CountedDatabase } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { ArchiveTables } from './tables.ts'
import { FIRM, startArchive } from './testing.ts'

let base: CountedDatabase<ArchiveTables>
let schema: GraphQLSchema
beforeAll(async () => {
  const started = await startArchive()
  base = started.base
  schema = started.schema
  const put = (id: string, indicator: string, unit: string, value: string) =>
    sql`insert into archive_item (province, subject_id, record_id, version, op, subject_kind, category, indicator, unit, unit_basis, reported_by, value, arose, status, status_class, warnings, known_from, recorded_at)
      values ('330000', ${FIRM}, ${id}, 1, 'upsert', 'ENT', 'C08', ${indicator}, ${unit}, 'CATALOGUE', ${unit}, ${value}, '2026-01-05', 'VALID', 'effective', '{}', '2026-01-06T00:00:00Z', '2026-01-06T00:00:00Z')`.execute(
      base.db,
    )
  await put('promise', 'ENT-SOC-004', 'ZJ-FGW', '审批替代型|食品经营许可|2026-06-30|已履行')
  await put('text', 'ENT-SOC-004', 'ZJ-FGW', '信用承诺：登记在案')
  await put('grade', 'ENT-SOC-006', 'ZJ-XYZX', 'ZJ-2020|B')
  await sql`insert into archive_rollup values ('ENT', 'C08', 'ENT-SOC-004', '330000', 'ZJ-FGW', 2, 0, 0), ('ENT', 'C09', 'ENT-SOC-006', '330000', 'ZJ-XYZX', 1, 0, 0)`.execute(
    base.db,
  )
})
afterAll(() => base.drop())

const itemsOf = async (indicator: string, fields: string) => {
  const { data, errors } = await ask(
    schema,
    `{ archives { kinds { attributes { indicators(codes: ["${indicator}"]) { provinces { units { items { edges { node { id ${fields} } } } } } } } } } }`,
  )
  expect(errors).toBeUndefined()
  return JSON.parse(JSON.stringify(data)) as unknown
}
const nodesIn = (value: unknown): unknown[] =>
  value === null || typeof value !== 'object' ? [] : 'node' in value ? [(value as { node: unknown }).node] : Object.values(value).flatMap(nodesIn)

test('a commitment is told by its parts; a text of another form stays text', async () => {
  const found = nodesIn(await itemsOf('ENT-SOC-004', 'value commitment { kind matter madeOn dueOn fulfilment } evaluation { grade }'))
  expect(found).toEqual([
    {
      id: 'promise',
      value: '审批替代型|食品经营许可|2026-06-30|已履行',
      commitment: { kind: 'APPROVAL', matter: '食品经营许可', madeOn: '2026-01-05', dueOn: '2026-06-30', fulfilment: 'FULFILLED' },
      evaluation: null,
    },
    { id: 'text', value: '信用承诺：登记在案', commitment: null, evaluation: null },
  ])
})

test('an evaluation is told with its model, and what it is elsewhere with what is missing to say so', async () => {
  const fields =
    'as: evaluation { grade on model { code province grades } here: recognised(for: "330000") { grade missing } there: recognised(for: "310000") { grade missing } }'
  expect(nodesIn(await itemsOf('ENT-SOC-006', fields))).toEqual([
    {
      id: 'grade',
      as: {
        grade: 'B',
        on: '2026-01-05',
        model: { code: 'ZJ-2020', province: '330000', grades: ['A', 'B', 'C', 'D', 'E'] },
        here: { grade: 'B', missing: null },
        there: { grade: null, missing: 'EQUIVALENCE' },
      },
    },
  ])
})
