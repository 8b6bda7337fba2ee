import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProvinceMapping } from '@delta/mapping'
import { createTestDatabase } from '@delta/store/testing'
import { seedProvinces, type TrapNote } from '@delta/synthetic'
import { status } from '../local.ts'
import { readProvince, type ReadProvince } from '../read-province.ts'

/** Every trap of the four source formats, read and mapped as the adapters do: each must come out as its note says. One test per province and trap. */
const server = status().store
const folder = await mkdtemp(join(tmpdir(), 'traps-'))
const bases = { shanghai: await createTestDatabase(server), jiangsu: await createTestDatabase(server), zhejiang: await createTestDatabase(server) }
const inboxes = { jiangsu: join(folder, 'jiangsu'), anhui: join(folder, 'anhui') }

/** A province's declaration, from its adapter. */
const mappingOf = async (province: string): Promise<ProvinceMapping> =>
  ((await import(new URL(`../../../services/adapter-${province}/src/province.ts`, import.meta.url).href)) as Record<string, ProvinceMapping>)[province]!

/** What became of a trap's row or file. */
function fateOf({ coordinate, expect, dataset }: TrapNote, { rows, refused }: ReadProvince): string {
  const file = refused.find(one => one.file === coordinate)
  if (file) return `${file.code} FILE`
  const whole = /\.(xml|csv)$/u.test(coordinate)
  const outcomes = whole
    ? [...rows].filter(([place]) => place.startsWith(`${coordinate}:`)).flatMap(([, made]) => made)
    : (rows.get(coordinate) ?? rows.get(coordinate.replace(/^public\./u, '')))
  if (outcomes === undefined || (whole && outcomes.length === 0)) return 'not read'
  if (dataset.endsWith('dw_revoke')) return outcomes.every(outcome => outcome.kind === 'revocation') ? 'accepted' : 'no revocation'
  const bad = outcomes.filter(outcome => outcome.kind === 'rejected' || outcome.kind === 'held')
  const first = bad.find(outcome => outcome.code === expect) ?? bad[0]
  if (first) return first.kind === 'held' ? 'held' : `${first.code} ${first.field}`
  if (!expect.startsWith('W_')) return 'accepted'
  const warnings = outcomes.flatMap(outcome => (outcome.kind === 'mapped' ? outcome.record.warnings : []))
  return warnings.includes(expect as (typeof warnings)[number]) ? expect : `accepted with ${warnings.join(' ') || 'no warning'}`
}

let passed = 0
const faults: string[] = []
try {
  const seeded = await seedProvinces({
    urls: { shanghai: bases.shanghai.url, jiangsu: bases.jiangsu.url, zhejiang: bases.zhejiang.url },
    inboxes,
    subjects: 200,
    seed: 11,
  })
  const read = {
    shanghai: await readProvince(await mappingOf('shanghai'), { pool: bases.shanghai.pool, inbox: null }),
    jiangsu: await readProvince(await mappingOf('jiangsu'), { pool: bases.jiangsu.pool, inbox: inboxes.jiangsu }),
    zhejiang: await readProvince(await mappingOf('zhejiang'), { pool: bases.zhejiang.pool, inbox: null }),
    anhui: await readProvince(await mappingOf('anhui'), { pool: null, inbox: inboxes.anhui }),
  }
  for (const province of ['shanghai', 'jiangsu', 'zhejiang', 'anhui'] as const) {
    for (const [trap, notes] of Map.groupBy(seeded[province].traps, note => note.trap)) {
      const wrong = notes.flatMap(note => {
        const wanted = note.expect.startsWith('E_') ? `${note.expect} ${note.field}` : note.expect
        const found = fateOf(note, read[province])
        return found === wanted ? [] : [`${province}: ${trap}: ${found} instead of ${wanted} (${note.coordinate})`]
      })
      if (wrong.length === 0) passed += 1
      faults.push(...wrong.slice(0, 1))
    }
  }
} finally {
  for (const base of Object.values(bases)) await base.drop()
  await rm(folder, { recursive: true, force: true })
}
for (const fault of faults) console.log(`✗ ${fault}`)
console.log(`${passed} passed, ${faults.length} failed, 0 skipped`)
process.exit(faults.length === 0 ? 0 : 1)
