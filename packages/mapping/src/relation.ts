import { divisionOfUscc, isProvince } from '@delta/model'
import type { Day, Relationship, SubjectKind } from '@delta/model'
import { plainForm } from './blank.ts'
import { coded } from './code-table.ts'
import { conclude } from './conclude.ts'
import { identifierKey } from './identified.ts'
import type { FoundIdentifier, Identified, IdentifierRule } from './identified.ts'
import { rowOp } from './operation.ts'
import type { RowOp } from './operation.ts'
import { checkPeriod } from './period.ts'
import type { Place } from './place.ts'
import type { Reading } from './reading.ts'
import { columnsOf, required } from './rule.ts'
import type { Rule } from './rule.ts'
import type { Statement } from './statement.ts'
import type { SubjectRule } from './subject.ts'

type Dimension = Relationship['dimension']
type PartyKind = Relationship['partyKind']

/** How a row tells a credit relationship (信用关系) of its subject with a party. */
export interface RelationDeclaration {
  readonly subject: SubjectRule
  readonly op?: Rule<RowOp>
  readonly dimension: { readonly column: string; readonly codes: Readonly<Record<string, Dimension>> }
  readonly partyKind: { readonly column: string; readonly codes: Readonly<Record<string, PartyKind>> }
  /** The party's identifier, read by the rule of its kind. */
  readonly party: { readonly person: IdentifierRule; readonly organisation: IdentifierRule }
  readonly partyName: Rule<string>
  /** Where a person is registered (户籍地): never taken from the person's number. */
  readonly hukou: Rule<Place>
  readonly share?: Rule<string>
  readonly validFrom: Rule<Day>
  readonly validTo: Rule<Day>
}

/** The unit of a subject's registrar states its relationships. */
const REGISTRARS: Readonly<Record<SubjectKind, string>> = { ENT: 'MKT', SOC: 'CIVIL', INS: 'BZB', GOV: 'BZB', NAT: 'HUKOU' }

/** A relationship, keyed by subject, dimension and party. It ends at the unit of the party's decisive indicator, wherever it was reported. */
export const relation = (declaration: RelationDeclaration): Statement => {
  const { party, partyName, hukou, share, validFrom, validTo } = declaration
  const dimension = required(coded(declaration.dimension.column, declaration.dimension.codes))
  const partyKind = required(coded(declaration.partyKind.column, declaration.partyKind.codes))
  return {
    columns: [
      ...declaration.subject.columns,
      ...columnsOf(declaration.op, dimension, partyKind, partyName, hukou, share, validFrom, validTo),
      ...party.person.columns,
      ...party.organisation.columns,
    ],
    identifiers: [...declaration.subject.ids, party.person, party.organisation],
    state: reading => {
      const subject = declaration.subject.read(reading)
      const kind = partyKind.read(reading)
      const found = findParty(reading, declaration, kind)
      const from = validFrom.read(reading)
      const to = validTo.read(reading)
      checkPeriod(reading, from, to, validTo)
      const which = dimension.read(reading)
      if (which !== null && kind !== null && reading.catalogue.functionOfParty(which, kind) === null)
        reading.fail('code', 'E_CODE_UNKNOWN', partyKind.columns[0])
      const place = kind === 'NAT' ? hukou.read(reading) : null
      const part = share?.read(reading) ?? null
      const op = rowOp(reading, declaration.op)
      const reportedBy = reading.catalogue.unitOfFunction(REGISTRARS[subject.kind ?? 'ENT'], reading.province, subject.city, reading.parts.today)
      const dimensionKey = reading.text(dimension.columns[0])
      const key = ['relation', subject.key, dimensionKey === null ? reading.ownKey(dimension.columns[0]) : plainForm(dimensionKey), found.key] as const
      return [
        conclude<'RELATIONSHIP'>(reading, { product: 'RELATIONSHIP', key, kind: subject.kind, reportedBy }, () => {
          const who = found.identified
          return subject.subject === null || which === null || kind === null || who === null
            ? null
            : {
                op,
                subject: subject.subject,
                dimension: which,
                partyKind: kind,
                party: { id: who.id, idType: who.idType, name: partyName.read(reading), maskedId: who.maskedId },
                share: part,
                validFrom: from,
                validTo: to,
                ...endOf(reading, which, kind, who, place),
              }
        }),
      ]
    },
  }
}

/** The party by the rule of its kind; where the kind is not known, only its key. */
function findParty(reading: Reading, { party }: RelationDeclaration, kind: PartyKind | null): Pick<FoundIdentifier, 'key' | 'identified'> {
  const rule = kind === 'NAT' ? party.person : party.organisation
  const [column] = rule.columns
  const text = reading.text(column)
  if (text === null) return { key: reading.ownKey(column), identified: reading.fail('identifier', 'E_REQUIRED', column) }
  return (kind === null ? null : rule.find(reading)) ?? { key: identifierKey(text), identified: null }
}

type End = Pick<Relationship, 'unit' | 'placement' | 'partyProvince' | 'hukouProvince'>

/** Where the drill ends: a person by 户籍地, an organisation by its registrar's province (positions 3–4). Outside the region and unknown have no unit, and are counted. */
function endOf(reading: Reading, dimension: Dimension, kind: PartyKind, party: Identified, hukou: Place | null): End {
  const { catalogue, parts } = reading
  const registrar = party.idType === 'USCC' ? catalogue.division(divisionOfUscc(party.id)) : null
  const province = kind === 'NAT' ? (hukou?.province ?? null) : (registrar?.province ?? null)
  const hukouProvince = kind === 'NAT' ? province : null
  if (!isProvince(province)) return { unit: null, placement: province === null ? 'UNKNOWN' : 'OUTSIDE_REGION', partyProvince: null, hukouProvince }
  const city = kind === 'NAT' ? null : (registrar?.city ?? null)
  return { unit: catalogue.unitOfParty(dimension, kind, province, city, parts.today), placement: 'IN_REGION', partyProvince: province, hukouProvince }
}
