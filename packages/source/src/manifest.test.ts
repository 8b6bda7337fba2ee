import { expect, test } from 'vitest'
import { parseManifest } from './manifest.ts'
import { encodeGb18030 } from './testing-gb18030.ts'

const digest = 'ab'.repeat(32)
const parse = (text: string) => parseManifest(encodeGb18030(text))

test.each([
  [`行数=12\r\nSHA256=${digest}\r\n`],
  [`SHA256=${digest.toUpperCase()}\n\n行数=12`],
  [`\r\nsha256 = ${digest}\r\n\r\n行数 = 12\r\n\r\n`],
  [`行数＝１２\r\nＳＨＡ２５６＝${digest}`],
])('reads %j', text => {
  expect(parse(text)).toEqual({ count: 12, digest })
})

test.each([
  [''],
  ['行数=12'],
  [`SHA256=${digest}`],
  [`行数=-1\nSHA256=${digest}`],
  [`行数=12\nSHA256=${digest.slice(1)}`],
  [`行数=12\n行数=13\nSHA256=${digest}`],
  [`行数=12\nSHA256=${digest}\nwhat`],
])('refuses %j as malformed', text => {
  expect(parse(text)).toEqual({ code: 'E_MALFORMED' })
})

test('refuses a manifest in UTF-8', () => {
  expect(parseManifest(Buffer.from(`行数=12\nSHA256=${digest}`))).toEqual({ code: 'E_ENCODING' })
})
