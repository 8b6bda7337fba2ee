import { loadCatalogue } from '@delta/catalogue'
import { ask, testViewer } from '@delta/graph/testing'
import { PROVINCES } from '@delta/model'
import { expect, test } from 'vitest'
import { measureGraph } from './graph.ts'

/* oxlint-disable typescript/no-explicit-any -- what the graph answers is what is looked at here */
const catalogue = loadCatalogue()
const schema = measureGraph({ catalogue, today: () => '2026-11-23' })
const data = async (source: string, options: Parameters<typeof ask>[2] = {}): Promise<any> => {
  const { data: found, errors } = await ask(schema, source, options)
  expect(errors).toBeUndefined()
  return found
}
const refused = async (source: string, given: Parameters<typeof testViewer>[0] = {}) =>
  (await ask(schema, source, { viewer: testViewer(given) })).errors?.[0]?.extensions['code']

const sum = (nodes: { counts: { total: number } }[]): number => nodes.reduce((total, { counts }) => total + counts.total, 0)

const LADDER = `counts { total effective repaired ended } provinces { province { code } counts { total } categories { category { code name } counts { total }
  levels { level counts { total } items { measure { code name polarity domains } item { code name basicCode scheme parts { main division } } division divisionName department departmentDivision bureau } } }
  gaps { measure { code } level missing divisions } }`

test('both ladders hold every item once, each level’s counts add up, and each leaf has one department', async () => {
  const seen: string[] = []
  for (const polarity of ['PUNISH', 'INCENTIVE']) {
    const { measures } = await data(`{ measures(polarity: ${polarity}) { ${LADDER} } }`)
    expect(measures.counts).toEqual({ total: sum(measures.provinces), effective: measures.counts.total, repaired: 0, ended: 0 })
    for (const province of measures.provinces) {
      expect(sum(province.categories)).toBe(province.counts.total)
      for (const category of province.categories) {
        expect(sum(category.levels)).toBe(category.counts.total)
        for (const level of category.levels) {
          expect(level.items.length).toBe(level.counts.total)
          for (const leaf of level.items) expect(leaf.department).toMatch(/.{4,}/)
          seen.push(...level.items.map(({ item }: { item: { code: string } }) => item.code))
        }
      }
      const gaps = catalogue
        .measureTotality()
        .gaps.filter(gap => gap.province === province.province.code && catalogue.measure(gap.measure)?.polarity === polarity)
      expect(province.gaps).toEqual(gaps.map(({ measure, level, missing, divisions }) => ({ measure: { code: measure }, level, missing, divisions })))
    }
  }
  expect(seen.toSorted()).toEqual(
    catalogue
      .powerItems()
      .map(({ code }) => code.text)
      .toSorted(),
  )
})

test('counts answer under any alias; a domain narrows the ladder to its measures', async () => {
  const { measures } = await data(
    '{ measures(polarity: PUNISH, domain: "B12") { counts { all: total now: effective } provinces(codes: ["310000"]) { province { name } categories { category { code } } } } }',
  )
  const called = catalogue.measures('PUNISH').filter(({ domains }) => domains.includes('B12'))
  const items = catalogue.powerItems().filter(item => called.some(({ code }) => code === item.measure))
  expect(measures.counts).toEqual({ all: items.length, now: items.length })
  expect(measures.provinces).toEqual([
    { province: { name: '上海市' }, categories: [...new Set(items.map(item => item.category))].map(code => ({ category: { code } })) },
  ])
  expect(
    await data('{ measures(polarity: PUNISH, domain: "R01") { counts { total } provinces { counts { total } categories { counts { total } } } } }'),
  ).toEqual({
    measures: { counts: { total: 0 }, provinces: Array.from({ length: 4 }, () => ({ counts: { total: 0 }, categories: [] })) },
  })
})

test('an entry’s measures are resolved to a department or a gap', async () => {
  const { resolveMeasures } = await data(
    '{ resolveMeasures(domain: "B05", province: "330000", division: "330482") { measure { code } level item { department departmentDivision bureau } unresolved { level missing } } }',
  )
  expect(resolveMeasures.filter(({ measure }: any) => measure.code === 'P05')).toEqual([
    { measure: { code: 'P05' }, level: 'PROVINCE', item: { department: '浙江省生态环境厅', departmentDivision: '330000', bureau: null }, unresolved: null },
    { measure: { code: 'P05' }, level: 'CITY', item: null, unresolved: { level: 'CITY', missing: 'ITEM' } },
    {
      measure: { code: 'P05' },
      level: 'COUNTY',
      item: { department: '嘉兴市生态环境局平湖分局', departmentDivision: '330400', bureau: '嘉兴市生态环境局' },
      unresolved: null,
    },
  ])
  expect((await data('{ resolveMeasures(domain: "W01", province: "330000") { level } }')).resolveMeasures).toEqual([])
  const found = async (domain: string, from: string) =>
    (await data(`{ resolveMeasures(domain: "${domain}", province: "330000", from: "${from}") { level } }`)).resolveMeasures
  expect((await found('B05', '310000')).length).toBe((await found('B05', '330000')).length)
  expect([(await found('B02', '310000')).length, (await found('B02', '330000')).length > 0]).toEqual([0, true])
})

test('two provinces’ ladders are compared', async () => {
  const { measureDiff } = await data(
    '{ measureDiff(a: "310000", b: "330000", polarity: PUNISH, domain: "B05") { a { code } b { code } same rows { measure { code } level differs a { items { department } departmentLevels } b { basicCodes departmentLevels } } } }',
  )
  expect(measureDiff).toMatchObject({ a: { code: '310000' }, b: { code: '330000' } })
  const at = (level: string) =>
    measureDiff.rows.filter((row: any) => row.level === level).map(({ measure, differs }: any) => `${measure.code} ${differs.join()}`)
  const called = catalogue
    .measures('PUNISH')
    .filter(({ code, domains }) => domains.includes('B05') && catalogue.powerItems().some(item => item.measure === code))
  expect(at('CITY')).toEqual(called.map(({ code }) => `${code} ONLY_B`))
  expect(at('COUNTY')).toEqual(['P05 DEPARTMENT_LEVEL'])
  expect(measureDiff.rows.find((row: any) => row.level === 'COUNTY')).toMatchObject({ a: { departmentLevels: ['COUNTY'] }, b: { departmentLevels: ['CITY'] } })
  expect(measureDiff.same).toBe(called.length * 2 - 1)
  expect(await data('{ measureDiff(a: "320000", b: "320000", polarity: PUNISH) { rows { level } } }')).toEqual({ measureDiff: { rows: [] } })
})

test('initiators: a regional memorandum is the domain’s unit’s in the leading province; a ministry is no data-source unit', async () => {
  const of = async (domain: string) =>
    (await data(`{ initiators(domain: "${domain}") { domain { code } memorandum docNo level initiator unit { code } lead { code } source } }`)).initiators
  expect((await of('B05')).map(({ level, initiator, unit, lead }: any) => [level, initiator, unit?.code, lead?.code])).toEqual([
    ['NATIONAL', '环境保护部', undefined, '330000'],
    ['REGIONAL', '浙江省生态环境厅', 'ZJ-ECO', '330000'],
  ])
  expect((await of('B07')).at(-1)).toMatchObject({ unit: { code: 'JS-DRUG' }, lead: { code: '320000' }, docNo: null })
  expect(await of('B03')).toMatchObject([{ docNo: '发改财金〔2017〕2058号', lead: null }])
  expect((await data('{ initiators { domain { code } } }')).initiators.length).toBe(catalogue.memoranda().flatMap(({ domains }) => domains).length)
})

test('the regime: standards by kind and units, documents by domain and province, and where provinces part', async () => {
  const { regime } = await data(
    `{ regime { standards { kind standards { code } provinces { province { code } units { code } } } institutions { domain { code } provinces { province { code } documents { title docNo level validFrom validTo } } } differences { standard domain { code } having { code } lacking { code } } } }`,
  )
  expect(regime.standards.map(({ kind }: any) => kind)).toEqual(['CATALOGUE', 'QUALITY', 'INTERFACE'])
  for (const { provinces } of regime.standards) for (const { units } of provinces) expect(units.length).toBe(1)
  const everyDomain = regime.institutions.find(({ domain }: any) => domain === null)
  expect(everyDomain.provinces.map(({ documents }: any) => documents.length > 4)).toEqual([true, true, true, true])
  expect(everyDomain.provinces[2].documents).toContainEqual({
    title: '浙江省公共信用修复管理暂行办法',
    docNo: null,
    level: 'PROVINCE',
    validFrom: '2019-02-01',
    validTo: null,
  })
  expect(everyDomain.provinces[0].documents.some(({ title }: any) => title.startsWith('浙江'))).toBe(false)
  expect(regime.differences).toEqual([])
})

test('what findings do in other provinces is told by domain, and where that is not the same between all', async () => {
  const source = '{ regime { recognition { domain { code } differs rules { from { code } to { code } recognition { effect memorandum } } } } }'
  const { regime } = await data(source)
  expect(regime.recognition.length).toBe(catalogue.domains().length)
  for (const { domain, rules, differs } of regime.recognition) {
    const told = rules.flatMap(({ from, to, recognition }: any) => to.map((one: any) => `${from.code} ${one.code} ${recognition.effect}`)).toSorted()
    const right = PROVINCES.flatMap(from =>
      PROVINCES.filter(to => to !== from).map(to => `${from} ${to} ${catalogue.recognitionOf(domain.code, from, to, '2026-11-23')!.effect}`),
    )
    expect(told).toEqual(right.toSorted())
    expect(differs).toBe(new Set(right.map(line => line.split(' ')[2])).size > 1)
  }
  const eco = regime.recognition.find(({ domain }: any) => domain.code === 'B05')
  expect(eco).toMatchObject({ differs: false, rules: PROVINCES.map(code => ({ from: { code }, recognition: { effect: 'BINDS', memorandum: 'M51' } })) })
  const recognitionOf: typeof catalogue.recognitionOf = (domain, from, to, on) =>
    to === '340000' && domain === 'B05' ? catalogue.recognitionOf('B02', from, to, on) : catalogue.recognitionOf(domain, from, to, on)
  const { data: other } = await ask(measureGraph({ catalogue: { ...catalogue, recognitionOf }, today: () => '2026-11-23' }), source)
  expect((other as any).regime.recognition.filter((one: any) => one.differs).map((one: any) => one.domain.code)).toEqual(['B05'])
})

test('what provinces lack is told as a difference', async () => {
  const institutions = () => catalogue.institutions().filter(({ province }) => province !== '340000')
  const other = measureGraph({ catalogue: { ...catalogue, institutions }, today: () => '2026-11-23' })
  const { data: found } = await ask(other, '{ regime { differences { standard domain { code } having { code } lacking { code } } } }')
  expect(found).toEqual({
    regime: { differences: [{ standard: null, domain: null, having: ['310000', '320000', '330000'].map(code => ({ code })), lacking: [{ code: '340000' }] }] },
  })
})

test('the agreement is kept: product, provinces and domains; what is no code is a bad argument', async () => {
  expect(await refused('{ measures(polarity: PUNISH) { counts { total } } }', { products: ['ARCHIVE'] })).toBe('NOT_AGREED')
  expect(await refused('{ regime { standards { kind } } }', { products: ['ARCHIVE'] })).toBe('NOT_AGREED')
  expect(await refused('{ initiators(domain: "B05") { memorandum } }', { domains: ['B01'] })).toBe('NOT_AGREED')
  expect(await refused('{ measureDiff(a: "310000", b: "320000", polarity: PUNISH) { same } }', { provinces: ['310000'] })).toBe('NOT_AGREED')
  expect(await refused('{ resolveMeasures(domain: "B05", province: "320000") { level } }', { provinces: ['310000'] })).toBe('NOT_AGREED')
  for (const wrong of [
    'measures(polarity: PUNISH, domain: "B99") { counts { total } }',
    'measureDiff(a: "310000", b: "110000", polarity: PUNISH) { same }',
    'resolveMeasures(domain: "B05", province: "x") { level }',
    'resolveMeasures(domain: "B05", province: "310000", from: "110000") { level }',
    'resolveMeasures(domain: "B05", province: "310000", division: "31") { level }',
  ])
    expect(await refused(`{ ${wrong} }`)).toBe('BAD_ARGUMENT')
  const viewer = testViewer({ provinces: ['310000'], domains: ['B12'] })
  const { measures } = await data('{ measures(polarity: PUNISH) { counts { total } provinces { province { code } } } }', { viewer })
  expect(measures.provinces).toEqual([{ province: { code: '310000' } }])
  expect(measures.counts.total).toBe(
    catalogue
      .powerItems()
      .filter(item => item.province === '310000' && item.measure.startsWith('P') && catalogue.measure(item.measure)?.domains.includes('B12')).length,
  )
})
