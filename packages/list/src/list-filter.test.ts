import { loadCatalogue } from '@delta/catalogue'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { filterFor, holdsKeys, isOpen, type ListFilter, sightOf } from './list-filter.ts'
import type { ListLogTable, ScopeBefore, ScopeKeys } from './log-tables.ts'

const catalogue = loadCatalogue()
const DAY = '2026-11-25'
const viewer = (given: object = {}) =>
  ({
    principal: { id: 'x', role: { text: 'partner:330100', kind: 'partner', scope: '330100' } },
    agreement: { id: 'a', products: ['LIST'], domains: '*', provinces: ['310000', '320000', '330000', '340000'], subjects: 'all', ...given },
    purpose: 'exchange',
    case: null,
  }) as never

test('a filter is what was asked for within the agreement; asking for everything is asking for nothing', () => {
  expect(isOpen(filterFor(catalogue, viewer(), {}, DAY))).toBe(true)
  expect(isOpen(filterFor(catalogue, viewer(), { province: ['310000', '320000', '330000', '340000'], polarity: ['RED', 'BLACK', 'WATCH'] }, DAY))).toBe(true)
  expect(filterFor(catalogue, viewer({ domains: ['B05', 'R05'], provinces: ['330000'] }), {}, DAY)).toMatchObject({
    domains: new Set(['B05', 'R05']),
    provinces: new Set(['330000']),
  })
  const area = catalogue.domain('B05')!.area
  const inArea = filterFor(catalogue, viewer(), { area: [area] }, DAY).domains!
  expect([...inArea].every(code => catalogue.domain(code)!.area === area)).toBe(true)
  expect(filterFor(catalogue, viewer(), { area: [area], polarity: ['BLACK'], division: '330100' }, DAY)).toMatchObject({
    division: '3301',
    polarities: new Set(['BLACK']),
  })
})

test.each([
  ['a domain that there is not', { domain: ['B99'] }, {}],
  ['an area that there is not', { area: ['NOWHERE'] }, {}],
  ['a polarity that there is not', { polarity: ['GREY'] }, {}],
  ['a recognition that there is not', { recognisedIn: '330000', recognition: ['PERHAPS'] }, {}],
  ['a recognition in no province', { recognition: ['BINDS'] }, {}],
  ['a recognition beyond the region', { recognisedIn: '440000' }, {}],
  ['a division that is none', { division: '33010' }, {}],
  ['a province that is not agreed', { province: ['310000'] }, { provinces: ['330000'] }],
  ['a product that is not agreed', {}, { products: ['ARCHIVE'] }],
  ['more than the own subject', {}, { subjects: 'own' }],
])('%s is refused', (_, asked, agreement) => {
  expect(() => filterFor(catalogue, viewer(agreement), asked, DAY)).toThrow()
})

interface Step {
  record: number
  division: string | null
  status: 'EFFECTIVE' | 'REPAIRED' | 'DELISTED' | 'WITHDRAWN'
}

const LEFT = { REPAIRED: 'repaired', DELISTED: 'delisted', WITHDRAWN: 'withdrawn' } as const
const DIVISIONS = ['330106', '330203', '310115', null]

/** The log that the keeper makes of steps. */
const logOf = (steps: readonly Step[]): ListLogTable[] => {
  const known = new Map<string, ScopeBefore & { status: Step['status'] }>()
  return steps.map(({ record, division, status }, n) => {
    const record_id = `r${record}`
    const keys: ScopeKeys = {
      province: record % 2 ? '310000' : '330000',
      domain: record % 3 ? 'B05' : 'B02',
      polarity: 'BLACK',
      subject_id: `s${record % 4}`,
      division,
    }
    const last = known.get(record_id)
    const listed = status === 'EFFECTIVE'
    const op = status === last?.status ? (listed ? 'updated' : 'corrected') : status === 'EFFECTIVE' ? 'listed' : LEFT[status]
    const before = last
      ? {
          province: last.province,
          domain: last.domain,
          polarity: last.polarity,
          subject_id: last.subject_id,
          division: last.division,
          seq: last.seq,
          listed: last.listed,
          divisions: last.divisions,
        }
      : null
    known.set(record_id, { ...keys, seq: n + 1, listed, status, divisions: [...new Set([...(last?.divisions ?? []), division])] })
    return { ...keys, seq: n + 1, record_id, op, listed, before } as ListLogTable
  })
}

const anyStep = fc.record<Step>({
  record: fc.integer({ min: 0, max: 7 }),
  division: fc.constantFrom(...DIVISIONS),
  status: fc.constantFrom('EFFECTIVE', 'EFFECTIVE', 'EFFECTIVE', 'REPAIRED', 'DELISTED', 'WITHDRAWN'),
})
const anyFilter = fc.record({
  domains: fc.constantFrom(null, new Set(['B05'])),
  provinces: fc.constantFrom(null, new Set(['330000'])),
  polarities: fc.constant(null),
  division: fc.constantFrom(null, '33', '3301', '330203'),
  recognised: fc.constantFrom(null, { in: '310000', effects: ['BINDS'], findings: new Set(['B05/330000', 'B02/310000']) }),
  watch: fc.constantFrom(null, 'w'),
}) as fc.Arbitrary<ListFilter>

test("after every change a subscriber's copy is exactly what its filter shows of the list, and each repair or withdrawal reaches whoever got the listing", () => {
  const watched = (subject: string): boolean => subject === 's0' || subject === 's1'
  fc.assert(
    fc.property(fc.array(anyStep, { maxLength: 60 }), anyFilter, (steps, filter) => {
      const inForce = new Map<string, ListLogTable>()
      const copy = new Set<string>()
      const everGot = new Set<string>()
      for (const row of logOf(steps)) {
        inForce.delete(row.record_id)
        if (row.listed) inForce.set(row.record_id, row)
        const sight = sightOf(filter, row, watched)
        const op = sight === 'same' ? row.op : sight
        if (op === 'listed' || op === 'updated') {
          // An update may only be told of what the subscriber has.
          if (op === 'updated') expect(copy.has(row.record_id)).toBe(true)
          copy.add(row.record_id)
          everGot.add(row.record_id)
        }
        if (op === 'delisted' || op === 'repaired' || op === 'withdrawn' || op === 'out-of-scope') copy.delete(row.record_id)
        if ((row.op === 'repaired' || row.op === 'withdrawn') && everGot.has(row.record_id)) expect(sight).toBe('same')
        const shown = [...inForce.values()].filter(entry => holdsKeys(filter, entry) && (filter.watch === null || watched(entry.subject_id)))
        expect([...copy].toSorted()).toEqual(shown.map(entry => entry.record_id).toSorted())
      }
    }),
    { numRuns: 2_000 },
  )
})

const keysOf = (domain: string, province: string) => ({ domain, province, polarity: 'BLACK', subject_id: 's', division: null }) as ScopeKeys

test('a province is shown exactly what binds or is noted there, by the rules of the day', () => {
  for (const to of ['310000', '330000'] as const)
    for (const [asked, effects] of [
      [null, ['BINDS', 'NOTED']],
      [['BINDS'], ['BINDS']],
      [['NONE'], ['NONE']],
    ] as const)
      for (const day of ['2019-06-01', '2020-10-19', '2020-10-20', DAY]) {
        const filter = filterFor(catalogue, viewer(), { recognisedIn: to, recognition: asked }, day)
        for (const { code } of catalogue.domains())
          for (const from of ['310000', '320000', '330000', '340000'] as const)
            expect(holdsKeys(filter, keysOf(code, from)), `${code} ${from} in ${to} on ${day}`).toBe(
              (effects as readonly string[]).includes(catalogue.recognitionOf(code, from, to, day)!.effect),
            )
      }
  expect(isOpen(filterFor(catalogue, viewer(), { recognisedIn: '330000', recognition: ['BINDS', 'NOTED', 'NONE'] }, DAY))).toBe(false)
})
