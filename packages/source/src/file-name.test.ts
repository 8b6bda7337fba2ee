import { expect, test } from 'vitest'
import { parseCsvName, parseXmlName } from './file-name.ts'

test('takes names apart', () => {
  expect(parseCsvName('AH_340100_MKT_XZCF_20261120_012.csv')).toEqual({ dataset: 'XZCF', stream: '340100_MKT_XZCF_20261120', day: '20261120', sequence: 12 })
  expect(parseXmlName('JS_HONGMD_20240229_0001.xml')).toEqual({ dataset: 'HONGMD', stream: 'HONGMD_20240229', day: '20240229', sequence: 1 })
})

test.each([
  'AH_340100_MKT_XZCF_20261120_12.csv',
  'AH_340100_MKT_XZCF_20261120_000.csv',
  'AH_340100_MKT_XZCF_20250229_001.csv',
  'AH_34010_MKT_XZCF_20261120_001.csv',
  'AH_340100_../x_XZCF_20261120_001.csv',
  'ah_340100_MKT_XZCF_20261120_001.csv',
])('%s is no name of a CSV file', name => {
  expect(parseCsvName(name)).toBeNull()
})

test.each(['JS_HMD_20261120_001.xml', 'JS_HMD_20261320_0001.xml', 'JS_HMD_20261120_0000.xml', 'JS_HMD_20261120_0001.xml.part', 'x/JS_HMD_20261120_0001.xml'])(
  '%s is no name of a message',
  name => {
    expect(parseXmlName(name)).toBeNull()
  },
)
