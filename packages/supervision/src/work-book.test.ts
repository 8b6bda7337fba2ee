import { expect, test } from 'vitest'
import { calledFor } from './called-for.ts'
import { catalogue, change } from './testing.ts'
import { bookWork, type OpenListing } from './work-book.ts'

const NOW = new Date('2026-11-23T04:00:00Z')
const book = (open: Map<string, OpenListing>, ...changes: ReturnType<typeof change>[]) => bookWork(catalogue, open, changes, NOW)

test('an entry calls for one department an item where its finding binds; places where nothing is known are typed gaps', () => {
  const { orders, gaps } = calledFor(catalogue, { province: '330000', domain: 'B05', polarity: 'BLACK', division: '330482' }, '2026-11-23')
  expect(new Set(orders.map(({ province }) => province))).toEqual(new Set(['310000', '320000', '330000', '340000']))
  for (const { item, department } of orders) {
    expect(department.name).toBe(item.department.name)
    expect(department.code).toMatch(/^[A-Z]{2,3}-[A-Z]{2,8}(-\d{6})?$/)
  }
  expect(orders.find(({ item }) => item.division === '330482' && item.department.bureau)?.department).toEqual({
    code: 'ZJ-ECO-330400',
    name: '嘉兴市生态环境局平湖分局',
    division: '330400',
    unit: 'ZJ-ECO',
  })
  expect(orders.filter(({ province, level }) => province !== '330000' && level !== 'PROVINCE')).toEqual([])
  expect(new Set(gaps.map(({ missing }) => missing))).toEqual(new Set(['ITEM']))
  expect(new Set(orders.map(({ province, item }) => `${province} ${item.code.text}`)).size).toBe(orders.length)
})

test('a finding that is but noted elsewhere calls for its own province alone', () => {
  const entry = { province: '330000', domain: 'B01', polarity: 'BLACK', division: '330482' } as const
  const { orders, gaps } = calledFor(catalogue, entry, '2026-11-23')
  expect(catalogue.recognitionOf('B01', '330000', '310000', '2026-11-23')?.effect).toBe('NOTED')
  expect(new Set([...orders, ...gaps].map(({ province }) => province))).toEqual(new Set(['330000']))
})

test('a subject whose place is not known leaves gaps below the province; a watch list calls for nothing', () => {
  const unknown = calledFor(catalogue, { province: '330000', domain: 'B01', polarity: 'BLACK', division: null }, '2026-11-23')
  expect(unknown.gaps.filter(({ level }) => level !== 'PROVINCE').every(({ missing }) => missing === 'DIVISION')).toBe(true)
  expect(unknown.gaps.some(({ level }) => level === 'COUNTY')).toBe(true)
  const watch = catalogue.domains().find(({ polarity }) => polarity === 'WATCH')!
  expect(calledFor(catalogue, { province: '330000', domain: watch.code, polarity: 'WATCH', division: null }, '2026-11-23')).toEqual({ orders: [], gaps: [] })
})

test('every department of every item has a code that is its own', () => {
  const names = new Map<string, string>()
  for (const { code, polarity } of catalogue.domains())
    for (const place of ['310115', '320583', '330482', '330206', '340104', null])
      for (const { department } of calledFor(catalogue, { province: '330000', domain: code, polarity, division: place }, '2026-11-23').orders) {
        // A branch in a county is its city's department.
        const name = department.name.replace(/(?<=局)\p{Script=Han}+分局$/u, '')
        expect([department.code, names.get(department.code) ?? name]).toEqual([department.code, name])
        names.set(department.code, name)
      }
  expect(names.size).toBeGreaterThan(50)
})

test.each([
  ['repaired', null, 'REPAIRED'],
  ['withdrawn', null, 'WITHDRAWN'],
  ['delisted', null, 'DELISTED'],
  ['delisted', '{"entry":{"status":"EXPIRED"}}', 'EXPIRED'],
] as const)('what is %s (%s) lifts every order, each once, for that reason', (op, text, reason) => {
  const open = new Map<string, OpenListing>()
  const raised = book(open, change(1, 1))
  expect(raised.versions.length).toBeGreaterThan(10)
  const lifted = book(open, change(1, 2, { op, listed: false, text }))
  expect(lifted.versions.map(({ id, version, reason: why, lifted_at }) => [id, version, why, lifted_at])).toEqual(
    raised.versions.map(({ id }) => [id, 2, reason, NOW.toISOString()]),
  )
  expect(lifted.listings).toMatchObject([{ seq: 1, reason, ended_at: NOW.toISOString() }])
  expect(open.size).toBe(0)
  expect(book(open, change(1, 3, { op: 'corrected', listed: false })).versions).toEqual([])
})

test('an update that changes nothing writes nothing; one that moves the subject lifts and raises what differs', () => {
  const open = new Map<string, OpenListing>()
  const before = book(open, change(1, 1)).versions
  expect(book(open, change(1, 2, { op: 'updated' }))).toEqual({ versions: [], listings: [] })
  const moved = book(open, change(1, 3, { op: 'updated', division: '330206' })).versions
  const gone = before.filter(order => order.division === '330482' || order.division === '330400')
  expect(moved.filter(order => order.lifted_at !== null).map(({ id, reason }) => [id, reason])).toEqual(gone.map(({ id }) => [id, 'CORRECTED']))
  expect(moved.filter(order => order.lifted_at === null && order.version === 1).every(({ division }) => division.startsWith('3302'))).toBe(true)
})

test('a domain that is corrected keeps the orders that both call for, as another version', () => {
  const open = new Map<string, OpenListing>()
  const before = new Map(book(open, change(1, 1)).versions.map(order => [order.id, order]))
  const after = book(open, change(1, 2, { op: 'updated', domain: 'B04' })).versions
  const kept = after.filter(order => order.version === 2 && order.lifted_at === null)
  expect(kept.length).toBeGreaterThan(5)
  for (const order of kept) expect([order.domain, before.get(order.id)?.item, order.opened_at]).toEqual(['B04', order.item, before.get(order.id)?.opened_at])
})

test('listed anew, other orders are raised; a lifted one stays as it is', () => {
  const open = new Map<string, OpenListing>()
  const first = book(open, change(1, 1), change(1, 2, { op: 'repaired', listed: false })).versions
  const second = book(open, change(1, 3)).versions
  expect(second.every(({ version }) => version === 1)).toBe(true)
  expect(new Set([...first, ...second].map(({ id }) => id)).size).toBe(second.length * 2)
})
