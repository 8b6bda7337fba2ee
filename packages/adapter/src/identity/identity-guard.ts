import { identifierColumn, type Mapped, type Outcome, type ProvinceMapping, type Rejected } from '@delta/mapping'
import type { Catalogue } from '@delta/model'
import { upsertRows } from '@delta/store'
import { type Kysely, sql } from 'kysely'
import type { Place } from '../claim.ts'
import type { MappedRow } from '../commit-batch.ts'
import type { Known } from '../fold.ts'
import type { AdapterTables } from '../tables.ts'
import { returning } from '../readers.ts'
import { baseOf } from './base-name.ts'
import type { IdentityTables } from './identity-tables.ts'
import { type IdentityTerms, identityTerms } from './identity-terms.ts'
import { type Finding, judgeIdentity, type KnownRecords } from './judge-identity.ts'
import { readBook, writeBook } from './book-store.ts'
import { createDoubts } from './doubts.ts'
import { searchKey } from './name-book.ts'

/** What the guard of identities is made of. */
export interface IdentityGuardParts {
  readonly terms: IdentityTerms
  /** Whether the row at a place may come again with other content. */
  readonly returns: (place: Place) => boolean
  /** The source's own name of the column that holds an identifier. */
  readonly columnOf: (dataset: string, which: { readonly person: boolean; readonly party: boolean }) => string
}

/** Keeps from being published what uses an identifier for another subject than the one that it is of (E_ID_CONFLICT), until the source is mended or an operator lets it go. */
export interface IdentityGuard {
  /** The rows with what is caught turned into rejections, and what is in doubt marked (W_NAME_OTHER). */
  watch(trx: Kysely<AdapterTables>, rows: readonly MappedRow[], known: Known, at: string): Promise<readonly MappedRow[]>
  /** What was caught and may go, at most `limit`: what an operator has let go, and what is certain no longer. */
  takeFree(trx: Kysely<AdapterTables>, limit: number, at: string): Promise<readonly Held[]>
}

/** A statement that was caught. */
type Held = IdentityTables['identity_held']

const HELD_COLUMNS = {
  record_id: 'text',
  dataset: 'text',
  coordinate: 'text',
  position: 'text',
  outcome: 'jsonb',
  updated_at: 'timestamptz',
  subject_id: 'text',
  name: 'text',
  search_key: 'text',
  base: 'boolean',
  due: 'boolean',
}

const mappedIn = (outcomes: readonly Outcome[]): readonly Mapped[] => outcomes.filter((one): one is Mapped => one.kind === 'mapped')

/** Makes the guard of a province. */
export function createIdentityGuard({ terms, returns, columnOf }: IdentityGuardParts): IdentityGuard {
  /** Judges rows in their order, each by what those before it have told. Gives what is caught, by record. */
  const judge = async (trx: Kysely<AdapterTables>, rows: readonly MappedRow[], records: KnownRecords, at: string, free = false) => {
    const read = rows.map(row => ({ row, base: baseOf(row, terms, returns, at) }))
    const book = await readBook(
      trx,
      read.map(({ row, base }) => ({ base, first: mappedIn(row.outcomes).filter(one => records.first(one.recordId)) })),
    )
    const held = new Map<string, Held>()
    const found = new Map<Outcome, Finding>()
    const passed = new Set<string>()
    const first = (recordId: string): boolean => records.first(recordId) && !passed.has(recordId)
    for (const { row, base } of read) {
      const findings = free ? [] : judgeIdentity(row, base, book, terms, { ...records, first })
      for (const one of findings) found.set(one.outcome, one)
      const certain = findings.filter(one => one.certain)
      for (const outcome of mappedIn(row.outcomes)) {
        held.delete(outcome.recordId)
        if (!found.get(outcome)?.certain) passed.add(outcome.recordId)
      }
      for (const { outcome, subject, name } of certain) {
        const { dataset, coordinate, position, updatedAt } = row.row
        const isBase = base?.name?.subject_id === subject && base.name.name === name
        const text = { subject_id: subject, name, search_key: searchKey(name), base: isBase, due: false }
        held.set(outcome.recordId, { record_id: outcome.recordId, dataset, coordinate, position, outcome, updated_at: updatedAt, ...text })
      }
      if (!base) continue
      const isCaught = base.name !== null && certain.length > 0
      if (isCaught) book.wait(base.name.subject_id, base.name.name)
      book.put(base.rowKey, isCaught ? null : base.name)
    }
    return { found, held: [...held.values()], book }
  }

  return {
    watch: async (trx, rows, known, at) => {
      const ledger = new Map(known.ledger.map(row => [row.record_id, row]))
      const coordinates = rows.map(one => one.row.coordinate)
      const ids = rows.flatMap(one => one.outcomes.map(outcome => outcome.recordId))
      // What a row says now takes the place of what was caught of it.
      const { rows: past } = await sql<{ record_id: string; subject_id: string | null; base: boolean; doubted: string | null }>`
        with gone as (delete from identity_held where coordinate = any(${coordinates}::text[]) or record_id = any(${ids}::text[]) returning record_id, subject_id, base)
        select record_id, subject_id, base, null as doubted from gone
        union all select record_id, null, false, name from name_doubt where record_id = any(${ids}::text[])`.execute(trx)
      const gone = past.filter(one => one.doubted === null)
      const doubts = createDoubts(
        trx,
        past.flatMap(({ record_id, doubted }) => (doubted === null ? [] : [{ record_id, name: doubted }])),
      )
      const before = new Set(gone.map(one => one.record_id))
      const records = { first: (id: string) => (ledger.get(id)?.version ?? 0) === 0, again: (id: string) => before.has(id) }
      const { found, held, book } = await judge(trx, rows, records, at)
      for (const { outcome, name, certain } of found.values()) if (!certain) doubts.note(outcome, name)
      await doubts.save()
      await upsertRows(trx, 'identity_held', HELD_COLUMNS, held, { key: ['record_id'] })
      await writeBook(
        trx,
        book,
        gone.flatMap(one => (one.base ? [one.subject_id!] : [])),
      )
      return rows.map(({ row, outcomes }) => ({
        row,
        outcomes: outcomes.map((outcome): Outcome => {
          if (outcome.kind !== 'mapped') return outcome
          const one = found.get(outcome)
          if (!one?.certain) return doubts.mark(outcome)
          const { recordId, product, subjectKind, record } = outcome
          const field = columnOf(row.dataset, { person: one.subject.startsWith('NP:'), party: one.party })
          return { kind: 'rejected', recordId, product, subjectKind, reportedBy: record.reportedBy, code: 'E_ID_CONFLICT', field } satisfies Rejected
        }),
      }))
    },
    takeFree: async (trx, limit, at) => {
      const take = async (rows: readonly Held[], letGo: boolean): Promise<readonly Held[]> => {
        if (rows.length === 0) return []
        const { held, found, book } = await judge(trx, rowsOf(rows), { first: () => true, again: () => true }, at, letGo)
        const still = new Set(held.map(one => one.record_id))
        await sql`delete from identity_held where record_id = any(${rows.map(one => one.record_id).filter(id => !still.has(id))})`.execute(trx)
        await sql`update identity_held set due = false where record_id = any(${[...still]})`.execute(trx)
        await writeBook(trx, book, [])
        const doubts = createDoubts(trx, [])
        for (const { outcome, name, certain } of found.values()) if (!certain) doubts.note(outcome, name)
        await doubts.save()
        return rows.filter(one => !still.has(one.record_id)).map(one => ({ ...one, outcome: doubts.mark(one.outcome as Mapped) }))
      }
      const { rows } = await sql<Held & { released: boolean }>`
        select h.*, dataset in (select dataset from volume_release) as released from identity_held h where coordinate in (
          select coordinate from identity_held where due or dataset in (select dataset from volume_release) order by coordinate limit ${limit})
        order by position, coordinate`.execute(trx)
      const free = await take(
        rows.filter(one => one.released),
        true,
      )
      return [
        ...free,
        ...(await take(
          rows.filter(one => !one.released),
          false,
        )),
      ]
    },
  }
}

/** Has anything changed by which what was caught may be right? */
export async function isToBeJudged(db: Kysely<AdapterTables>): Promise<boolean> {
  const { rows } = await sql`select from identity_held where due limit 1`.execute(db)
  return rows.length > 0
}

/** The rows that caught statements stand in. */
const rowsOf = (held: readonly Held[]): readonly MappedRow[] =>
  [...Map.groupBy(held, one => one.coordinate).values()].map(all => {
    const { dataset, coordinate, position, updated_at: updatedAt } = all[0]!
    return { row: { dataset, coordinate, position, updatedAt }, outcomes: all.map(one => one.outcome as Mapped) }
  })

/** Makes the guard of a province as it declares itself. */
export const identityGuardOf = (mapping: ProvinceMapping, catalogue: Pick<Catalogue, 'rows'>): IdentityGuard =>
  createIdentityGuard({
    terms: identityTerms(catalogue),
    returns: returning(mapping),
    columnOf: (dataset, which) => identifierColumn(mapping, dataset, which),
  })
