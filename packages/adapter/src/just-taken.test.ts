import { expect, test } from 'vitest'
import { createJustTaken } from './just-taken.ts'
import { sourceRow } from './testing.ts'

const row = (coordinate: string, name: string, dataset = 't_md') => sourceRow(coordinate, { dataset, columns: { name } })

const create = () => {
  let at = 0
  const taken = createJustTaken(
    place => place.dataset === 't_md',
    () => at,
  )
  return { taken, pass: (ms: number) => (at += ms) }
}

test('leaves out what was committed a moment ago, and only that', () => {
  const { taken } = create()
  taken.note([row('a', '甲'), row('b', '乙')])
  expect(taken.without([row('a', '甲'), row('b', '丙'), row('c', '丁')])).toEqual([row('b', '丙'), row('c', '丁')])
})

test('what goes to another state and back again is news each time', () => {
  const { taken } = create()
  for (const name of ['甲', '乙']) taken.note([row('a', name)])
  expect(taken.without([row('a', '甲')])).toHaveLength(1)
  taken.note([row('a', '甲')])
  expect(taken.without([row('a', '甲')])).toHaveLength(0)
})

test('rows of files are always news: a file that was refused may come again as it was before', () => {
  const { taken } = create()
  taken.note([row('f:1', '甲', 'file')])
  expect(taken.without([row('f:1', '甲', 'file')])).toHaveLength(1)
})

test('remembers for ten to twenty seconds, and until told to forget', () => {
  const { taken, pass } = create()
  taken.note([row('a', '甲')])
  pass(15_000)
  expect(taken.without([row('a', '甲')])).toHaveLength(0)
  pass(10_000)
  expect(taken.without([row('a', '甲')])).toHaveLength(1)
  taken.note([row('a', '甲')])
  pass(60_000)
  expect(taken.without([row('a', '甲')])).toHaveLength(1)
  taken.note([row('a', '甲')])
  taken.forget()
  expect(taken.without([row('a', '甲')])).toHaveLength(1)
})
