import { committedText, type ListChange } from '@delta/model'
import { createSetHash, entryElement, type SetHash } from '@delta/seal'
import { type Kysely, sql } from 'kysely'
import { CopyFault } from './copy-fault.ts'
import { readCopy } from './copy-store.ts'
import type { CopyTables, ListCopyTable } from './copy-tables.ts'
import { cellOf, FILTERED_CELL } from './list-place.ts'
import { opens } from './read-change.ts'
import { textOf } from './read-json.ts'

/** What a verification of a copy found. */
export interface CopyVerdict {
  readonly entries: number
  /** The digest of what stands in the copy, base64url. */
  readonly digest: string
  /** What does not hold; none where the copy is what the feed has told. */
  readonly faults: readonly CopyFault[]
}

const PAGE = 1_000
const HASH_BYTES = 32
const MOST = 100

async function* rowsOf<DB extends CopyTables>(db: Kysely<DB>): AsyncGenerator<ListCopyTable> {
  for (let after = ''; ;) {
    const { rows } = await sql<ListCopyTable>`select * from list_copy where id > ${after} order by id limit ${PAGE}`.execute(db)
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)!.id
  }
}

/** What is wrong with a row by itself; null where it is what the log said. */
function wrongIn({ id, hash, salt, logged, cell, entry }: ListCopyTable, filtered: boolean): string | null {
  const said = entry as ListChange['entry']
  if (said.id !== id) return 'it stands under the id of another entry'
  const opened = { entry: said, hash: textOf(hash), salt: salt && textOf(salt) }
  if (!opens(opened, committedText({ ...(logged as unknown as ListChange), entry: said }))) return 'it does not fit its hash'
  return cell === (filtered ? FILTERED_CELL : (cellOf(said) ?? cell)) ? null : 'it counts in the wrong set'
}

/** Computes a copy's digest anew from its entries, and names what something else than the feed has changed: the entry that does not fit its hash, that was put in, or the set in which one is missing. */
export async function verifyCopy<DB extends CopyTables>(db: Kysely<DB>): Promise<CopyVerdict> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async trx => {
      const faults: CopyFault[] = []
      const note = (fault: CopyFault): void => void (faults.length < MOST && faults.push(fault))
      const copy = await readCopy(trx).catch((error: unknown) => {
        if (!(error instanceof CopyFault)) throw error
        note(error)
        return null
      })
      const filtered = copy?.place.frontier === null
      const found = new Map<string, SetHash>()
      const total = createSetHash()
      let entries = 0
      for await (const row of rowsOf(trx)) {
        entries += 1
        if (row.hash.length !== HASH_BYTES) {
          note(new CopyFault('COPY_ENTRY', 'its hash is not one', { entry: row.id }))
          continue
        }
        const set = found.get(row.cell) ?? createSetHash()
        found.set(row.cell, set)
        for (const one of [set, total]) one.add(entryElement(row.id, row.hash))
        const wrong = copy && wrongIn(row, filtered)
        if (wrong) note(new CopyFault('COPY_ENTRY', wrong, { entry: row.id, event: (row.logged as { seq?: number }).seq ?? null }))
      }
      if (!copy && faults.length === 0 && entries > 0) note(new CopyFault('COPY_STATE', `the copy has no state, but ${entries} entries stand in it`))
      if (copy && faults.length === 0 && !total.digest().equals(copy.place.total.digest())) {
        for (const fault of await nameMoved(trx, copy.place.sets, found)) note(fault)
      }
      if (copy && faults.length === 0 && copy.place.count !== entries)
        note(new CopyFault('COPY_STATE', `the copy says that it has ${copy.place.count} entries, but ${entries} stand in it`))
      return { entries, digest: textOf(total.digest()), faults }
    })
}

const digestOf = (sets: ReadonlyMap<string, SetHash>, cell: string): string => textOf((sets.get(cell) ?? createSetHash()).digest())

/** Every row is right by itself, but they are not the right ones: names a row without which its set is right, and otherwise the sets. */
async function nameMoved<DB extends CopyTables>(db: Kysely<DB>, told: ReadonlyMap<string, SetHash>, found: ReadonlyMap<string, SetHash>): Promise<CopyFault[]> {
  const wrong = new Set([...told.keys(), ...found.keys()].filter(cell => digestOf(told, cell) !== digestOf(found, cell)))
  const named: CopyFault[] = []
  for await (const { id, hash, cell } of rowsOf(db)) {
    if (!wrong.has(cell)) continue
    const without = found.get(cell)!.clone()
    without.remove(entryElement(id, hash))
    if (textOf(without.digest()) !== digestOf(told, cell)) continue
    named.push(new CopyFault('COPY_ENTRY', 'the feed has not told of it as it stands', { entry: id }))
    wrong.delete(cell)
  }
  return [...named, ...[...wrong].map(cell => new CopyFault('COPY_DIGEST', `an entry of ${cell} is missing, or more than one was changed`))]
}
