import { expect, test } from 'vitest'
import { createGb18030 } from '@delta/source'
import { NAME_SIGNS, RARE_CHARACTERS } from './words.ts'

const gb18030 = createGb18030()
const decode = (bytes: Uint8Array) => new TextDecoder('gb18030', { fatal: true }).decode(bytes)

test('what is written is read back by the strict decoder', () => {
  for (const text of ['上海市市场监督管理局', 'ASCII,"\r\n', '罚款金额（元）', '—', 'ｱ\u00a0\u3000', ...RARE_CHARACTERS, ...NAME_SIGNS])
    expect(decode(gb18030.encode(text))).toBe(text)
})

test('rare characters take four bytes, common ones two', () => {
  for (const character of RARE_CHARACTERS) expect(gb18030.encode(character).length, character).toBe(4)
  expect(gb18030.encode('中').toString('hex')).toBe('d6d0')
})

test('half a character pair is an error', () => {
  expect(() => gb18030.encode('\ud800')).toThrow(/no GB18030 bytes/)
})
