import { type ArchiveItem, type ListEntry, nameKey, orgCodeOfUscc, type Relationship } from '@delta/model'
import type { Mapped, Stated } from '@delta/mapping'
import type { MappedRow } from '../commit-batch.ts'
import type { BaseName, ReadBase } from './base-name.ts'
import type { IdentityTerms } from './identity-terms.ts'
import type { NameBook } from './name-book.ts'

/** A statement whose identifier stands beside a name of another subject: whose identifier, and under which name. */
export interface Finding {
  readonly outcome: Mapped
  readonly subject: string
  readonly name: string
  /** It is the relation's party that is named so. */
  readonly party: boolean
  /** It is certain, and so caught; else it may be a change of name or a namesake, and is told as a doubt. */
  readonly certain: boolean
}

/** What is known of the records that a row states. */
export interface KnownRecords {
  /** Nothing has been published of it. */
  readonly first: (recordId: string) => boolean
  /** It was caught when it was stated before. */
  readonly again: (recordId: string) => boolean
}

/**
 * What of a row uses an identifier for another subject than the one that it is of. Certain are two things:
 * a base row that states a subject under another name and another founding day (which no change of name touches) than a base row beside it, in the same dataset;
 * and a first statement about a subject under a name that, on the day of which it tells, was certainly another's: an organisation with a name of its own
 * bears it, alone, in its standing base row, or a caught base row of the very identifier does. What takes back, ends or follows what has been published passes.
 * What was caught stays so, whatever else its subject is called since. In doubt are a second base row of another name, a first statement under a name that
 * another bears, and one under another name than a person's own. `base` is the row's own; null: it is no base row.
 */
export function judgeIdentity(row: MappedRow, base: ReadBase | null, book: NameBook, terms: IdentityTerms, { first, again }: KnownRecords): readonly Finding[] {
  const statements = row.outcomes.filter((one): one is Mapped => one.kind === 'mapped' && !takesBack(one.record))
  const second = base?.name ? asSecond(base.name, book, terms) : null
  if (base?.name && second) {
    const { subject_id: subject, name } = base.name
    const certain = second === 'CERTAIN'
    return statements.filter(one => isBaseItem(one) || first(one.recordId)).map(outcome => ({ outcome, subject, name, party: false, certain }))
  }
  return statements.flatMap(outcome => {
    if (isBaseItem(outcome) || !first(outcome.recordId)) return []
    const when = { on: dayOf(outcome.record), again: again(outcome.recordId) }
    const found = namedIn(outcome.record).flatMap(({ id, name, party }) => {
      const verdict = asOthers({ id, name }, when, book, terms)
      return verdict ? [{ outcome, subject: id, name, party, certain: verdict === 'CERTAIN' }] : []
    })
    return found.toSorted((a, b) => Number(b.certain) - Number(a.certain)).slice(0, 1)
  })
}

type Verdict = 'CERTAIN' | 'DOUBT' | null

type Body = Mapped['record']

const isBaseItem = ({ record }: Mapped): boolean => 'indicator' in record && /-BAS-\d{3}$/.test(record.indicator)

const takesBack = (record: Body): boolean => record.op !== 'upsert' || ('removedOn' in record && record.removedOn !== null)

/** The day of which a record tells; null where it names none. */
function dayOf(record: Body): string | null {
  if ('domain' in record) return (record as Stated<ListEntry>).from
  if ('dimension' in record) return (record as Stated<Relationship>).validFrom
  const { licence, penalty, arose } = record as Stated<ArchiveItem>
  return (licence ?? penalty)?.decisionDate ?? arose
}

interface Named {
  readonly id: string
  readonly name: string
  readonly party: boolean
}

/** Under which names a record states its subject and, of a relation, the party. */
export function namedIn(record: Body): readonly Named[] {
  const party = 'party' in record ? record.party : null
  return [
    { id: record.subject.id, name: record.subject.name, party: false },
    { id: party?.id ?? '', name: party?.name ?? null, party: true },
  ].filter((one): one is Named => one.name !== null)
}

/** Whether another base row beside this one is another subject's. One that was taken before is not judged again: what it says now is a change. */
function asSecond(own: BaseName, book: NameBook, terms: IdentityTerms): Verdict {
  if (book.at(own.row_key)?.subject_id === own.subject_id) return null
  const beside = book.of(own.subject_id).filter(one => one.dataset === own.dataset && one.row_key !== own.row_key && terms.surelyOther(own.name, one.name))
  if (beside.length === 0) return null
  return beside.some(({ founded }) => own.founded !== null && founded !== null && founded !== own.founded) ? 'CERTAIN' : 'DOUBT'
}

/** Whether a name that stands beside an identifier is another's. */
function asOthers(
  { id, name }: Omit<Named, 'party'>,
  { on, again }: { readonly on: string | null; readonly again: boolean },
  book: NameBook,
  terms: IdentityTerms,
): Verdict {
  const own = /^([0-9A-Z]{18}$|NP:)/.test(id) ? book.of(id) : []
  if (own.length === 0 || own.some(row => !terms.surelyOther(row.name, name))) return null
  if (book.isWaiting(id, name)) return 'CERTAIN'
  const isPerson = id.startsWith('NP:')
  // A code given anew by another registrar keeps the organisation code.
  const bearing = book.bearing(name).filter(row => isPerson || row.subject_id.length !== 18 || orgCodeOfUscc(row.subject_id) !== orgCodeOfUscc(id))
  const [bearer, ...more] = new Set(bearing.map(row => row.subject_id))
  if (bearer === undefined) return isPerson ? 'DOUBT' : null
  const rows = book.of(bearer)
  const certain =
    on !== null &&
    more.length === 0 &&
    bearing.length === book.bearing(name).length &&
    rows.every(row => row.own && nameKey(row.name) === nameKey(name)) &&
    [...(again ? [] : own), ...rows].every(row => row.since <= on)
  return certain ? 'CERTAIN' : 'DOUBT'
}
