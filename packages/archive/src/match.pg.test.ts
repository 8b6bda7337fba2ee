import type { Row } from '@delta/graph'
import { ask, type CountedDatabase, testViewer } from '@delta/graph/testing'
import type { GraphQLSchema } from 'graphql'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { FIRM, RESIDENT, startArchive } from './testing.ts'
import type { ArchiveTables } from './tables.ts'

let base: CountedDatabase<ArchiveTables>
let schema: GraphQLSchema
beforeAll(async () => {
  const started = await startArchive()
  base = started.base
  schema = started.schema
})
afterAll(() => base.drop())
beforeEach(() => base.clear())

const evidence = async () =>
  (await sql<{ subject_id: string; product: string; case_ref: string }>`select subject_id, product, case_ref from evidence order by seq`.execute(base.db)).rows
const subjectOf = (id: string, viewer = testViewer()) =>
  ask(schema, 'query($id: ID!) { subject(id: $id) { id archive { counts { total } } } }', { variables: { id }, viewer })

const MATCH =
  'query($m: SubjectMatch!, $first: Int, $after: String) { subjects(match: $m, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor } edges { cursor score reasons { rule points text } node { id name } } } }'
const match = async (m: Row, more: Record<string, unknown> = {}, viewer = testViewer()) => {
  const { data, errors } = await ask(schema, MATCH, { variables: { m, ...more }, viewer })
  return {
    errors,
    ...(
      data as {
        subjects?: {
          pageInfo: { hasNextPage: boolean; endCursor: string }
          edges: { score: number; reasons: { rule: string; points: number; text: string }[]; node: { id: string; name: string } }[]
        }
      } | null
    )?.subjects,
  }
}
const found = async (m: Row) => (await match(m)).edges!.map(edge => [edge.node.id.slice(0, 4), edge.reasons[0]!.rule, edge.score])

test('a code matches exactly, in any width and case, and as the organisation code inside', async () => {
  expect(await found({ code: '９１３３０１００ｍ０００１００ｙ４ｔ ' })).toEqual([['9133', 'CODE', 1]])
  expect(await found({ code: 'REG:110108000000016' })).toEqual([['REG:', 'CODE', 1]])
  expect(await found({ code: '110108000000016' })).toEqual([['REG:', 'CODE', 1]])
  expect(await found({ code: '91330100M000100Y44' })).toEqual([])
  expect(await found({ code: 'ORG:M000100Y4' })).toEqual([
    ['ORG:', 'CODE', 1],
    ['9133', 'CODE_ORGANISATION', 0.99],
  ])
})

test('a name matches exactly, across scripts, widths and suffixes, by its beginning and by its initials, best first and explained', async () => {
  expect(await found({ name: ' 杭州某某贸易有限公司' })).toEqual([
    ['9133', 'NAME_EXACT', 1],
    ['9131', 'NAME_SUFFIX', 0.92],
    ['9132', 'NAME_BEGINNING', expect.closeTo(0.75, 1)],
  ])
  expect((await found({ name: '杭州某某貿易有限公司' }))[0]).toEqual(['9133', 'NAME_SCRIPT', 0.97])
  expect((await found({ name: '杭州某某贸易' })).slice(0, 2)).toEqual([
    ['9131', 'NAME_SUFFIX', 0.92],
    ['9133', 'NAME_SUFFIX', 0.92],
  ])
  expect((await found({ name: 'hzmm' }))[0]![1]).toBe('INITIALS_BEGINNING')
  expect(await found({ name: '某某贸易' })).toEqual([])
  expect(await found({ name: '杭' })).toEqual([])
  const { edges } = await match({ name: '杭州某某贸易集团' })
  expect(edges!.at(0)).toMatchObject({ reasons: [{ rule: 'NAME_BEGINNING', points: 0.6, text: '名称以此开头' }, { rule: 'COVERED' }] })
  expect(edges![0]!.score).toBeCloseTo(
    edges![0]!.reasons.reduce((sum, reason) => sum + reason.points, 0),
    4,
  )
})

test('wildcards and quotes in a name are only characters', async () => {
  for (const name of ['杭州%', "杭州'", '杭州_某', '%%%', "' or true --", '\\', '杭州\u{10FFFF}']) expect((await match({ name })).errors, name).toBeUndefined()
})

test('matches page by score and id without doubles', async () => {
  const seen: string[] = []
  let after: string | null = null
  do {
    const page: Awaited<ReturnType<typeof match>> = await match({ name: '杭州某某贸易' }, { first: 1, after })
    seen.push(...page.edges!.map(edge => edge.node.id))
    after = page.pageInfo!.hasNextPage ? page.pageInfo!.endCursor : null
  } while (after)
  expect(seen).toHaveLength(3)
  expect(new Set(seen).size).toBe(3)
  for (const forged of [
    ['subject.match', "1'", 'a'],
    ['subject.match', null, 'a'],
    ['archive.item', 'x'],
  ]) {
    expect((await match({ name: '杭州某某贸易' }, { after: Buffer.from(JSON.stringify(forged)).toString('base64url') })).errors?.[0]?.extensions).toMatchObject(
      { code: 'BAD_CURSOR' },
    )
  }
})

test('persons are found by their exact number only, with a case and evidence even where there is nobody', async () => {
  expect(await found({ name: '张三丰' })).toEqual([])
  expect((await match({ code: RESIDENT })).errors?.[0]?.extensions).toMatchObject({ code: 'CASE_REQUIRED' })
  const before = (await evidence()).length
  expect((await match({ code: RESIDENT }, {}, testViewer({ case: 'a' }))).edges).toMatchObject([{ score: 1, node: { id: 'NP:person', name: '张*' } }])
  expect((await match({ code: '330102195101019999' }, {}, testViewer({ case: 'a' }))).errors).toBeUndefined()
  expect((await evidence()).length).toBeGreaterThan(before)
  expect(JSON.stringify(await evidence())).not.toContain(RESIDENT)
})

test('an empty match and one too long are refused', async () => {
  for (const m of [{}, { name: ' ' }, { code: 'x'.repeat(101) }, { name: '名'.repeat(201) }])
    expect((await match(m)).errors?.[0]?.extensions).toMatchObject({ code: 'BAD_ARGUMENT' })
})

test('deny by default: product, provinces, and only the own subject', async () => {
  expect((await subjectOf(FIRM, testViewer({ products: ['LIST'] }))).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_AGREED' })
  expect((await subjectOf(FIRM, testViewer({ provinces: ['310000'] }))).data).toMatchObject({ subject: { archive: { counts: { total: 1 } } } })
  const own = testViewer({ role: `subject:${FIRM}`, subjects: 'own' })
  expect((await subjectOf(FIRM, own)).errors).toBeUndefined()
  expect((await subjectOf('91310000MA1FL00C1X', own)).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_AGREED' })
  expect((await match({ code: FIRM }, {}, own)).errors).toBeUndefined()
  for (const m of [{ name: '杭州某某' }, { code: 'x' }, { code: 'ORG:M000100Y4' }])
    expect((await match(m, {}, own)).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_AGREED' })
  expect((await ask(schema, '{ archives { counts { total } } }', { viewer: own })).errors?.[0]?.extensions).toMatchObject({ code: 'NOT_AGREED' })
})
