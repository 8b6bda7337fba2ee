import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { assembleGroup, type Cell } from './assemble-group.ts'

let vid = 0
const cell = (item: string, ver: number, value: string | null, more: Partial<Cell> = {}): Cell => ({
  vid: String(++vid),
  item,
  leads: item === '001',
  value,
  dept: '',
  at: `2026-11-${String(10 + (vid % 15)).padStart(2, '0')}T00:00:00.000Z`,
  ver,
  deleted: false,
  ...more,
})
const end = (ver: number, more: Partial<Cell> = {}) => cell('001', ver, null, { deleted: true, ...more })
const none = () => []
const values = (cells: readonly Cell[], preferred: (item: string) => readonly string[] = none) => assembleGroup(cells, preferred).map(one => one.values)

test('the highest ver of each cell holds, not the latest to arrive', () => {
  expect(values([cell('001', 1, '文号1'), cell('002', 2, '新'), cell('002', 1, '旧'), cell('003', 1, '3')])).toEqual([
    { '001': '文号1', '002': '新', '003': '3' },
  ])
})

test('a deletion of the first item ends the record; what comes after is another one', () => {
  const generations = assembleGroup([cell('001', 1, 'A'), cell('002', 1, 'a'), end(2), cell('001', 3, 'B')], none)
  expect(generations).toMatchObject([
    { label: '0', ended: true, values: { '001': 'A', '002': 'a' } },
    { label: 'd2', ended: false, values: { '001': 'B' } },
  ])
})

test('cells up to the deletion never leak into the next generation, however late they arrive', () => {
  const cells = [cell('001', 1, 'A'), end(5), cell('001', 6, 'B'), cell('002', 4, 'late'), cell('003', 5, 'equal')]
  expect(values(cells)).toEqual([{ '001': 'A', '002': 'late', '003': 'equal' }, { '001': 'B' }])
})

test('a late cell of an ended generation does not lift it above the next one', () => {
  const [ended, standing] = assembleGroup([cell('001', 1, 'A'), end(5), cell('001', 6, 'B'), cell('002', 4, 'late')], none)
  expect(ended!.position < standing!.position).toBe(true)
  const [again, next] = assembleGroup([cell('001', 6, 'B', { vid: '1' }), cell('001', 1, 'A', { vid: '2' }), end(5, { vid: '9' })], none)
  expect(again!.position < next!.position).toBe(true)
})

test('the deletion of another item only empties that cell', () => {
  expect(assembleGroup([cell('001', 1, 'A'), cell('005', 1, 'x'), cell('005', 2, null, { deleted: true })], none)).toMatchObject([
    { ended: false, values: { '001': 'A' } },
  ])
})

test('a deletion alone, or two in a row, yields nothing of its own', () => {
  expect(assembleGroup([end(1)], none)).toEqual([])
  expect(assembleGroup([cell('001', 1, 'A'), end(2), end(3), end(3)], none)).toHaveLength(1)
})

test('of two departments the preferred one holds, else the highest ver; a difference is a conflict, agreement is none', () => {
  const cells = [cell('003', 1, '甲', { dept: '市场监管局' }), cell('003', 9, '乙', { dept: '税务局' })]
  expect(assembleGroup(cells, item => (item === '003' ? ['质监局', '市场监管局'] : []))).toMatchObject([{ values: { '003': '甲' }, conflicts: ['003'] }])
  expect(assembleGroup(cells, none)).toMatchObject([{ values: { '003': '乙' }, conflicts: ['003'] }])
  expect(assembleGroup([cells[0]!, { ...cells[1]!, value: '甲' }], none)).toMatchObject([{ conflicts: [] }])
})

test('an old version of the same department is no conflict', () => {
  expect(assembleGroup([cell('003', 1, '甲', { dept: 'x' }), cell('003', 2, '乙', { dept: 'x' })], none)).toMatchObject([{ conflicts: [] }])
})

test('the first time of a generation counts from its own cells, the update from those that stand', () => {
  const at = (day: string) => ({ at: `2026-11-${day}T00:00:00.000Z` })
  const cells = [cell('001', 1, 'A', at('01')), end(2, at('05')), cell('001', 3, 'B', at('07')), cell('002', 4, 'b', at('09')), cell('002', 3, 'old', at('11'))]
  expect(assembleGroup(cells, none)).toMatchObject([
    { firstSeenAt: at('01').at, updatedAt: at('05').at },
    { firstSeenAt: at('07').at, updatedAt: at('09').at },
  ])
})

const anyCell = fc.record({
  item: fc.constantFrom('001', '002', '003'),
  ver: fc.integer({ min: 1, max: 6 }),
  value: fc.constantFrom('a', 'b', 'c'),
  deleted: fc.boolean(),
  dept: fc.constantFrom('x', 'y'),
})
const anyCells = fc
  .uniqueArray(anyCell, { selector: one => `${one.item}${one.ver}${one.dept}`, maxLength: 20 })
  .map(all => all.map((one, n): Cell => ({ ...one, leads: one.item === '001', vid: String(n + 1), at: null })))

test('the order of arrival changes no value', () => {
  fc.assert(
    fc.property(anyCells, fc.infiniteStream(fc.nat()), (cells, order) => {
      const shuffled = cells.map(one => [order.next().value!, one] as const).toSorted((a, b) => a[0] - b[0])
      const renumbered = shuffled.map(([, one], n) => ({ ...one, vid: String(n + 1) }))
      const plain = (all: readonly Cell[]) => assembleGroup(all, () => ['x']).map(({ label, ended, values: own }) => ({ label, ended, own }))
      expect(plain(renumbered)).toEqual(plain(cells))
    }),
  )
})

test('each generation sorts after the one before, and no value crosses a deletion', () => {
  fc.assert(
    fc.property(anyCells, cells => {
      const generations = assembleGroup(cells, none)
      for (const [n, one] of generations.entries()) {
        if (n > 0) expect(one.position > generations[n - 1]!.position).toBe(true)
        const start = one.label === '0' ? -Infinity : Number(one.label.slice(1))
        const end = Math.min(...cells.filter(c => c.leads && c.deleted && c.ver > start).map(c => c.ver))
        for (const [item, value] of Object.entries(one.values))
          expect(cells.some(c => c.item === item && c.value === value && c.ver > start && c.ver <= end)).toBe(true)
      }
    }),
  )
})
