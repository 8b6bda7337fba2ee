import { expect, test } from 'vitest'
import { NATION, provinceAtStart, provinceCodeOf, provinceName } from './national-province.ts'
import { PROVINCES, isProvince, provinceOf, shortOf } from './province.ts'

test('short names lead there and back', () => {
  expect(PROVINCES.map(shortOf)).toEqual(['sh', 'js', 'zj', 'ah'])
  for (const province of PROVINCES) expect(provinceOf(shortOf(province))).toBe(province)
})

test('only the four are provinces of the region', () => {
  expect(isProvince('330000')).toBe(true)
  for (const code of ['410000', '33', '330100', null, undefined, 'toString']) expect(isProvince(code)).toBe(false)
})

test('any division of the country has its province; other digits have none', () => {
  expect(provinceCodeOf('341402')).toBe('340000')
  expect(provinceCodeOf('411281')).toBe('410000')
  expect(provinceCodeOf(NATION)).toBe(NATION)
  expect(provinceName('410000')).toBe('河南省')
  for (const text of ['100100', '990000', '3414', '34140', 'abcdef', '']) expect(provinceCodeOf(text)).toBeNull()
})

test('a written place begins with its province, in full or as autonomous regions are called', () => {
  expect(provinceAtStart('内蒙古自治区包头市')).toEqual({ code: '150000', rest: '包头市' })
  expect(provinceAtStart('内蒙古包头市')).toEqual({ code: '150000', rest: '包头市' })
  expect(provinceAtStart('海南藏族自治州')).toBeNull()
})
