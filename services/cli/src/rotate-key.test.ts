import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepDirectory, keyIn } from '@delta/operator'
import { publicOf } from '@delta/seal'
import { expect, onTestFinished, test } from 'vitest'
import { release } from './release.ts'
import { rotate } from './rotate-key.ts'

const now = () => new Date()

test('keys are rotated by either name of a province, for the supervision and for the log; a name that there is not is said', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'delta-cli-keys-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const listed = async (file: string) => [{ jwk: publicOf(await keyIn(join(folder, file))), validFrom: '2026-01-01T00:00:00Z', validTo: null }]
  const participants = [
    { province: '310000', name: '上海市', keys: await listed('310000.jwk') },
    { province: 'region', name: '长三角区域联合监管', keys: await listed('supervision.jwk') },
  ]
  await keepDirectory(folder, { participants, logKeys: await listed('log.jwk') }, now)
  const kid = (file: string): string => (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { kid: string }).kid
  for (const [owner, file] of [
    ['shanghai', '310000.jwk'],
    ['310000', '310000.jwk'],
    ['region', 'supervision.jwk'],
    ['log', 'log.jwk'],
  ] as const) {
    const before = kid(file)
    expect(await rotate({ folder, now }, owner, 'seal')).toBe(`${kid(file)} takes the place of ${before}, which is valid for ten minutes more`)
    expect(kid(file)).not.toBe(before)
  }
  await expect(rotate({ folder, now }, 'sh', 'seal')).rejects.toThrow('No such province: sh. Provinces: shanghai (310000), ')
})

test('a province of which the running system has no ledger, and one that there is not, are said by release too', async () => {
  await expect(release({}, '310000', 't_md')).rejects.toThrow('where the ledger of shanghai is')
  await expect(release({}, 'beijing', 't_md')).rejects.toThrow('No such province: beijing.')
})
