import type { Subject, SubjectKind } from '@delta/model'
import type { FoundIdentifier, Identified, IdentifierRule } from './identified.ts'
import { PLACEHOLDER } from './identified.ts'
import type { KindRule } from './kind.ts'
import type { Place } from './place.ts'
import type { Reading } from './reading.ts'
import { columnsOf } from './rule.ts'
import type { Rule } from './rule.ts'

/** How a row tells whom it is about. */
export interface SubjectDeclaration {
  /** Identifier columns; the first that is not blank decides. */
  readonly ids: readonly [IdentifierRule, ...IdentifierRule[]]
  readonly kind?: KindRule
  readonly name?: Rule<string>
  /** Where the subject is registered; else the registrar's division in its credit code. */
  readonly place?: Rule<Place>
}

/** Whom a row is about. `key` and `kind` are total as far as the row tells; `subject` is null where a check failed. */
export interface ReadSubject {
  readonly key: string
  readonly kind: SubjectKind | null
  readonly subject: Subject | null
  /** The city whose own units answer: of the stated place, else of the credit code's positions 3–6. */
  readonly city: string | null
}

/** A declared subject, ready to be read from rows. */
export interface SubjectRule {
  readonly columns: readonly string[]
  readonly ids: readonly IdentifierRule[]
  readonly read: (reading: Reading) => ReadSubject
}

/** Declares a row's subject. */
export const subject = (declaration: SubjectDeclaration): SubjectRule => ({
  columns: [...columnsOf(...declaration.ids.map(asRule), declaration.name, declaration.place), ...(declaration.kind?.columns ?? [])],
  ids: declaration.ids,
  read: reading => reading.once(declaration, alone => readSubject(declaration, alone)),
})

const asRule = (id: IdentifierRule): Rule<unknown> => ({ columns: id.columns, read: () => null })

function readSubject({ ids, kind, name, place }: SubjectDeclaration, reading: Reading): ReadSubject {
  const allowed = kind?.read(reading) ?? null
  const used = firstStated(reading, ids)
  const found = used?.find(reading) ?? null
  const identified = found?.identified ?? null
  if (found === null) reading.fail('identifier', 'E_REQUIRED', missing(ids, allowed))
  if (identified !== null) checkKind(reading, identified, allowed, kind?.columns[0] ?? used?.columns[0] ?? '')
  if (identified?.idType === 'USCC') for (const id of ids) id.doubt?.(reading, identified.id)
  const stated = place?.read(reading) ?? null
  const told = allowed?.length === 1 ? (allowed[0] ?? null) : found === null ? null : kindOf(reading, found)
  return {
    key: found?.key ?? reading.ownKey(missing(ids, allowed)),
    kind: told,
    subject:
      identified === null
        ? null
        : {
            id: identified.id,
            kind: told ?? 'ENT',
            subKind: identified.subKind,
            idType: identified.idType,
            name: name?.read(reading) ?? null,
            maskedId: identified.maskedId,
            division: stated?.division ?? identified.division,
          },
    city: cityOf(reading, stated?.division ?? (identified?.idType === 'USCC' ? identified.id.slice(2, 8) : null)),
  }
}

/** The first identifier that is stated; a placeholder gives way to a later one. */
function firstStated(reading: Reading, ids: readonly IdentifierRule[]): IdentifierRule | null {
  const stated = ids.filter(id => reading.text(id.columns[0]) !== null)
  return stated.find(id => reading.text(id.columns[0])?.toUpperCase() !== PLACEHOLDER) ?? stated[0] ?? null
}

const missing = (ids: readonly [IdentifierRule, ...IdentifierRule[]], allowed: readonly SubjectKind[] | null): string =>
  ((allowed?.length === 1 && allowed[0] === 'NAT' ? ids.find(id => id.person) : undefined) ?? ids[0]).columns[0]

/** The kind follows from the identifier and must be one that the source allows. */
function checkKind(reading: Reading, identified: Identified, allowed: readonly SubjectKind[] | null, column: string): void {
  const { idType, kind } = identified
  const agrees = kind === null ? idType !== 'USCC' && (allowed === null || allowed.some(one => one !== 'NAT')) : allowed === null || allowed.includes(kind)
  if (!agrees) reading.fail('kind', 'E_KIND_CONFLICT', column)
}

/** What an identifier's form says; also a bad one's. */
function kindOf(reading: Reading, { form, key }: FoundIdentifier): SubjectKind | null {
  if (form === 'PERSON') return 'NAT'
  return form === 'USCC' ? (reading.catalogue.kindOf(key)?.kind ?? null) : 'ENT'
}

const cityOf = (reading: Reading, division: string | null): string | null => {
  const found = division === null ? null : reading.catalogue.division(division)
  return found === null || found.province !== reading.province ? null : found.city
}
