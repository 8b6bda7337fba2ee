import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { ITEM_CODE_SCHEMES, parseItemCode } from './item-code.ts'

const none = { category: null, main: null, sub: null, authority: null, division: null, organisation: null, serial: null }

test.each([
  ['XK0010100043101150Y000002001', 'DELTA_28', { category: 'XK', main: '00101', authority: '4', division: '310115', organisation: '0Y0000020', serial: '01' }],
  ['QR00102003', 'DB52_T_1264_BASIC', { category: 'QR', main: '00102', sub: '003' }],
  ['4201000010203405', 'HUBEI_16', { division: '420100', organisation: '001', category: '02', main: '034', sub: '05' }],
  ['许可-00101-000', 'ZHEJIANG', { category: '许可', main: '00101' }],
] as const)('%s is read by %s', (text, scheme, parts) => {
  expect(parseItemCode(text)).toEqual({ text, scheme, parts: { ...none, ...parts } })
})

test('a code of no known scheme stays text', () => {
  for (const text of ['', '1133010000251234563330160001001', 'XK0010100', 'xk00102003', ' QR00102003', '许可-101-0'])
    expect(parseItemCode(text)).toEqual({ text, scheme: null, parts: none })
})

test('the text is kept whatever it is', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const code = parseItemCode(text)
      expect(code.text).toBe(text)
      if (code.scheme !== null) expect(ITEM_CODE_SCHEMES).toContain(code.scheme)
    }),
  )
})
