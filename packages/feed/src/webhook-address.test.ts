import { expect, test } from 'vitest'
import { guardedLookup, isPublic, type Resolve, resolvesPublicly, targetOf } from './webhook-address.ts'

const none: ReadonlySet<string> = new Set()
const allow = new Set(['127.0.0.1:8080', 'receiver.example:8443', '[::1]:8080'])

test.each([
  'https://127.0.0.1/',
  'https://127.0.0.1:8443/',
  'https://127.1/',
  'https://2130706433/',
  'https://017700000001/',
  'https://0177.0.0.1/',
  'https://0x7f000001/',
  'https://0x7f.0.0.1/',
  'https://0x7F.1/',
  'https://127.0.0.1./',
  'https://127。0。0。1/',
  'https://１２７.０.０.１/',
  'https://①②⑦.⓪.⓪.①/',
  'https://⑯⑨.②⑤④.⑯⑨.②⑤④/',
  'https://⑯⑨｡②⑤④｡⑯⑨｡②⑤④/latest/meta-data/',
  'https://𝟭𝟮𝟳.𝟬.𝟬.𝟭/',
  'https://%31%32%37.0.0.1/',
  'https://0.0.0.0/',
  'https://0/',
  'https://0.1.2.3/',
  'https://10.0.0.1/',
  'https://10.1.2.3:8443/',
  'https://172.16.0.1/',
  'https://172.31.255.255/',
  'https://192.168.1.1/',
  'https://100.64.0.1/',
  'https://100.100.100.200/',
  'https://169.254.169.254/latest/meta-data/',
  'https://0xa9fea9fe/',
  'https://2852039166/',
  'https://169.254.43518/',
  'https://192.0.0.1/',
  'https://192.0.2.1/',
  'https://198.18.0.1/',
  'https://198.51.100.1/',
  'https://203.0.113.1/',
  'https://224.0.0.1/',
  'https://240.0.0.1/',
  'https://255.255.255.255/',
  'https://[::]/',
  'https://[::1]/',
  'https://[0:0:0:0:0:0:0:1]/',
  'https://[::ffff:127.0.0.1]/',
  'https://[::ffff:7f00:1]/',
  'https://[::ffff:8.8.8.8]/',
  'https://[::127.0.0.1]/',
  'https://[::ffff:0:127.0.0.1]/',
  'https://[64:ff9b::7f00:1]/',
  'https://[64:ff9b:1::7f00:1]/',
  'https://[2002:7f00:1::]/',
  'https://[2001:0:7f00:1::]/',
  'https://[2001:db8::1]/',
  'https://[fe80::1]/',
  'https://[fec0::1]/',
  'https://[fc00::1]/',
  'https://[fd00:ec2::254]/',
  'https://[ff02::1]/',
  'https://[4000::1]/',
])('%s is a number that is not public: refused', text => expect(targetOf(text, none)).toBeNull())

test.each([
  ['http', 'http://example.com/'],
  ['another scheme', 'ftp://example.com/'],
  ['another scheme', 'file:///etc/passwd'],
  ['another scheme', 'gopher://example.com:1234/'],
  ['a user', 'https://user@example.com/'],
  ['a password', 'https://:secret@example.com/'],
  ['an address that looks like another', 'https://example.com@127.0.0.1/'],
  ['a low port', 'https://example.com:22/'],
  ['a low port', 'https://example.com:25/'],
  ['port 80', 'https://example.com:80/'],
  ['port 0', 'https://example.com:0/'],
  ['a backslash', 'https:\\\\example.com\\'],
  ['white space', ' https://example.com/'],
  ['a line feed', 'https://exam\nple.com/'],
  ['no host', 'https:///'],
  ['no scheme', 'example.com'],
  ['nothing', ''],
  ['a number too large', 'https://4294967296/'],
  ['an octal that is none', 'https://0899.0.0.1/'],
  ['a name that is too long', `https://example.com/${'a'.repeat(2_048)}`],
])('%s is refused: %s', (_, text) => expect(targetOf(text, none)).toBeNull())

test.each(['https://example.com/hook?a=1', 'https://example.com:8443/', 'https://8.8.8.8/', 'https://[2606:4700::1111]/', 'https://例え.jp/'])(
  '%s may be sent to',
  text => expect(targetOf(text, none)).toMatchObject({ free: false }),
)

test('only what the settings name is free, host and port', () => {
  expect(targetOf('http://127.0.0.1:8080/a', allow)).toMatchObject({ free: true })
  expect(targetOf('http://0x7f000001:8080/a', allow)).toMatchObject({ free: true })
  expect(targetOf('http://[::1]:8080/', allow)).toMatchObject({ free: true })
  for (const text of ['http://127.0.0.1:8081/', 'http://127.0.0.1/', 'http://user@127.0.0.1:8080/', 'ftp://127.0.0.1:8080/', 'http://localhost:8080/'])
    expect(targetOf(text, allow)).toBeNull()
})

test('a fragment is not sent', () => expect(targetOf('https://example.com/a#b', none)!.url.href).toBe('https://example.com/a'))

test('what is not an address is not public', () => {
  for (const text of ['', 'example.com', '1.2.3', '::g']) expect([text, isPublic(text)]).toEqual([text, text === '1.2.3'])
})

const looked = (resolve: Resolve, all: boolean) =>
  new Promise(resolved => {
    guardedLookup(resolve)('hook.example', { all }, (error, address, family) => resolved(error ? { code: error.code } : { address, family }))
  })

test('a name is refused where one of its addresses is not public, and connects to those that were judged', async () => {
  const answers =
    (...addresses: string[]): Resolve =>
    async () =>
      addresses
  expect(await looked(answers('8.8.8.8', '2606:4700::1111'), true)).toMatchObject({
    address: [
      { address: '8.8.8.8', family: 4 },
      { address: '2606:4700::1111', family: 6 },
    ],
  })
  expect(await looked(answers('8.8.8.8'), false)).toEqual({ address: '8.8.8.8', family: 4 })
  for (const addresses of [['8.8.8.8', '127.0.0.1'], ['::1'], ['169.254.169.254'], ['::ffff:10.0.0.1'], []])
    for (const all of [true, false]) expect(await looked(answers(...addresses), all)).toEqual({ code: 'WEBHOOK_ADDRESS' })
  const target = targetOf('https://hook.example/', none)!
  expect(await resolvesPublicly(target, answers('8.8.8.8'))).toBe(true)
  expect(await resolvesPublicly(target, answers('10.0.0.1'))).toBe(false)
  expect(await resolvesPublicly(target, async () => Promise.reject(new Error('ENOTFOUND')))).toBe(false)
})
