import { createHash } from 'node:crypto'
import { readReference } from './seed-provinces.ts'
import { createSeedParts, factChunks, springTraps, type SeedParts } from './seed-parts.ts'
import type { Short } from './reference.ts'
import { createShanghaiWriter } from './shanghai-rows.ts'
import { shanghaiTraps } from './shanghai-traps.ts'
import { createJiangsuWriter } from './jiangsu-rows.ts'
import { jiangsuTraps } from './jiangsu-traps.ts'
import { createZhejiangWriter } from './zhejiang-rows.ts'
import { zhejiangTraps } from './zhejiang-traps.ts'
import { anhuiWriterOf } from './seed-anhui.ts'
import { anhuiTraps } from './anhui-traps.ts'
import type { Trap } from './trap-kit.ts'

const reference = readReference()

/** The day that tests generate for. */
export const TODAY = '2026-11-23'

/** What seeding works with, for a small population. */
export const smallParts = (subjects = 1_000, seed = 7): SeedParts => createSeedParts({ seed, subjects, today: TODAY, reference })

/** Every record of a province in its own shape, before it becomes bytes. */
export function everything(parts: SeedParts, p: Short): unknown[] {
  const [writer, traps] = {
    sh: () => [createShanghaiWriter(parts), shanghaiTraps(createShanghaiWriter(parts))],
    js: () => [createJiangsuWriter(parts), jiangsuTraps(createJiangsuWriter(parts))],
    zj: () => [createZhejiangWriter(parts), zhejiangTraps(createZhejiangWriter(parts))],
    ah: () => [anhuiWriterOf(parts), anhuiTraps(anhuiWriterOf(parts))],
  }[p]() as unknown as [{ rows(facts: unknown): unknown }, Trap<unknown>[]]
  const clean = [...factChunks(parts, p)].flatMap(({ each }) => [...each()].map(facts => writer.rows(facts)))
  const dirty: unknown[] = []
  springTraps(parts, p, traps, clean.length, (made, { name, expect, field }) => {
    dirty.push(made)
    return { province: p, trap: name, dataset: '', coordinate: '', expect, field }
  })
  return [...clean, ...dirty]
}

/** A short name of anything that has a JSON form. */
export const digestOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex')
