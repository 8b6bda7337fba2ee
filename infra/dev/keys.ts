import { existsSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { keepDirectory, keptDirectory, keyIn, replaceFile } from '@delta/operator'
import { type DirectoryKey, generateSecret, publicOf } from '@delta/seal'
import { PROVINCES } from './provinces.ts'

/** As whom the supervision seals: it is no province, so nothing that a province publishes can be sealed with its key. */
const REGION = 'region'

/** Makes every key of a local system that is missing, and signs the participant directory anew: it expires a year from now, and keeps the keys that were listed before. */
export async function makeKeys(folder: string, now: () => Date): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const kept = await keptDirectory(folder)
  const before = (province: string) => kept?.participants.find(one => one.province === province)
  const participants = []
  for (const { code, short, name } of PROVINCES) {
    // The repair desk speaks in a province's name by a key of its own: it can be withdrawn without stopping the province's adapter.
    const keys = await listed(before(code)?.keys, join(folder, `${code}.jwk`), join(folder, `repair-${code}.jwk`))
    // What a province's own platform signs its pushes with: it seals nothing.
    const pushKeys = await listed(before(code)?.pushKeys, join(folder, `push-${code}.jwk`))
    participants.push({ province: code, name, keys, pushKeys })
    secret(join(folder, `record-${short}.key`))
  }
  participants.push({ province: REGION, name: '长三角区域联合监管', keys: await listed(before(REGION)?.keys, join(folder, 'supervision.jwk')) })
  secret(join(folder, 'pseudonym.key'))
  secret(join(folder, 'webhook.key'))
  secret(join(folder, 'repair.key'))
  await keepDirectory(folder, { participants, logKeys: await listed(kept?.logKeys, join(folder, 'log.jwk')) }, now)
  const issuer = await keyIn(join(folder, 'issuer.jwk'))
  replaceFile(join(folder, 'jwks.json'), JSON.stringify({ keys: [{ ...publicOf(issuer), use: 'sig' }] }))
}

/** The keys as the directory lists them: those that it has listed before, and those of the files, valid from when they were made. */
async function listed(before: readonly DirectoryKey[] = [], ...files: readonly string[]): Promise<DirectoryKey[]> {
  const own = await Promise.all(
    files.map(async file => {
      const jwk = publicOf(await keyIn(file))
      return { jwk, validFrom: new Date(statSync(file).mtimeMs - 60_000).toISOString(), validTo: null }
    }),
  )
  return [...before, ...own.filter(({ jwk }) => !before.some(key => key.jwk.kid === jwk.kid))]
}

function secret(file: string): void {
  if (!existsSync(file)) replaceFile(file, `${generateSecret()}\n`)
}
