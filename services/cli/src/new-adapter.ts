import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { PARTICIPANTS } from '@delta/model'
import { cloneCatalogue, type Newcomer } from './clone-catalogue.ts'
import { cloneItem, cloneLines, cloneParts, type Rename } from './clone-lines.ts'
import { Missing } from './missing.ts'

/** Whose folder is the pattern: a platform that drops CSV files. */
const SISTER = { name: 'anhui', short: 'ah', code: '340000' } as const
const FIRST_PORT = 4021

/** Its tests tell of its own places. */
const TEST = (name: string): string => `import { checkColumns } from '@delta/mapping'
import { expect, test } from 'vitest'
import { ${name} } from './province.ts'
import { entry, good, penalty, read } from './testing/rows.ts'

test('every column of a good row is known', () => {
  for (const [dataset, row] of Object.entries(good)) expect([dataset, checkColumns(${name}, dataset, Object.keys(row))]).toEqual([dataset, { unmapped: [], missing: [] }])
})

test('a list entry ends at the unit that the catalogue names, a penalty at the authority that decided it', () => {
  expect(read('HMD', entry).entries[0]).toMatchObject({ province: ${name}.province, domain: 'B05', polarity: 'BLACK' })
  expect(read('XZCF', penalty).items[0]).toMatchObject({ province: ${name}.province, unitBasis: 'AUTHORITY' })
})

test('a row without what is required is rejected, by code and column', () => {
  expect(read('HMD', { ...entry, 领域: '' }).rejections).toEqual(['E_REQUIRED 领域'])
})
`

function check({ name, code, alpha, title }: Newcomer, root: string): void {
  if (!/^[a-z]{2,20}$/.test(name)) throw new Missing(`A name is 2 to 20 small letters, not ${name}.`)
  if (!/^[1-8]\d0000$/.test(code)) throw new Missing(`--code takes the GB/T 2260 code of a province, 360000, not ${code}.`)
  if (!/^[A-Z]{2}$/.test(alpha)) throw new Missing(`--alpha takes two capital letters, not ${alpha}.`)
  if (title.length < 2) throw new Missing('--title takes the name as it stands in the names of its units, 新城市.')
  if (
    PARTICIPANTS.some(one => one.name === name || one.code === code || one.short === alpha.toLowerCase()) ||
    existsSync(join(root, 'services', `adapter-${name}`))
  )
    throw new Missing(`${name}, ${code} or ${alpha} takes part already.`)
}

/** The sister's texts as the newcomer's. */
function renaming({ name, code, alpha, title }: Newcomer): Rename {
  const capital = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`
  const port = String(FIRST_PORT + PARTICIPANTS.length)
  const pairs: readonly (readonly [from: RegExp, to: string])[] = [
    [/anhui/g, name],
    [/Anhui/g, capital],
    [/ANHUI/g, name.toUpperCase()],
    [/\b(adapter|ledger|record)([-_])ah\b/g, `$1$2${alpha.toLowerCase()}`],
    [/ADAPTER_AH/g, `ADAPTER_${alpha}`],
    [/\bAH_/g, `${alpha}_`],
    [/340104/g, `${code.slice(0, 2)}0101`],
    [/340000/g, code],
    [/4024/g, port],
    [/安徽省合肥市巢湖市|居巢区/g, `${title}黄浦区`],
    [/安徽省生态环境厅/g, `${title}生态环境局`],
    [/安徽省|合肥市/g, title],
    [/安徽|合肥/g, title.replace(/[省市]$/, '')],
  ]
  return text => pairs.reduce((before, [from, to]) => before.replaceAll(from, to), text)
}

/** Makes the folder of a newcomer's adapter by a sister's. */
function makeFolder(root: string, name: string, rename: Rename): string {
  const [from, to] = [join(root, 'services', `adapter-${SISTER.name}`), join(root, 'services', `adapter-${name}`)]
  const files = ['package.json', 'tsconfig.json', ...readdirSync(join(from, 'src'), { recursive: true }).map(file => join('src', String(file)))]
  mkdirSync(join(to, 'src', 'testing'), { recursive: true })
  for (const file of files.filter(one => /\.(ts|json)$/.test(one) && !/(province|statements|inward\.kafka)\.test\.ts$/.test(one)))
    writeFileSync(join(to, file), rename(readFileSync(join(from, file), 'utf8')))
  writeFileSync(join(to, 'src', 'province.test.ts'), TEST(name))
  return to
}

/** Makes a new participant: its adapter's folder, by the pattern of a platform that drops CSV files, its rows of the catalogue, and its place in the local start and on many machines. Gives the places that a person has to look at. */
export function newAdapter(root: string, newcomer: Newcomer): string[] {
  check(newcomer, root)
  const { name } = newcomer
  const rename = renaming(newcomer)
  const at = (...path: string[]): string => join(root, ...path)
  const folder = makeFolder(root, name, rename)
  const tables = cloneCatalogue(at('schema', 'catalogue'), newcomer)
  cloneLines(at('infra', 'dev', 'addresses.ts'), "name: 'adapter-anhui'", rename)
  cloneLines(at('infra', 'dev', 'services.ts'), "  'adapter-anhui',", rename)
  cloneLines(at('infra', 'otel', 'prometheus.yaml'), 'adapter-anhui:', rename)
  cloneLines(at('infra', 'k8s', 'base', 'kustomization.yaml'), 'adapter-anhui.yaml', rename)
  cloneLines(at('infra', 'postgres', 'databases.sh'), 'adapter_ah', rename)
  cloneLines(at('infra', 'README.md'), 'ANHUI_', rename)
  cloneLines(at('infra', 'deploy', 'make-secrets.ts'), "'adapter-anhui':", rename)
  for (const item of ['adapter-ah', 'ADAPTER_AH']) cloneItem(at('infra', 'deploy', 'make-secrets.ts'), item, rename)
  cloneParts(at('infra', 'compose.yaml'), 'command: [adapter-anhui]', '\n\n', rename)
  for (const file of ['postgres/backups.yaml', 'postgres/clusters.yaml', 'base/network.yaml'])
    cloneParts(at('infra', 'k8s', file), 'name: ledger-ah', '\n---\n', rename)
  cpSync(at('infra', 'k8s', 'base', 'adapter-anhui.yaml'), at('infra', 'k8s', 'base', `adapter-${name}.yaml`))
  writeFileSync(at('infra', 'k8s', 'base', `adapter-${name}.yaml`), rename(readFileSync(at('infra', 'k8s', 'base', `adapter-${name}.yaml`), 'utf8')))
  cloneParts(at('tsconfig.json'), '"services/adapter-anhui"', '},\n', rename)
  return [folder, ...tables]
}
