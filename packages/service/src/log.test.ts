import { expect, test } from 'vitest'
import { describeError } from './log.ts'

test("a log shows an error's class, code and place, never a message that may quote a row", () => {
  const error = Object.assign(new Error('Key (id)=(330106195001019981) already exists'), {
    code: '23505',
    detail: '330106195001019981',
    cause: new Error('330106195001019981'),
  })
  const shown = JSON.stringify(describeError(error))
  expect(shown).toContain('23505')
  expect(shown).not.toContain('330106195001019981')
})

test("this project's own safe messages are shown", () => {
  expect(describeError(Object.assign(new Error('the broker is away'), { code: 'STREAM_AWAY', safe: true }))).toMatchObject({
    code: 'STREAM_AWAY',
    message: 'the broker is away',
  })
})

test('what is not an error is only named by its type', () => {
  expect(describeError('330106195001019981')).toEqual({ type: 'string' })
})
