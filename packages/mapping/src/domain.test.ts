import { expect, test } from 'vitest'
import { domainCode, domainName, domainNumber, domainOfResource, domainWord, fixedDomain } from './domain.ts'
import type { DomainRule } from './domain.ts'
import { indicatorBlock, indicatorLetters, indicatorName, indicatorNumber } from './indicator.ts'
import type { IndicatorRule } from './indicator.ts'
import { readingOf } from './testing-rule.ts'

const domain = (rule: DomainRule, c: string | null, d: string | null = null): unknown => {
  const reading = readingOf({ c, d })
  const found = rule.find(reading)
  return reading.failure ? [`${reading.failure.code} ${reading.failure.field}`, found.key] : [found.domain?.code, found.key]
}

test('a domain by code, word or nothing at all', () => {
  expect([domain(domainCode('c'), 'B05'), domain(domainCode('c'), 'B99'), domain(domainCode('c'), '5'), domain(domainCode('c'), '')]).toEqual([
    ['B05', 'B05'],
    ['E_CODE_UNKNOWN c', 'B99'],
    ['E_CODE_UNKNOWN c', '5'],
    ['E_REQUIRED c', 'T/1#c'],
  ])
  expect([domain(domainWord('c', { 高级认证企业: 'R02' }), '高级认证企业'), domain(domainWord('c', {}), '常规企业'), domain(fixedDomain('B05'), null)]).toEqual(
    [
      ['R02', 'R02'],
      ['E_CODE_UNKNOWN c', '常规企业'],
      ['B05', 'B05'],
    ],
  )
})

test('a domain by number and polarity', () => {
  const rule = domainNumber('c', 'SH-LY-', 'd', { '1': 'RED', '2': 'BLACK' })
  expect([
    domain(rule, 'SH-LY-05', '2'),
    domain(rule, 'SH-LY-02', '1'),
    domain(rule, 'SH-LY-05', '9'),
    domain(rule, 'LY-05', '2'),
    domain(rule, 'SH-LY-05', null),
    domain(rule, 'SH-LY-99', '2'),
  ]).toEqual([
    ['B05', 'B05'],
    ['R02', 'R02'],
    ['E_CODE_UNKNOWN d', '9/SH-LY-05'],
    ['E_CODE_UNKNOWN c', '2/LY-05'],
    ['E_REQUIRED d', 'T/1#d'],
    ['E_CODE_UNKNOWN c', 'B99'],
  ])
})

test('a domain by number in a message of one polarity', () => {
  const rule = domainOfResource('c', 'd', 'BLACK')
  expect([domain(rule, '05', 'HMD'), domain(rule, '05', 'HMD_B05'), domain(rule, '05', 'HMD_B01'), domain(rule, 'B05', 'HMD')]).toEqual([
    ['B05', 'B05'],
    ['B05', 'B05'],
    ['E_CODE_UNKNOWN c', 'B05'],
    ['E_CODE_UNKNOWN c', 'BB05'],
  ])
})

test('a domain by name, full-width or not', () => {
  const rule = domainName('c', 'BLACK', 'd', { 黑名单: 'BLACK', 红名单: 'RED' })
  expect([
    domain(rule, '知识产权（专利）领域严重失信主体', '黑名单'),
    domain(rule, '生态环境领域严重失信主体'),
    domain(rule, '海关高级认证企业'),
    domain(rule, '生态环境领域严重失信主体', '红名单'),
  ]).toEqual([
    ['B27', 'B27'],
    ['B05', 'B05'],
    ['E_CODE_UNKNOWN c', '海关高级认证企业'],
    ['E_CODE_UNKNOWN d', 'B05'],
  ])
})

const indicator = (rule: IndicatorRule, c: string | null): unknown => {
  const reading = readingOf({ c })
  const found = rule.find(reading, 'ENT')
  return reading.failure ? [`${reading.failure.code} ${reading.failure.field}`, found.key] : [found.indicator?.code, rule.kind?.read(reading)]
}

test('an indicator by letters, number, block or name', () => {
  const kinds = ['ENT', 'NAT', 'SOC', 'INS', 'GOV'] as const
  expect([
    indicator(indicatorLetters('c'), 'entops001'),
    indicator(indicatorNumber('c', kinds), '10201'),
    indicator(indicatorBlock('c', { QY: 'ENT' }), 'QY0502001'),
    indicator(indicatorName('c'), '经营异常信息'),
  ]).toEqual([
    ['ENT-OPS-001', ['ENT']],
    ['ENT-OPS-001', ['ENT']],
    ['ENT-OPS-001', ['ENT']],
    ['ENT-OPS-001', undefined],
  ])
  expect([
    indicator(indicatorLetters('c'), 'entops999'),
    indicator(indicatorNumber('c', kinds), '60201'),
    indicator(indicatorBlock('c', { QY: 'ENT' }), 'QY0508001'),
    indicator(indicatorName('c'), '公民身份号码'),
    indicator(indicatorNumber('c', kinds), ''),
  ]).toEqual([
    ['E_CODE_UNKNOWN c', 'entops999'],
    ['E_CODE_UNKNOWN c', '60201'],
    ['E_CODE_UNKNOWN c', 'QY0508001'],
    ['E_CODE_UNKNOWN c', '公民身份号码'],
    ['E_REQUIRED c', 'T/1#c'],
  ])
})

test('an unknown indicator still tells the kind that it begins with', () => {
  const told = (rule: IndicatorRule, c: string): unknown => rule.kind?.read(readingOf({ c }))
  expect([
    told(indicatorLetters('c'), 'natops999'),
    told(indicatorLetters('c'), 'xxxops001'),
    told(indicatorNumber('c', ['ENT', 'NAT']), '29999'),
    told(indicatorNumber('c', ['ENT', 'NAT']), '90000'),
  ]).toEqual([['NAT'], null, ['NAT'], null])
})
