import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { publicOf, readDirectory, readSecret, type PrivateJwk } from '@delta/seal'
import { expect, test } from 'vitest'
import { makeKeys } from './keys.ts'
import { PROVINCES } from './provinces.ts'

const now = (): Date => new Date()

test('a local system gets two sealing keys and a push key for each province, one for the region’s supervision and one for the log, listed in its signed directory and kept from then on', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'delta-keys-'))
  try {
    const made = async () => {
      await makeKeys(folder, now)
      const jwk = (name: string) => JSON.parse(readFileSync(join(folder, `${name}.jwk`), 'utf8')) as PrivateJwk
      const read = await readDirectory(readFileSync(join(folder, 'directory.jws'), 'utf8'), jwk('directory.pub'), { now })
      if ('error' in read) throw new Error(read.error)
      return { jwk, directory: read.directory }
    }
    const { jwk, directory } = await made()
    expect(directory.participants.map(({ province, keys }) => [province, ...keys.map(key => key.jwk)])).toEqual([
      ...PROVINCES.map(({ code }) => [code, publicOf(jwk(code)), publicOf(jwk(`repair-${code}`))]),
      ['region', publicOf(jwk('supervision'))],
    ])
    expect(directory.participants.map(({ pushKeys = [] }) => pushKeys.map(key => key.jwk))).toEqual([
      ...PROVINCES.map(({ code }) => [publicOf(jwk(`push-${code}`))]),
      [],
    ])
    expect(directory.logKeys?.map(key => key.jwk)).toEqual([publicOf(jwk('log'))])
    for (const { validFrom, validTo } of directory.logKeys ?? []) expect([Date.parse(validFrom) < Date.now(), validTo]).toEqual([true, null])
    const secrets = () =>
      ['pseudonym', 'webhook', 'repair', ...PROVINCES.map(({ short }) => `record-${short}`)].map(name => readFileSync(join(folder, `${name}.key`), 'utf8'))
    const texts = secrets()
    expect(new Set(texts.map(text => Buffer.from(readSecret(text)).toString('hex'))).size).toBe(PROVINCES.length + 3)
    const files = readdirSync(folder)
    const again = await made()
    expect(again.directory).toEqual({ ...directory, issuedAt: again.directory.issuedAt, expiresAt: again.directory.expiresAt })
    expect(readdirSync(folder)).toEqual(files)
    expect(secrets()).toEqual(texts)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
})
