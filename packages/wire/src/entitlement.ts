import {
  type ArchiveItem,
  type Catalogue,
  type Day,
  divisionOfUscc,
  isProvince,
  type ListEntry,
  type Province,
  provinceCodeOf,
  type Receipt,
  type Rejection,
  type Relationship,
  type RepairNotice,
  shanghaiDay,
} from '@delta/model'
import type { Refusal } from './refusal.ts'

/** A record by the stem of its schema's file. */
export interface RecordOf {
  'archive-item': ArchiveItem
  relationship: Relationship
  'list-entry': ListEntry
  rejection: Rejection
  receipt: Receipt
  'repair-notice': RepairNotice
}

type PathTable = Parameters<Catalogue['unitsAt']>[0]

/** The kinds of records that are projected. */
export type RecordKind = keyof RecordOf

const refuse = (reason: Refusal['reason'], detail: string): Refusal => ({ reason, detail })

/** Asks whether a record's unit may state it, and whether its drill ends where the catalogue says. The catalogue's answers are remembered. */
export function createEntitlement(catalogue: Catalogue): <K extends RecordKind>(kind: K, record: RecordOf[K]) => Refusal | null {
  const yields = new Map<string, ReadonlySet<string>>()
  /** The units that a path ends at in a province on a day: a record does not carry the city that decides between them. */
  const unitsOf = (table: PathTable, key: string, province: Province, day: Day): ReadonlySet<string> => {
    const path = `${table} ${key} ${province} ${day}`
    const known = yields.get(path)
    if (known) return known
    const named = [null, ...catalogue.citiesAt(table, key, province)].flatMap(city => catalogue.unitsAt(table, key, province, city))
    const units = new Set(named.map(unit => catalogue.heirOn(unit, day)).filter(unit => unit !== null))
    if (yields.size > 20_000) yields.clear()
    yields.set(path, units)
    return units
  }
  const unitsOfFunction = (fn: string, province: Province, day: Day): ReadonlySet<string> => unitsOf('competence', fn, province, day)

  const heirOfName = (name: string, province: Province, on: Day, day: Day): string | null => {
    const named = catalogue.resolveUnitName(name, province, on)?.unit
    return named === undefined ? null : catalogue.heirOn(named, day)
  }

  const item = (record: ArchiveItem, day: Day): Refusal | null => {
    const { indicator, province, unit, unitBasis } = record
    const known = catalogue.indicator(indicator)
    if (known?.kind !== record.subject.kind) return refuse('CODE_UNKNOWN', 'indicator')
    const document = record.licence ?? record.penalty
    const authority = document?.authority ?? null
    const ends = {
      CATALOGUE: () => document === null && unitsOf('indicator-unit', indicator, province, day).has(unit),
      AUTHORITY: () =>
        authority !== null &&
        (heirOfName(authority, province, document!.decisionDate, day) === unit ||
          unitsOfFunction(catalogue.functionOfAuthority(authority) ?? '', province, day).has(unit)),
      CUSTODIAN: () => document !== null && unitsOfFunction('FGW', province, day).has(unit),
      FINDER: () => false,
    }
    return ends[unitBasis]() ? null : refuse('UNIT_NOT_YIELDED', unitBasis)
  }

  const entry = ({ domain, polarity, province, unit, unitBasis }: ListEntry, day: Day): Refusal | null => {
    const known = catalogue.domain(domain)
    if (known?.polarity !== polarity) return refuse('CODE_UNKNOWN', 'domain')
    const ends = {
      CATALOGUE: () => unitsOf('domain-unit', domain, province, day).has(unit),
      FINDER: () =>
        (catalogue.unit(unit)?.provinces.includes(province) ?? false) &&
        (catalogue.unit(unit)?.function === known.function || unitsOfFunction(known.function, province, day).has(unit)),
      AUTHORITY: () => false,
      CUSTODIAN: () => false,
    }
    return ends[unitBasis]() ? null : refuse('UNIT_NOT_YIELDED', unitBasis)
  }

  const relation = (record: Relationship, day: Day): Refusal | null => {
    const { dimension, partyKind, party, placement, partyProvince, hukouProvince, unit } = record
    const fn = catalogue.functionOfParty(dimension, partyKind)
    if (fn === null) return refuse('CODE_UNKNOWN', 'dimension')
    if ((partyKind === 'NAT') !== party.id.startsWith('NP:')) return refuse('PLACEMENT', 'partyKind')
    const named = partyKind === 'NAT' ? hukouProvince : /^[0-9A-Z]{18}$/.test(party.id) ? provinceCodeOf(divisionOfUscc(party.id)) : undefined
    if (named !== undefined && placement !== (named === null ? 'UNKNOWN' : isProvince(named) ? 'IN_REGION' : 'OUTSIDE_REGION'))
      return refuse('PLACEMENT', 'placement')
    if (placement !== 'IN_REGION') return partyProvince === null && unit === null ? null : refuse('PLACEMENT', 'unit')
    if (partyProvince === null || unit === null || (named !== undefined && named !== partyProvince)) return refuse('PLACEMENT', 'partyProvince')
    return unitsOfFunction(fn, partyProvince, day).has(unit) ? null : refuse('UNIT_NOT_YIELDED', 'PARTY')
  }

  /** Whether the actor may decide on the item itself shows when both are known (`judge-repairs`). */
  const notice = ({ actor, reportedBy, province, at, recordedAt }: RepairNotice, day: Day): Refusal | null => {
    if (Date.parse(at) > Date.parse(recordedAt)) return refuse('SCHEMA', '/at later')
    if (actor === null) return null
    return actor === reportedBy && catalogue.unitServes(actor, province, day) ? null : refuse('UNIT_NOT_ENTITLED', 'actor')
  }

  /** Whether a participant may be answered for in the name of a province: what was delivered only by the province itself; what is no longer shared and used also by its cities, and for the nation by the province that is answered. A notice has one version. */
  const receipt = ({ participant, province, about, answers }: Receipt): Refusal | null => {
    const own = participant === province
    const others = participant === 'national' ? about.province === province : catalogue.city(participant)?.province === province
    if (!own && (answers === 'DELIVERED' || !others)) return refuse('PARTICIPANT', 'participant')
    if (answers === 'STOPPED' && about.record !== 'repair-notice') return refuse('ABOUT', 'about.record')
    return about.record === 'repair-notice' && about.version !== 1 ? refuse('ABOUT', 'about.version') : null
  }

  const ends = {
    'archive-item': item,
    'list-entry': entry,
    relationship: relation,
    rejection: () => null,
    receipt,
    'repair-notice': notice,
  } as { [K in RecordKind]: (record: RecordOf[K], day: Day) => Refusal | null }

  return (kind, record) => {
    const day = shanghaiDay(record.recordedAt)
    if (record.reportedBy !== null && !catalogue.unitServes(record.reportedBy, record.province, day)) return refuse('UNIT_NOT_ENTITLED', 'reportedBy')
    return ends[kind](record, day)
  }
}
