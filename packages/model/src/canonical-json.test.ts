import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from './canonical-json.ts'

test('members stand in the order of their names, whatever order they came in', () => {
  expect(canonicalJson({ b: [1, { d: null, c: 'é"\n' }], a: true, gone: undefined })).toBe('{"a":true,"b":[1,{"c":"é\\"\\n","d":null}]}')
  expect(canonicalJson({ '\u20ac': 1, '\r': 2, '1': 3, '\u{1f600}': 4, '\u0080': 5, '\ufb33': 6 })).toBe(
    '{"\\r":2,"1":3,"\u0080":5,"\u20ac":1,"\u{1f600}":4,"\ufb33":6}',
  )
})

test('the text reads back as the value, and twice the same', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 4 }), value => {
      const plain: unknown = JSON.parse(JSON.stringify(value), (_, each: unknown) => (typeof each === 'number' ? Math.trunc(each) || 0 : each))
      expect(JSON.parse(canonicalJson(plain))).toEqual(plain)
      expect(canonicalJson(JSON.parse(canonicalJson(plain)))).toBe(canonicalJson(plain))
    }),
  )
})
