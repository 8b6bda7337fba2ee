import { generateKey, kidOfSeal, signingKey } from '@delta/seal'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createProofs } from './proof-http.ts'
import { openTestLog, type TestLog } from './testing-webhook.ts'

let log: TestLog
beforeAll(async () => {
  log = await openTestLog()
  await log.grow(3)
})
afterAll(() => log?.base.drop())

test('a checkpoint is signed once for each state of the log; once the log has another key, by that, and so is what a snapshot says', async () => {
  let jwk = await generateKey()
  const proofs = createProofs({ db: log.base.db, key: () => signingKey(jwk), now: () => new Date() })
  const first = await proofs.checkpoint()
  expect(await proofs.checkpoint()).toBe(first)
  expect(kidOfSeal(first)).toBe(jwk.kid)
  jwk = await generateKey()
  expect(kidOfSeal(await proofs.checkpoint())).toBe(jwk.kid)
  expect(kidOfSeal(await proofs.seal('{}'))).toBe(jwk.kid)
})
