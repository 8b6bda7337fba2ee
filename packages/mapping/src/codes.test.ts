import { expect, test } from 'vitest'
import { bitmask } from './bitmask.ts'
import { codeNumber, codes } from './codes.ts'
import { names } from './names.ts'
import { oldStatus, removalReason, statusWord } from './status.ts'
import { registrationStatus } from './registration-status.ts'
import { said } from './testing-rule.ts'

test('codes joined by a separator', () => {
  const rule = codes('c', ',', 'penalty_kind')
  expect([said(rule, '03,01,03'), said(rule, ' 01， 03,'), said(rule, null), said(rule, '03,88'), said(rule, ','), said(rule, '3')]).toEqual([
    ['01', '03'],
    ['01', '03'],
    null,
    'E_CODE_UNKNOWN c',
    'E_CODE_UNKNOWN c',
    'E_CODE_UNKNOWN c',
  ])
})

test('a code as a number', () => {
  const rule = codeNumber('c', 'penalty_kind')
  expect([said(rule, '3'), said(rule, '03'), said(rule, '9'), said(rule, '')]).toEqual([['03'], ['03'], 'E_CODE_UNKNOWN c', null])
})

test('a bitmask: bit 0 is the first code', () => {
  const rule = bitmask('c', 'penalty_kind')
  expect([said(rule, '1'), said(rule, '13'), said(rule, '15'), said(rule, '0')]).toEqual([['01'], ['01', '03', '04'], ['01', '02', '03', '04'], []])
  expect(['16', '-1', '1.5', '99999999999', 'x'].map(text => said(rule, text))).toEqual(Array.from({ length: 5 }, () => 'E_CODE_UNKNOWN c'))
})

test('names joined by a separator that one of them holds', () => {
  const rule = names('c', '、', 'penalty_kind')
  expect([said(rule, '罚款、没收违法所得、没收非法财物'), said(rule, '警告'), said(rule, '03、警告')]).toEqual([['03', '04'], ['01'], ['01', '03']])
  expect([said(rule, '没收违法所得'), said(rule, '罚款、'), said(rule, '、'), said(names('c', '；', 'penalty_kind'), '罚款;警告； 罚款')]).toEqual([
    'E_CODE_UNKNOWN c',
    ['03'],
    'E_CODE_UNKNOWN c',
    ['01', '03'],
  ])
})

test('what the catalogue makes of a code or a name', () => {
  expect([
    said(removalReason('c'), '1'),
    said(removalReason('c'), '信用修复'),
    said(removalReason('c'), '其他'),
    said(removalReason('c'), '履行完毕'),
    said(removalReason('c'), '移出'),
    said(removalReason('c'), '8'),
  ]).toEqual(['REPAIRED', 'REPAIRED', 'DELISTED', 'DELISTED', 'DELISTED', 'E_CODE_UNKNOWN c'])
  expect([said(oldStatus('c'), '1'), said(oldStatus('c'), '2'), said(oldStatus('c'), '')]).toEqual(['REVOKED', ['VALID', 'W_OBJECTION'], null])
  expect([said(statusWord('c', { 其他: 'VALID + W_STATUS_OTHER' }), '其他'), said(statusWord('c', {}), '其他')]).toEqual([
    ['VALID', 'W_STATUS_OTHER'],
    'E_CODE_UNKNOWN c',
  ])
})

test('words of registrars', () => {
  const rule = registrationStatus('c')
  expect([said(rule, '存续（在营、开业、在册）'), said(rule, '注销'), said(rule, '有点问题'), said(rule, null)]).toEqual([
    '存续（在营、开业、在册）',
    '注销',
    'E_CODE_UNKNOWN c',
    null,
  ])
})
