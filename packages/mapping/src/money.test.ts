import { expect, test } from 'vitest'
import { coded } from './code-table.ts'
import { shiftDecimal } from './decimal.ts'
import { fen, inCurrency, inWanYuan, wanYuan, yuan } from './money.ts'
import { basisPoints, percent, percentOrFraction } from './share.ts'
import { said } from './testing-rule.ts'

test('decimals shift exactly', () => {
  expect([
    shiftDecimal('12.5', 0, 2),
    shiftDecimal('1', -2, 2),
    shiftDecimal('0.1234565', 0, 6),
    shiftDecimal('0.1234565', 0, 6, true),
    shiftDecimal('-0.00', 0, 2),
    shiftDecimal('-3', 0, 0),
  ]).toEqual(['12.50', '0.01', null, '0.123457', '0.00', '-3'])
  expect([shiftDecimal('90071992547409931', 4, 2), shiftDecimal('', 0, 2), shiftDecimal('1e5', 0, 2), shiftDecimal('9'.repeat(61), 0, 2)]).toEqual([
    '900719925474099310000.00',
    null,
    null,
    null,
  ])
})

test('分, 元 and 万元 are yuan with two places', () => {
  expect([said(fen('c'), '199'), said(yuan('c'), '199'), said(wanYuan('c'), '199.000001')]).toEqual(['1.99', '199.00', '1990000.01'])
  expect([said(fen('c'), '1.5'), said(yuan('c'), '0.001'), said(wanYuan('c'), '0.0000001')]).toEqual(['E_AMOUNT c', 'E_AMOUNT c', 'E_AMOUNT c'])
})

test('a unit behind the number outweighs the column’s', () => {
  expect([said(wanYuan('c'), '3.5万元'), said(yuan('c'), '3.5万元'), said(wanYuan('c'), '35,000元'), said(yuan('c'), '1亿')]).toEqual([
    '35000.00',
    '35000.00',
    '35000.00',
    '100000000.00',
  ])
})

test('separators and full width', () => {
  expect([said(yuan('c'), '1,234,567.8'), said(yuan('c'), '１２，３４５．６０'), said(yuan('c'), '￥ 5'), said(yuan('c'), ' 5 ')]).toEqual([
    '1234567.80',
    ['12345.60', 'W_FULLWIDTH'],
    '5.00',
    '5.00',
  ])
  expect(['1,23', ',1', '-5', '五', '1.2E7', '.5', '5.'].map(text => said(yuan('c'), text))).toEqual(Array.from({ length: 7 }, () => 'E_AMOUNT c'))
})

test('capital in 万元 keeps what is below 100 yuan', () => {
  expect([
    said(inWanYuan(fen('c')), '50000000000'),
    said(inWanYuan(fen('c')), '123456789'),
    said(inWanYuan(wanYuan('c')), '10.5'),
    said(inWanYuan(fen('c')), ''),
  ]).toEqual(['50000.00', '123.456789', '10.50', null])
  const rule = inCurrency(inWanYuan(wanYuan('c')), coded('d', { '156': 'CNY', '840': 'USD' }))
  expect([
    said(rule, '5', { d: '840' }),
    said(rule, '5', { d: '156' }),
    said(rule, '5', { d: null }),
    said(rule, '5', { d: '000' }),
    said(rule, null, { d: '000' }),
  ]).toEqual(['5.00 USD', '5.00', '5.00', 'E_CODE_UNKNOWN d', null])
})

test('shares', () => {
  expect([
    said(percent('c'), '35.5000'),
    said(basisPoints('c'), '3550'),
    said(percentOrFraction('c'), '35.5%'),
    said(percentOrFraction('c'), '0.355'),
    said(percentOrFraction('c'), '３５.５％'),
  ]).toEqual(['0.355000', '0.355000', '0.355000', '0.355000', '0.355000'])
  expect([
    said(percent('c'), '100'),
    said(percent('c'), '100.01'),
    said(basisPoints('c'), '10001'),
    said(percentOrFraction('c'), '2'),
    said(percentOrFraction('c'), '-1%'),
    said(percentOrFraction('c'), '%'),
    said(percent('c'), '10.5'),
  ]).toEqual(['1.000000', 'E_AMOUNT c', 'E_AMOUNT c', 'E_AMOUNT c', 'E_AMOUNT c', 'E_AMOUNT c', '0.105000'])
})
