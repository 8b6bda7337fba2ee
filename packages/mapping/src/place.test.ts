import { expect, test } from 'vitest'
import { divisionCode, divisionName, divisionOf, localArea } from './place.ts'
import { said } from './testing-rule.ts'

test('a division by its code, as it is called today', () => {
  expect([said(divisionCode('c'), '341402'), said(divisionCode('c'), '410105'), said(divisionCode('c'), '')]).toEqual([
    { division: '340181', province: '340000' },
    { division: '410105', province: '410000' },
    null,
  ])
  expect([said(divisionCode('c'), '319999'), said(divisionCode('c'), '990101'), said(divisionCode('c'), '31')]).toEqual([
    'E_CODE_UNKNOWN c',
    'E_CODE_UNKNOWN c',
    'E_CODE_UNKNOWN c',
  ])
})

test('a local area code: text, with its leading zero', () => {
  expect([said(localArea('c'), '051283'), said(localArea('c'), '51283'), said(localArea('c'), '055101')]).toEqual([
    { division: '320583', province: '320000' },
    { division: null, province: null },
    { division: null, province: null },
  ])
  expect([said(divisionOf(localArea('c')), '055101'), said(divisionOf(localArea('c')), '051283'), said(divisionOf(localArea('c')), null)]).toEqual([
    '',
    '320583',
    null,
  ])
})

test('a written name, also an old one', () => {
  expect([
    said(divisionName('c'), '安徽省合肥市巢湖市'),
    said(divisionName('c'), '居巢区'),
    said(divisionName('c'), '河南省郑州市'),
    said(divisionName('c'), '某地'),
  ]).toEqual([
    { division: '340181', province: '340000' },
    { division: '340181', province: '340000' },
    { division: '410000', province: '410000' },
    'E_CODE_UNKNOWN c',
  ])
})
