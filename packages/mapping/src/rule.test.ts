import { expect, test } from 'vitest'
import { coded } from './code-table.ts'
import { columnsOf, either, required } from './rule.ts'
import { said } from './testing-rule.ts'
import { text } from './text.ts'

test('a required rule without a value is E_REQUIRED, but for a value that is already refused', () => {
  const rule = required(coded('c', { '1': 'one' }))
  expect([said(rule, '1'), said(rule, ' '), said(rule, null), said(rule, '2')]).toEqual(['one', 'E_REQUIRED c', 'E_REQUIRED c', 'E_CODE_UNKNOWN c'])
})

test('either takes the first that says something', () => {
  const rule = either(text('c'), text('d'))
  expect([said(rule, 'x', { d: 'y' }), said(rule, '', { d: 'y' }), said(rule, null), columnsOf(rule, text('c'), undefined)]).toEqual([
    'x',
    'y',
    null,
    ['c', 'd'],
  ])
})

test('a coded column has no default', () => {
  const rule = coded('c', { '1': 'one', toString: 'two' })
  expect([said(rule, ' １ '), said(rule, 'toString'), said(rule, 'constructor'), said(rule, '')]).toEqual(['one', 'two', 'E_CODE_UNKNOWN c', null])
})
