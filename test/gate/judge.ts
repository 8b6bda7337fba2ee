import { createTestDatabase } from '@delta/store/testing'
import { migrateReadModel, type ReadModelTables } from '@delta/projection'
import { createWorld, idOf, recordsOf } from '@delta/projection/testing'
import { evidenceMigrations } from '@delta/access'
import { migrate } from '@delta/store'
import { createRandom } from '../feed/random.ts'
import { type History, sampleHistories } from './histories.ts'
import { type Outputs, outputsOf } from './outputs.ts'
import { play } from './play.ts'
import { tell, tellWithout } from './tell.ts'

const BATCH = 1_000
const SAMPLE = 25

/** What two outputs differ in, first difference first; null where they do not. */
function difference(with_: Outputs, without: Outputs): string | null {
  for (const [name, lines] of Object.entries(with_.counted)) {
    const other = without.counted[name]!
    const more = lines.find(line => !other.includes(line)) ?? other.find(line => !lines.includes(line))
    if (more !== undefined || lines.length !== other.length) return `${name}: ${more ?? `${lines.length} instead of ${other.length}`}`
  }
  return null
}

/** What is wrong with what stands beside: the lapse of time shows nothing, and each repair is annotated. */
function unannotated(histories: readonly History[], from: number, { beside }: Outputs): string | null {
  const shown = new Map(beside.map(entry => [entry.id, entry]))
  for (const [n, { items }] of histories.entries()) {
    for (const [k, { what, fate }] of items.entries()) {
      if (what !== 'entry') continue
      const entry = shown.get(idOf('entry', from + n, k))
      if (fate === 'lapsed' && entry) return `an entry that has lapsed is shown: ${entry.id}`
      if (fate === 'repaired' && (entry?.status !== 'REPAIRED' || !entry.repair?.annotation))
        return `an entry that is repaired is not annotated: ${JSON.stringify(entry)}`
      if (fate === 'fallen' && (entry?.status !== 'WITHDRAWN' || entry.repair?.effect !== 'WITHDRAWN'))
        return `a finding that fell does not say so: ${JSON.stringify(entry)}`
    }
  }
  return null
}

/** What a run found: how many histories were compared, and the first thing that was wrong. */
export interface Verdict {
  readonly histories: number
  readonly items: number
  readonly wrong: string | null
}

/** Plays random histories, and the same ones as if what does not count in the end had never been, and compares every output. Many subjects share a read model: none may see another's repair. */
export async function judge(server: string | undefined, { seed, histories }: { seed: number; histories: number }): Promise<Verdict> {
  const world = await createWorld()
  const make = recordsOf(world)
  const random = createRandom(seed)
  const bases = await Promise.all([0, 1].map(() => createTestDatabase<ReadModelTables>(server)))
  try {
    for (const base of bases) {
      await migrateReadModel(base.db)
      await migrate(base.db, evidenceMigrations, 'access_migration')
    }
    const [one, other] = [bases[0]!, bases[1]!]
    let items = 0
    for (let from = 0; from < histories; from += BATCH) {
      const batch = sampleHistories(seed + from, Math.min(BATCH, histories - from))
      const sample = Array.from({ length: SAMPLE }, () => from + Math.floor(random() * batch.length))
      const unsound = await play(one.db, world, { histories: batch, from, random, tell: (history, number) => tell(make, history, number) })
      unsound.push(...(await play(other.db, world, { histories: batch, from, random, tell: (history, number) => tellWithout(make, history, number) })))
      const [with_, without] = [await outputsOf(one, world, sample), await outputsOf(other, world, sample)]
      items += batch.reduce((sum, history) => sum + history.items.length, 0)
      const wrong = difference(with_, without) ?? unannotated(batch, from, with_) ?? unsound[0] ?? null
      if (wrong !== null) return { histories: from + batch.length, items, wrong }
    }
    return { histories, items, wrong: null }
  } finally {
    for (const base of bases) await base.drop()
  }
}
