import { createFacts, type FactSource, type Facts } from './facts.ts'
import type { Reference, Short } from './reference.ts'
import { createTrapKit, type Trap, type TrapKit, type TrapNote } from './trap-kit.ts'
import { createRandom } from './random.ts'
import { createWorld, type World } from './world.ts'

/** What the seeding of every province works with. */
export interface SeedParts {
  readonly seed: number
  readonly today: string
  readonly subjects: number
  readonly reference: Reference
  readonly world: World
  readonly facts: FactSource
}

/** What was written into a province's source. */
export interface Seeded {
  readonly rows: Readonly<Record<string, number>>
  readonly files: number
  readonly traps: readonly TrapNote[]
}

/** Puts together what the seeding of a population needs. */
export function createSeedParts(parts: { seed: number; today: string; subjects: number; reference: Reference }): SeedParts {
  const { seed, today, subjects, reference } = parts
  const world = createWorld({ seed, size: subjects, today, reference })
  return { ...parts, world, facts: createFacts({ world, reference, today }) }
}

/** Subjects that a chunk holds: after each, data is on its way out. */
const CHUNK = 5_000

/** What a province holds on each subject, chunk by chunk. */
export function* factChunks(
  { world, facts }: SeedParts,
  p: Short,
): Generator<{ readonly chunk: number; readonly chunks: number; readonly each: () => Generator<Facts> }> {
  const chunks = Math.max(1, Math.ceil(world.size / CHUNK))
  for (let chunk = 0; chunk < chunks; chunk += 1) {
    yield {
      chunk,
      chunks,
      each: function* () {
        for (let index = chunk * CHUNK; index < Math.min(world.size, (chunk + 1) * CHUNK); index += 1) {
          const slot = world.slotOf(index)
          if (slot.p === p) yield facts.of(p, world.subjectAt(index), slot.ordinal)
          else if (world.visits(index) === p) yield facts.of(p, world.subjectAt(index), -1)
        }
      },
    }
  }
}

/** Dirty rows: every trap at least twice, and so often that about one row in fifty is odd. */
export function springTraps<Made>(
  parts: SeedParts,
  p: Short,
  traps: readonly Trap<Made>[],
  rows: number,
  take: (made: Made, trap: Trap<Made>) => TrapNote,
): TrapNote[] {
  const { today, reference, world, facts, seed } = parts
  const kit: TrapKit = createTrapKit({ p, today, reference, world, facts, random: createRandom(seed, 'traps', p), first: 0 })
  const copies = Math.max(2, Math.round((rows * 0.02) / traps.length))
  return traps.flatMap(trap => Array.from({ length: copies }, () => take(trap.make(kit), trap)))
}
