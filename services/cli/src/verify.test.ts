import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKey, hashLeaf, leafBytes, publicOf, sealBatch, signDirectory, signingKey } from '@delta/seal'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { localDirectory, verifyRecord } from './verify.ts'

const now = () => new Date('2026-11-23T04:00:00Z')
const folder = mkdtempSync(join(tmpdir(), 'delta-verify-'))
const put = (name: string, content: unknown): string => {
  const file = join(folder, name)
  writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content))
  return file
}
const message = { topic: 'delta.list.sh.v1', key: 'record', headers: { ce_id: '1', 'delta-seq': '7' }, value: '{"a":"名单"}' }
let record: typeof message
let files: { directory: string; keeper: string }

beforeAll(async () => {
  const [key, keeper] = [await generateKey(), await generateKey()]
  const participants = [{ province: '310000', name: 'shanghai', keys: [{ jwk: publicOf(key), validFrom: '2026-01-01T00:00:00Z', validTo: null }] }]
  put('directory.jws', await signDirectory({ issuedAt: '2026-11-01T00:00:00Z', expiresAt: '2027-11-01T00:00:00Z', participants }, signingKey(keeper)))
  put('directory.pub.jwk', publicOf(keeper))
  files = localDirectory(folder)
  const [seal] = await sealBatch([message], signingKey(key), { now })
  record = { ...message, headers: { ...message.headers, ...seal } }
})

afterAll(() => rmSync(folder, { recursive: true }))

test('a sealed record is verified offline, with who sealed it', async () => {
  const { ok, line } = await verifyRecord(put('record.json', record), { ...files, now })
  expect([ok, line]).toEqual([true, expect.stringMatching(/^verified: sealed by 310000 \(shanghai\) with key /)])
})

test('a record whose value is withheld is verified by its leaf', async () => {
  const { value: _, ...shown } = record
  const withheld = { ...shown, leaf: hashLeaf(leafBytes(record)).toString('base64url') }
  expect(await verifyRecord(put('withheld.json', withheld), { ...files, now })).toMatchObject({ ok: true })
})

test.each([
  ['value', () => ({ ...record, value: '{"a":"红名单"}' })],
  ['topic', () => ({ ...record, topic: 'delta.list.js.v1' })],
  ['sequence', () => ({ ...record, headers: { ...record.headers, 'delta-seq': '8' } })],
])('a changed %s is not verified', async (_name, changed) => {
  expect(await verifyRecord(put('changed.json', changed()), { ...files, now })).toEqual({ ok: false, line: 'not verified: SEAL_PATH' })
})

test('an expired directory verifies nothing', async () => {
  const verdict = await verifyRecord(put('record.json', record), { ...files, now: () => new Date('2028-01-01T00:00:00Z') })
  expect(verdict).toEqual({ ok: false, line: 'not verified: DIRECTORY_EXPIRED' })
})

test('what is missing or no record is said in one line', async () => {
  await expect(verifyRecord(join(folder, 'nothing.json'), { ...files, now })).rejects.toThrow(/^There is no .*nothing\.json/)
  await expect(verifyRecord(put('text.json', 'hello'), { ...files, now })).rejects.toThrow(/is not JSON/)
  await expect(verifyRecord(put('other.json', { key: 1 }), { ...files, now })).rejects.toThrow(/is no record/)
  await expect(verifyRecord(put('record.json', record), { ...files, directory: join(folder, 'none'), now })).rejects.toThrow(/--directory/)
})
