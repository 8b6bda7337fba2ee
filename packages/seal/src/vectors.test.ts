import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { signDirectory, readDirectory } from './directory.ts'
import { generateKey, publicOf, type PublicJwk, type SealAlgorithm, signingKey } from './key.ts'
import { createKeyring } from './keyring.ts'
import { leafBytes, type SealableMessage } from './leaf.ts'
import { hashLeaf } from './merkle.ts'
import { openSealed } from './open-sealed.ts'
import { sealBatch } from './seal-batch.ts'

interface VectorMessage {
  topic: string
  key: string
  headers: Record<string, string>
  value: string | null
}
interface Vectors {
  about: string
  alg: SealAlgorithm
  now: string
  keeper: PublicJwk
  directory: string
  sealed: { message: VectorMessage; leafHex: string; leafHashHex: string; opens: { province: string; kid: string } }[]
  refused: { why: string; message: VectorMessage; error: string }[]
}

const fileOf = (alg: SealAlgorithm) => new URL(`../vectors/${alg.toLowerCase()}.json`, import.meta.url)
const NOW = '2026-11-23T04:00:00Z'
const now = () => new Date(NOW)

const draft = (n: number): VectorMessage => ({
  topic: 'delta.list.sh.v1',
  key: `${n}`.padStart(43, 'k'),
  headers: {
    ce_specversion: '1.0',
    ce_id: `${`${n}`.padStart(43, 'k')}.1`,
    ce_source: 'urn:delta:unit:SH-MKT',
    ce_type: 'cn.delta.credit.list-entry.v1',
    ce_subject: '91310000MA1FL0000X',
    ce_time: '2026-11-23T03:59:58.123Z',
    ce_dataschema: 'https://schema.delta.example/records/list-entry.v1.schema.json',
    'content-type': 'application/json',
    'delta-seq': `${n + 1}`,
    'delta-version': '1',
    traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  },
  value: n === 4 ? null : JSON.stringify({ name: `失信主体 ${n} 𠮷`, version: 1 }),
})

const make = async (alg: SealAlgorithm): Promise<Vectors> => {
  const [keeper, shanghai, stranger] = await Promise.all([generateKey(), generateKey(alg), generateKey(alg)])
  const directory = await signDirectory(
    {
      issuedAt: '2026-11-01T00:00:00Z',
      expiresAt: '2027-11-01T00:00:00Z',
      participants: [
        { province: '310000', name: '上海市', keys: [{ jwk: publicOf(shanghai), validFrom: '2026-11-01T00:00:00Z', validTo: '2026-12-01T00:00:00Z' }] },
      ],
    },
    signingKey(keeper),
  )
  const seal = async (by: typeof shanghai, count: number, at = NOW): Promise<VectorMessage[]> => {
    const drafts = Array.from({ length: count }, (_, n) => draft(n))
    const seals = await sealBatch(drafts, signingKey(by), { now: () => new Date(at) })
    return drafts.map((one, n) => ({ ...one, headers: { ...one.headers, ...seals[n] } }))
  }
  const good = await seal(shanghai, 5)
  const one = good[2]!
  const refused = (why: string, error: string, message: VectorMessage) => ({ why, message, error })
  return {
    about:
      'Test vectors of the seal (SEAL.md). Made with keys that exist for this only. `now` is the opener’s clock, `keeper` the key known beforehand that the directory is signed with.',
    alg,
    now: NOW,
    keeper: publicOf(keeper),
    directory,
    sealed: good.map(message => ({
      message,
      leafHex: leafBytes(message).toString('hex'),
      leafHashHex: hashLeaf(leafBytes(message)).toString('hex'),
      opens: { province: '310000', kid: shanghai.kid },
    })),
    refused: [
      refused('the value was changed', 'SEAL_PATH', { ...one, value: one.value!.replace('失', '夫') }),
      refused('another sequence number', 'SEAL_PATH', { ...one, headers: { ...one.headers, 'delta-seq': '4' } }),
      refused('moved to another topic', 'SEAL_PATH', { ...one, topic: 'delta.list.js.v1' }),
      refused('a value in place of a tombstone', 'SEAL_PATH', { ...good[4]!, value: '' }),
      refused('the path of another record', 'SEAL_PATH', { ...one, headers: { ...one.headers, 'delta-seal-path': good[1]!.headers['delta-seal-path']! } }),
      refused('no seal', 'SEAL_MISSING', draft(2)),
      refused('sealed by nobody in the directory', 'SEAL_KEY_UNKNOWN', (await seal(stranger, 1))[0]!),
      refused('signed by another key under a known id', 'SEAL_SIGNATURE', (await seal({ ...stranger, kid: shanghai.kid }, 1))[0]!),
      refused('sealed before the key was valid', 'SEAL_KEY_VALIDITY', (await seal(shanghai, 1, '2026-10-31T23:59:59Z'))[0]!),
      refused('sealed in the future', 'SEAL_FUTURE', (await seal(shanghai, 1, '2026-11-23T05:00:00Z'))[0]!),
    ],
  }
}

test.each(['Ed25519', 'ES256'] as const)('the committed vectors of %s hold', async alg => {
  if (process.env['DELTA_WRITE_VECTORS']) writeFileSync(fileOf(alg), `${JSON.stringify(await make(alg), null, 2)}\n`)
  const vectors = JSON.parse(readFileSync(fileOf(alg), 'utf8')) as Vectors
  const read = await readDirectory(vectors.directory, vectors.keeper, { now })
  if ('error' in read) throw new Error(read.error)
  const keyring = createKeyring(read.directory)
  const open = (message: SealableMessage) => openSealed(message, keyring, { now: () => new Date(vectors.now) })
  for (const { message, leafHex, leafHashHex, opens } of vectors.sealed) {
    expect(leafBytes(message).toString('hex')).toBe(leafHex)
    expect(hashLeaf(Buffer.from(leafHex, 'hex')).toString('hex')).toBe(leafHashHex)
    expect(await open(message)).toEqual(opens)
  }
  for (const { why, message, error } of vectors.refused) expect([why, await open(message)]).toEqual([why, { error }])
  expect(vectors.refused.length).toBeGreaterThan(8)
})
