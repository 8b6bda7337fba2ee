import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { loadCatalogue } from '@delta/catalogue'
import { expect, test } from 'vitest'
import { identityTerms } from './identity-terms.ts'
import { accusesNobody, baseRow, catchesStrangers, entryRow, readRows } from './testing-lawful.ts'

const catalogue = loadCatalogue()
const terms = identityTerms(catalogue)
const runs = { runs: 1_500, seed: Math.trunc(Math.random() * 2 ** 31) }
const A = { code: '91330100000000001X', name: '杭州天宇贸易有限公司', founded: '2015-01-01' }
const B = { code: '91330100000000002X', name: '宁波海明科技有限公司', founded: '2016-01-01' }
const known = [baseRow('t_fr/1', '2024-01-01', A), baseRow('t_fr/2', '2024-01-01', B)]
const doubted = (...rows: Parameters<typeof readRows>[0]) => [...new Set(readRows([...known, ...rows], terms).doubted.map(one => one.split(' ')[0]))]
const caught = (...rows: Parameters<typeof readRows>[0]) => readRows([...known, ...rows], terms).caught.map(one => one.split(' ')[0])

test('a lawful source is never accused: changes of name, rows left over from them, names given up and taken, branches, withdrawals, later versions', () => {
  expect(accusesNobody(catalogue, runs)).toBeNull()
})

test('a number under the name that another bears is caught, and so is a second base row with another name and founding day', () => {
  expect(catchesStrangers(catalogue, runs)).toBeNull()
})

test('what is not certain passes: a day before the names are known, a bearer that has ended, a name of several, a slip of the pen', () => {
  expect(caught(entryRow('t_md/1', '2024-01-01', A.code, B.name))).toEqual(['t_md/1'])
  expect(caught(entryRow('t_md/1', '2023-12-31', A.code, B.name))).toEqual([])
  expect(caught(baseRow('t_fr/2', '2024-02-01', { ...B, status: '注销' }), entryRow('t_md/1', '2024-03-01', A.code, B.name))).toEqual([])
  expect(caught(baseRow('t_fr/9', '2024-02-01', { ...B, code: '91330100000000009X' }), entryRow('t_md/1', '2024-03-01', A.code, B.name))).toEqual([])
  expect(caught(entryRow('t_md/1', '2024-03-01', '91330100000000007X', B.name))).toEqual([])
  const near = baseRow('t_fr/3', '2024-01-01', { code: '91330100000000003X', name: '杭州天宁贸易有限公司', founded: null })
  expect(caught(near, entryRow('t_md/1', '2024-03-01', A.code, '杭州天宁贸易有限公司'))).toEqual([])
})

test('what is not certain but looks so is doubted: a name that another bears, a second base row of another name, another name than a person’s own; an old name is not', () => {
  expect(doubted(entryRow('t_md/1', '2023-12-31', A.code, B.name))).toEqual(['t_md/1'])
  expect(doubted(entryRow('t_md/1', '2024-03-01', A.code, '杭州旧名实业有限公司'))).toEqual([])
  expect(doubted(entryRow('t_md/1', '2023-12-31', A.code, B.name, { op: 'revoke' }))).toEqual([])
  expect(doubted(baseRow('t_fr/3', '2024-03-01', { ...A, name: '杭州旧名实业有限公司' }))).toEqual(['t_fr/3'])
  const person = `NP:${'p'.repeat(43)}`
  const base = baseRow('t_zrr/1', '2024-01-01', { code: person, name: '张三', founded: null })
  expect(doubted(base, entryRow('t_md/1', '2024-03-01', person, '李四'), entryRow('t_md/2', '2024-03-01', person, '张三丰'))).toEqual(['t_md/1'])
})

test('a person’s number under the name of a company is caught; two names of a person are not', () => {
  const person = `NP:${'p'.repeat(43)}`
  const base = baseRow('t_zrr/1', '2024-01-01', { code: person, name: '张三', founded: null })
  expect(caught(base, entryRow('t_md/1', '2024-03-01', person, B.name))).toEqual(['t_md/1'])
  expect(
    caught(base, entryRow('t_md/1', '2024-03-01', person, '李四'), baseRow('t_zrr/2', '2024-03-01', { code: person, name: '李四', founded: null })),
  ).toEqual([])
})

test.each(['identity-forgets-the-founding-day', 'identity-forgets-since-when', 'identity-holds-back-a-withdrawal', 'identity-takes-any-name'])(
  'the histories see %s',
  mutant => {
    const program = fileURLToPath(new URL('testing-lawful-main.ts', import.meta.url))
    const substitute = new URL('../../../../test/mutants/substitute.mjs', import.meta.url).href
    const run = spawnSync(process.execPath, ['--import', substitute, program], { env: { ...process.env, DELTA_MUTANT: mutant }, encoding: 'utf8' })
    expect([run.status, run.stderr]).toEqual([3, ''])
  },
  60_000,
)
