import { expect, test } from 'vitest'
import { decodeGb18030 } from './gb18030.ts'
import { encodeGb18030 } from './testing-gb18030.ts'

const bytes = (hex: string) => Buffer.from(hex.replaceAll(' ', ''), 'hex')
const mixed = (...parts: (string | Buffer)[]) => Buffer.concat(parts.map(part => (typeof part === 'string' ? encodeGb18030(part) : part)))
const utf8 = (text: string) => Buffer.from(text, 'utf8')

test('decodes two-byte and four-byte characters, also beyond the basic plane, and the GB18030-2022 ones', () => {
  const text = '统一社会信用代码,㐁龦𠮷㱮\r\n"①㈱（）"'
  expect(decodeGb18030(encodeGb18030(text))).toBe(text)
  expect(decodeGb18030(bytes('A6D9 FE59'))).toBe('\uFE10\u9FB4')
})

test('takes ASCII alone, and a byte order mark away', () => {
  expect(decodeGb18030(utf8('a,b\r\n'))).toBe('a,b\r\n')
  expect(decodeGb18030(mixed(bytes('84319533'), '名称'))).toBe('名称')
})

test.each([
  ['UTF-8', utf8('名称,代码\r\n信用中国,1\r\n')],
  ['UTF-8 with a byte order mark', utf8('\uFEFF名称\r\n')],
  ['a field in UTF-8 among GB18030 ones', mixed('名称,代码\r\n', utf8('信用中国'), ',1\r\n')],
  ['a field in UTF-8 with an odd number of characters', mixed('名称,代码\r\n', utf8('张三丰'), ',1\r\n')],
  ['a quoted field in UTF-8 with ASCII in it', mixed('名称\r\n"', utf8('信用中A国2'), '"\r\n')],
  ['UTF-16', Buffer.from('\uFEFF名称', 'utf16le')],
  ['a cut-off character', mixed('名称').subarray(0, 3)],
  ['a byte that starts nothing', mixed('名称', bytes('FF'))],
  ['a NUL', mixed('名称', bytes('00'), ',1')],
])('refuses %s', (_, input) => {
  expect(decodeGb18030(input)).toBeNull()
})

test('takes everyday names whose bytes happen to be UTF-8 too', () => {
  for (const name of ['联通', '陆', '路路', '罗纹', '陕西', '双流路']) expect(decodeGb18030(mixed('行政相对人名称,代码\r\n', name, ',1\r\n'))).toContain(name)
})

test('takes every pair of common characters', () => {
  const common = Array.from({ length: 3755 }, (_, n) => bytes((0xb0 + Math.floor(n / 94)).toString(16) + (0xa1 + (n % 94)).toString(16)))
  const fields = common.flatMap((one, n) => [one, common[(n * 7 + 13) % 3755]!, common[(n * 31 + 5) % 3755]!, Buffer.from(',')])
  expect(decodeGb18030(Buffer.concat([encodeGb18030('行政相对人名称\r\n'), ...fields]))).not.toBeNull()
})
