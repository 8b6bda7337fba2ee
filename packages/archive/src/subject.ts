import {
  isNameIndicator,
  divisionOfUscc,
  orgCodeOfUscc,
  provinceCodeOf,
  type ArchiveItem,
  type Catalogue,
  type Relationship,
  type Subject,
  type SubjectKind,
} from '@delta/model'

/** What one record says about one subject. Of all statements about a subject the highest holds, by rank, then time, then version: so the order of arrival does not matter. */
export interface SubjectStatement {
  readonly id: string
  readonly kind: SubjectKind
  readonly sub_kind: Subject['subKind']
  readonly id_type: string
  readonly masked_id: string | null
  readonly facts_rank: 1 | 2
  readonly name: string | null
  readonly name_rank: 0 | 1 | 2 | 3 | 4
  readonly division: string | null
  readonly at: string
  readonly version: number
}

/** A record's subject as a record of any product states it. */
export interface StatedBy {
  readonly subject: Subject
  readonly recordedAt: string
  readonly version: number
}

const isUscc = (id: string): boolean => /^[0-9A-Z]{18}$/.test(id)
const isPerson = (id: string): boolean => id.startsWith('NP:')

/** The division that an organisation's own number holds (the registrar's), null where it holds none. */
const divisionInId = (id: string): string | null => (isUscc(id) ? divisionOfUscc(id) : id.startsWith('REG:') ? id.slice(4, 10) : null)

/** The organisation code by which a legacy subject joins a credit code, null for persons and registration numbers. */
export const orgCodeOf = (id: string): string | null => (isUscc(id) ? orgCodeOfUscc(id) : id.startsWith('ORG:') ? id.slice(4) : null)

/** The province, of the whole country, that an organisation's own number names; null where it names none. */
export function provinceOfId(id: string): string | null {
  const division = divisionInId(id)
  return division === null ? null : provinceCodeOf(division)
}

/** What a record says about its own subject. A person's division is taken from the 户籍 indicator alone (see `statementOfItem`). */
export function statementOfSubject({ subject, recordedAt, version }: StatedBy): SubjectStatement {
  const { id, kind, subKind, idType, name, maskedId, division } = subject
  return {
    id,
    kind,
    sub_kind: subKind,
    id_type: idType,
    masked_id: maskedId,
    facts_rank: 2,
    name,
    name_rank: name === null ? 0 : 2,
    division: divisionInId(id) ?? (isPerson(id) ? null : division),
    at: recordedAt,
    version,
  }
}

/** What an archive item says about its subject: a registered name (…-BAS-001) outweighs stated ones, most of all in the subject's own province; NAT-BAS-003 is a person's 户籍. */
export function statementOfItem(item: ArchiveItem): SubjectStatement {
  const stated = statementOfSubject(item)
  const standing = item.op === 'upsert' && item.value !== null
  if (standing && isNameIndicator(item.indicator)) {
    return { ...stated, name: item.value, name_rank: provinceOfId(item.subject.id) === item.province ? 4 : 3 }
  }
  if (standing && item.indicator === 'NAT-BAS-003' && /^\d{6}$/.test(item.value!)) return { ...stated, division: item.value }
  return stated
}

/** What a relation says about its party: less than a record about that subject would. */
export function statementOfParty({ party, partyKind, recordedAt, version }: Relationship, catalogue: Pick<Catalogue, 'kindOf'>): SubjectStatement {
  const { id, idType, name, maskedId } = party
  const known = isUscc(id) ? catalogue.kindOf(id) : null
  return {
    id,
    kind: partyKind === 'NAT' ? 'NAT' : (known?.kind ?? 'ENT'),
    sub_kind: known?.subKind ?? null,
    id_type: idType,
    masked_id: maskedId,
    facts_rank: 1,
    name,
    name_rank: name === null ? 0 : 1,
    division: divisionInId(id),
    at: recordedAt,
    version,
  }
}
