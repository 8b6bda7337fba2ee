import { type ArchiveItem, type ListEntry, nameKey, orgCodeOfUscc, type Relationship } from '@delta/model'
import type { Mapped, Stated } from '@delta/mapping'
import type { MappedRow } from '../commit-batch.ts'
import type { BaseName, ReadBase } from './base-name.ts'
import type { IdentityTerms } from './identity-terms.ts'
import type { NameBook } from './name-book.ts'

/** A statement that is caught: whose identifier it uses for another subject, and under which name. */
export interface Caught {
  readonly outcome: Mapped
  readonly subject: string
  readonly name: string
  /** It is the relation's party that is named so. */
  readonly party: boolean
}

/** What is known of the records that a row states. */
export interface KnownRecords {
  /** Nothing has been published of it. */
  readonly first: (recordId: string) => boolean
  /** It was caught when it was stated before. */
  readonly again: (recordId: string) => boolean
}

/**
 * What of a row uses an identifier for another subject than the one that it is of. Only what is certain is caught:
 * a base row that states a subject under another name and another founding day (which no change of name touches) than a base row beside it, in the same dataset;
 * and a first statement about a subject under a name that, on the day of which it tells, was certainly another's: an organisation with a name of its own
 * bears it, alone, in its standing base row, or a caught base row of the very identifier does. What takes back, ends or follows what has been published passes.
 * What was caught stays so, whatever else its subject is called since. `base` is the row's own; null: it is no base row.
 */
export function judgeIdentity(row: MappedRow, base: ReadBase | null, book: NameBook, terms: IdentityTerms, { first, again }: KnownRecords): readonly Caught[] {
  const statements = row.outcomes.filter((one): one is Mapped => one.kind === 'mapped' && !takesBack(one.record))
  if (base?.name && isSecond(base.name, book, terms)) {
    const { subject_id: subject, name } = base.name
    return statements.filter(one => isBaseItem(one) || first(one.recordId)).map(outcome => ({ outcome, subject, name, party: false }))
  }
  return statements.flatMap(outcome => {
    if (isBaseItem(outcome) || !first(outcome.recordId)) return []
    const on = dayOf(outcome.record)
    const about = namedIn(outcome.record).find(one => isOthers(one, { on, again: again(outcome.recordId) }, book, terms))
    return about ? [{ outcome, subject: about.id, name: about.name, party: about.party }] : []
  })
}

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

function namedIn(record: Body): readonly Named[] {
  const party = 'party' in record ? record.party : null
  return [
    { id: record.subject.id, name: record.subject.name, party: false },
    { id: party?.id ?? '', name: party?.name ?? null, party: true },
  ].filter((one): one is Named => one.name !== null)
}

/** Whether another base row beside this one is certainly another subject's. One that was taken before is not judged again: what it says now is a change. */
const isSecond = (own: BaseName, book: NameBook, terms: IdentityTerms): boolean =>
  book.at(own.row_key)?.subject_id !== own.subject_id &&
  book
    .of(own.subject_id)
    .some(
      other =>
        other.dataset === own.dataset &&
        other.row_key !== own.row_key &&
        own.founded !== null &&
        other.founded !== null &&
        own.founded !== other.founded &&
        terms.surelyOther(own.name, other.name),
    )

/** Whether a name that stands beside an identifier is certainly another's. */
function isOthers({ id, name }: Named, { on, again }: { on: string | null; again: boolean }, book: NameBook, terms: IdentityTerms): boolean {
  if (!/^([0-9A-Z]{18}$|NP:)/.test(id)) return false
  const own = book.of(id)
  if (own.length === 0 || own.some(row => !terms.surelyOther(row.name, name))) return false
  if (book.isWaiting(id, name)) return true
  const bearing = book.bearing(name)
  const bearer = bearing[0]?.subject_id
  if (on === null || bearer === undefined || bearing.some(row => row.subject_id !== bearer)) return false
  // A code given anew by another registrar keeps the organisation code.
  if (id.length === 18 && orgCodeOfUscc(id) === orgCodeOfUscc(bearer)) return false
  const rows = book.of(bearer)
  return rows.every(row => row.own && nameKey(row.name) === nameKey(name)) && [...(again ? [] : own), ...rows].every(row => row.since <= on)
}
