import { expect, test } from 'vitest'
import { classifyStoreError, tryAgain } from './store-error.ts'

const coded = (code: string) => Object.assign(new Error(), { code })

test.each([
  ['40P01', 'again'],
  ['40001', 'again'],
  ['57P01', 'again'],
  ['08006', 'again'],
  ['53300', 'again'],
  ['25006', 'again'],
  ['ECONNREFUSED', 'again'],
  ['22P05', 'data'],
  ['22003', 'data'],
  ['23502', 'data'],
  ['54000', 'data'],
  ['42P01', 'other'],
  ['STORE_COUNT', 'other'],
])('%s asks for %s', (code, expected) => {
  expect(classifyStoreError(coded(code))).toBe(expected)
})

test('a connection that pg has lost comes without a code', () => {
  expect(classifyStoreError(new Error('Connection terminated unexpectedly'))).toBe('again')
  expect(classifyStoreError(new TypeError('x is not a function'))).toBe('other')
  expect(classifyStoreError(null)).toBe('other')
})

test('what may pass is tried again, what will not is not', async () => {
  let tries = 0
  expect(
    await tryAgain(async () => {
      if (++tries < 3) throw coded('40P01')
      return tries
    }),
  ).toBe(3)
  tries = 0
  await expect(
    tryAgain(async () => {
      tries++
      throw coded('22P05')
    }),
  ).rejects.toMatchObject({ code: '22P05' })
  expect(tries).toBe(1)
})
