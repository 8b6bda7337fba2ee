import { expect, test } from 'vitest'
import { parseCellCode } from './cell-code.ts'

test.each([
  ['QY0302001', { block: 'QY0302', item: '001', dataset: 'QY0302', column: 'QY0302001', leads: true }],
  ['ZR0301002', { block: 'ZR0301', item: '002', dataset: 'ZR0301', column: 'ZR0301002', leads: false }],
  ['QY0502001.1', { block: 'QY0502001', item: '1', dataset: 'QY0502*', column: 'QY0502*.1', leads: true }],
  ['ZF0507012.4', { block: 'ZF0507012', item: '4', dataset: 'ZF0507*', column: 'ZF0507*.4', leads: false }],
  ['QY03', { block: 'QY03', item: '', dataset: 'QY03', column: 'QY03', leads: false }],
  ['', { block: '', item: '', dataset: '', column: '', leads: false }],
])('%j', (code, parts) => {
  expect(parseCellCode(code)).toEqual(parts)
})
