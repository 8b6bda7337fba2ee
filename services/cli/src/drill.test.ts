import { expect, test } from 'vitest'
import { drill, drillLines } from './drill.ts'

const counts = (effective: number, ended: number) => ({ total: effective + ended, effective, repaired: 0, ended })

test('a drill is a tree of lines: counts, then code and name by level; a place without province is named by its placement', () => {
  const lines = drillLines(
    {
      counts: counts(3, 1),
      dimensions: [
        {
          dimension: { code: 'INVESTOR', name: '投资人' },
          counts: counts(3, 1),
          parties: [
            {
              partyKind: 'NAT',
              counts: counts(3, 1),
              provinces: [
                { placement: 'IN_REGION', province: { code: '330000', name: '浙江省' }, counts: counts(2, 1), units: [] },
                { placement: 'OUTSIDE_REGION', province: null, counts: counts(1, 0), units: [] },
              ],
            },
          ],
        },
      ],
    },
    0,
    'relationships',
  )
  expect(lines).toEqual([
    '         4         3         0         1  relationships',
    '         4         3         0         1    INVESTOR 投资人',
    '         4         3         0         1      NAT',
    '         3         2         0         1        330000 浙江省',
    '         1         1         0         0        OUTSIDE_REGION',
  ])
})

test('a product that is none is said, with those that are', async () => {
  const nowhere = { gateway: 'http://127.0.0.1:1', token: '', purpose: 'analysis', language: 'zh' }
  await expect(drill('constructor', [], nowhere)).rejects.toThrow('There is no drill-down of constructor: lists, archives, relationships.')
  await expect(drill('lists', [], nowhere)).rejects.toThrow('The gateway does not answer')
})
