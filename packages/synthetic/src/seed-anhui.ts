import { addDays } from '@delta/model'
import type { Dataset, Fields } from './anhui-datasets.ts'
import { csvText, dropStem, manifest, type DropName } from './anhui-csv.ts'
import { createAnhuiWriter, type AnhuiWriter, type DropRow } from './anhui-rows.ts'
import { anhuiTraps } from './anhui-traps.ts'
import { compact } from './days.ts'
import type { DropFolder } from './drop-folder.ts'
import { createGb18030, type Gb18030 } from '@delta/source'
import { createRandom, type Random } from './random.ts'
import { factChunks, springTraps, type Seeded, type SeedParts } from './seed-parts.ts'
import { createTrapKit, type TrapNote } from './trap-kit.ts'

const MOST_RECORDS = 500
/** Divisions whose units drop files in turn; 340000 is kept for odd ones. */
const DIVISIONS = [
  '340100',
  '340200',
  '340300',
  '340500',
  '340800',
  '341100',
  '341200',
  '341500',
  '341800',
  '340400',
  '340600',
  '340700',
  '341000',
  '341300',
  '341600',
  '341700',
]

/** Puts Anhui's files into a drop folder, the manifest last. */
export interface AnhuiDrops {
  put(
    name: DropName,
    records: readonly Fields[],
    over?: { readonly bytes?: (bytes: Buffer) => Buffer; readonly count?: number; readonly digestOf?: Buffer },
  ): Promise<readonly number[]>
}

/** Makes the writer of Anhui's files. */
export function createAnhuiDrops({ inbox, random, gb18030 }: { inbox: DropFolder; random: Random; gb18030: Gb18030 }): AnhuiDrops {
  return {
    put: async (name, records, over = {}) => {
      const { text, lines } = csvText(name.dataset as Dataset, records, random)
      const encoded = gb18030.encode(text)
      const bytes = over.bytes ? over.bytes(encoded) : encoded
      await inbox.put(`${dropStem(name)}.csv`, bytes)
      await inbox.put(`${dropStem(name)}.ok`, manifest(over.digestOf ?? bytes, over.count ?? records.length, gb18030, random.chance(0.3)))
      return lines
    },
  }
}

/** The writer of Anhui's records, with the old names of divisions that people still write. */
export const anhuiWriterOf = ({ seed, reference }: Pick<SeedParts, 'seed' | 'reference'>): AnhuiWriter =>
  createAnhuiWriter({
    seed,
    reference,
    retiredNames: reference.retired.filter(division => division.code.startsWith('34')).map(division => `安徽省${division.name}`),
  })

/** Fills Anhui's drop folder. */
export async function seedAnhui(parts: SeedParts, inbox: DropFolder): Promise<Seeded> {
  const { today, seed } = parts
  const gb18030 = createGb18030()
  const drops = createAnhuiDrops({ inbox, gb18030, random: createRandom(seed, 'ah', 'files') })
  const writer = anhuiWriterOf(parts)
  const counts = new Map<string, number>()
  let files = 0
  const grouped = new Map<string, DropRow[]>()
  const collect = (row: DropRow): DropRow[] => {
    const key = `${row.dataset}_${row.unit}`
    const rows = grouped.get(key) ?? []
    grouped.set(key, rows)
    rows.push(row)
    counts.set(row.dataset, (counts.get(row.dataset) ?? 0) + 1)
    return rows
  }
  const send = async (division: string, day: string, placed?: Map<DropRow, string>): Promise<void> => {
    for (const rows of grouped.values()) {
      for (let seq = 1; (seq - 1) * MOST_RECORDS < rows.length; seq += 1) {
        const part = rows.slice((seq - 1) * MOST_RECORDS, seq * MOST_RECORDS)
        const name = { division, unit: part[0]!.unit, dataset: part[0]!.dataset, day: compact(day), seq }
        const lines = await drops.put(
          name,
          part.map(row => row.fields),
        )
        part.forEach((row, i) => placed?.set(row, `${dropStem(name)}.csv:${lines[i]}`))
        files += 1
      }
    }
    grouped.clear()
  }

  for (const { chunk, chunks, each } of factChunks(parts, 'ah')) {
    for (const facts of each()) for (const row of writer.rows(facts)) collect(row)
    await send(DIVISIONS[chunk % DIVISIONS.length]!, addDays(today, -1 - ((chunks - 1 - chunk) % 25)))
  }
  const last = new Map<TrapNote, DropRow>()
  const rows = [...counts.values()].reduce((sum, n) => sum + n, 0)
  const notes = springTraps(parts, 'ah', anhuiTraps(writer), rows, (made, { name, expect, field }) => {
    for (const row of made) collect(row === made.at(-1) ? { ...row } : row)
    const note: TrapNote = { province: 'ah', trap: name, dataset: made.at(-1)!.dataset, coordinate: '', expect, field }
    last.set(note, grouped.get(`${made.at(-1)!.dataset}_${made.at(-1)!.unit}`)!.at(-1)!)
    return note
  })
  const placed = new Map<DropRow, string>()
  await send('340000', addDays(today, -26), placed)
  const traps = notes.map(note => ({ ...note, coordinate: placed.get(last.get(note)!)! }))
  const broken = await breakFiles(parts, drops, writer)
  return { rows: Object.fromEntries(counts), files: files + broken.files, traps: [...traps, ...broken.notes] }
}

/** Broken files, each in a stream of its own: digest, count, encoding, quoting; sequences with a gap; a file that waits for its manifest. */
async function breakFiles(parts: SeedParts, drops: AnhuiDrops, writer: AnhuiWriter): Promise<{ notes: TrapNote[]; files: number }> {
  const { today, seed } = parts
  const random = createRandom(seed, 'ah', 'broken')
  const kit = createTrapKit({ ...parts, p: 'ah', random, first: 900_000 })
  const records = (n: number): Fields[] =>
    Array.from({ length: n }, () => {
      const o = kit.organisation()
      return writer.penalty(o, kit.penalty(o), random).fields
    })
  const notes: TrapNote[] = []
  let files = 0
  let daysAgo = 40
  const stream = (seq = 1): DropName => ({ division: '340000', unit: 'EMER', dataset: 'XZCF', day: compact(addDays(today, -daysAgo)), seq })
  const note = (trap: string, expect: string, field: string | null, name: DropName) =>
    notes.push({ province: 'ah', trap, dataset: 'XZCF', coordinate: `${dropStem(name)}.csv`, expect, field })
  const spoil = async (trap: string, expect: string, over: Parameters<AnhuiDrops['put']>[2]) => {
    for (let copy = 0; copy < 2; copy += 1) {
      const name = stream()
      daysAgo += 1
      await drops.put(name, records(3), over)
      note(trap, expect, 'FILE', name)
      files += 1
    }
  }
  await spoil('file whose digest is wrong', 'E_DIGEST', { digestOf: Buffer.from('another file') })
  await spoil('file whose count is wrong', 'E_COUNT_MISMATCH', { count: 4 })
  await spoil('file that is not GB18030', 'E_ENCODING', {
    bytes: bytes => Buffer.concat([bytes.subarray(0, -2), Buffer.from([0x81, 0x20, 0xff]), bytes.subarray(-2)]),
  })
  await spoil('file with an open quote', 'E_MALFORMED', { bytes: bytes => Buffer.concat([bytes.subarray(0, -2), Buffer.from('"\r\n"')]) })
  for (let copy = 0; copy < 2; copy += 1) {
    for (const seq of [1, 3]) {
      await drops.put(stream(seq), records(2))
      if (seq === 3) note('gap in a sequence of files', 'held', null, stream(seq))
      files += 1
    }
    daysAgo += 1
  }
  return { notes, files }
}
