import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { commitTo, entryElement, eventLeaf, newSalt } from './commitment.ts'

const salt = Buffer.alloc(32, 7)

test('a commitment is the salted hash of the bytes, given as text or not', () => {
  const wanted = createHash('sha256').update('delta-list-event-v1\0').update(salt).update('{"name":"徽"}').digest()
  expect(commitTo(salt, '{"name":"徽"}').equals(wanted)).toBe(true)
  expect(commitTo(salt, Buffer.from('{"name":"徽"}')).equals(wanted)).toBe(true)
  expect(commitTo(newSalt(), '{"name":"徽"}').equals(wanted)).toBe(false)
  expect(commitTo(salt, '{"name":"徼"}').equals(wanted)).toBe(false)
})

test('salts are 32 bytes and never the same', () => {
  const salts = Array.from({ length: 100 }, newSalt)
  expect(salts.every(({ length }) => length === 32)).toBe(true)
  expect(new Set(salts.map(one => one.toString('hex'))).size).toBe(100)
})

test('leaf and element are made of the commitment', () => {
  const commitment = commitTo(salt, 'body')
  expect(eventLeaf(commitment).equals(createHash('sha256').update(Buffer.of(0)).update(commitment).digest())).toBe(true)
  expect(entryElement('kk', commitment).toString('hex')).toBe(`6b6b00${commitment.toString('hex')}`)
})

test('a salt or commitment of another length is refused, so that no bytes pass from one part into the next', () => {
  const refused = expect.objectContaining({ code: 'COMMITMENT_LENGTH' })
  expect(() => commitTo(Buffer.alloc(31), 'body')).toThrow(refused)
  expect(() => commitTo(Buffer.alloc(33), 'ody')).toThrow(refused)
  expect(() => entryElement('kk', Buffer.alloc(33))).toThrow(refused)
  expect(() => eventLeaf(Buffer.alloc(0))).toThrow(refused)
})
