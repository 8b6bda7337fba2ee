import { addDays } from '@delta/model'
import { createRandom, type Random } from './random.ts'
import { compact, epochOf } from './days.ts'
import type { Licence, Penalty } from './document-facts.ts'
import type { IndicatorFact } from './indicator-facts.ts'
import type { Facts } from './facts.ts'
import type { ListFact } from './list-facts.ts'
import type { RelationFact } from './relation-facts.ts'
import type { Reference } from './reference.ts'
import type { Organisation, Person, Subject } from './world.ts'
import type { Row } from './table.ts'
import type { TableRow } from './shanghai-rows.ts'
import { JIANGSU } from './jiangsu-tables.ts'
import { messageRow, type MessageRow, type Resource } from './jiangsu-message.ts'

/** What Jiangsu holds on a subject: table rows and rows of list messages. */
interface JiangsuRows {
  readonly tables: readonly TableRow[]
  readonly messages: readonly { readonly resource: Resource; readonly row: MessageRow }[]
}

/** Writes facts as Jiangsu's rows. */
export interface JiangsuWriter {
  rows(facts: Facts): JiangsuRows
  wide(organisation: Organisation, licences: readonly Licence[], penalties: readonly Penalty[], random: Random): Row
  person(person: Person, random: Random): Row
  relation(organisation: Organisation, relation: RelationFact, nth: number, random: Random): Row
  item(subject: Subject, item: IndicatorFact, nth: number, random: Random): Row
  revoke(organisation: Organisation, kind: '1' | '2', document: { docNo: string; division: string; decision: string }, random: Random): Row
  message(subject: Subject, entry: ListFact, random: Random): { resource: Resource; row: MessageRow }
  /** The local area code of a 户籍 division; one outside Jiangsu has an area code that no table holds. */
  area(division: string | null): string | null
}

const KINDS = { ENT: '1', GOV: '2', INS: '3', SOC: '4' } as const
const KIND_DIGITS = { ENT: 1, NAT: 2, SOC: 3, INS: 4, GOV: 5 } as const
const GROUPS = ['BAS', 'OPS', 'FIN', 'GOV', 'LAW', 'SOC', 'ECO']
const DIMENSIONS = { TZ: '1', FD: '2', GG: '3', GY: '4' } as const
const RESOURCES = { B: 'HMD', R: 'HONGMD', W: 'GZMD' } as const

/** Jiangsu's number of an indicator: kind·10000 + group·100 + number. */
export function itemNumber(code: string): number {
  const [kind, group, number] = code.split('-') as [keyof typeof KIND_DIGITS, string, string]
  return KIND_DIGITS[kind] * 10_000 + (GROUPS.indexOf(group) + 1) * 100 + Number(number)
}

/** The bitmask of penalty kinds: bit 0 is kind `01`. */
export const maskOf = (kinds: readonly string[]): number => kinds.reduce((mask, kind) => mask | (1 << (Number(kind) - 1)), 0)

const dayInt = (value: string | null): string => (value === null ? '0' : compact(value))

/** Columns of up to three blocks of five, the newest document first. */
function slots<D extends { decision: string }>(first: number, documents: readonly D[], cells: (document: D) => readonly string[]): Row {
  const newest = documents.toSorted((a, b) => (a.decision < b.decision ? 1 : -1)).slice(0, 3)
  return Object.fromEntries(newest.flatMap((document, slot) => cells(document).map((cell, i) => [`c${String(first + slot * 5 + i).padStart(3, '0')}`, cell])))
}

/** Columns of the licence blocks. */
export const licenceSlots = (licences: readonly Licence[]): Row =>
  slots(21, licences, l => [l.docNo, String(Number(l.kind)), compact(l.decision), l.to === null ? '99991231' : compact(l.to), l.division])
/** Columns of the penalty blocks. */
export const penaltySlots = (penalties: readonly Penalty[]): Row =>
  slots(41, penalties, f => [f.docNo, String(maskOf(f.kinds)), String(f.fine ?? 0), compact(f.decision), f.division])

/** Makes the writer of Jiangsu's rows; change times lie before `today`. */
export function createJiangsuWriter({ seed, today, reference }: { seed: number; today: string; reference: Reference }): JiangsuWriter {
  const touched = (random: Random): string =>
    String(random.chance(0.3) ? epochOf(today, -86_400 * random.between(1, 400)) : epochOf(today, -random.between(1, 400 * 86_400)) + random.int(1_000))
  const area = (division: string | null): string | null => {
    if (division === null) return null
    const outside = division.startsWith('31') ? '021' : division.startsWith('33') ? '0571' : division.startsWith('34') ? '0551' : '010'
    return reference.localArea(division) ?? outside + division.slice(4)
  }
  const hyphened = (code: string): string => `${code.slice(0, 8)}-${code[8]}`

  const wide: JiangsuWriter['wide'] = (o, licences, penalties, random) => ({
    id: String(o.index + 1),
    c001: o.known === 'uscc' ? (random.chance(0.02) ? o.uscc.toLowerCase() : o.uscc) : null,
    c002: o.name,
    c003: random.chance(0.01) ? '5' : KINDS[o.kind],
    c004: o.known === 'regno' ? null : random.chance(0.8) || o.known === 'orgcode' ? hyphened(o.orgCode) : o.orgCode,
    c005: o.kind === 'ENT' ? o.regNo : null,
    c006: o.representative.name,
    c007: '10',
    c008: o.representative.oldId ?? o.representative.id,
    c009: o.kind !== 'ENT' ? null : random.chance(0.05) ? '0' : String(random.pick([3, 10, 50, 100, 500, 1_000, 5_000]) * 1_000_000),
    c010: random.chance(0.03) ? '0' : compact(o.established),
    c011: random.weighted([
      ['10', 85],
      ['20', 4],
      ['30', 8],
      ['40', 3],
    ] as const),
    c012: area(o.county.code),
    ...licenceSlots(licences),
    ...penaltySlots(penalties),
    c099: touched(random),
    c100: '0',
  })
  const person: JiangsuWriter['person'] = (p, random) => ({
    p001: p.oldId ?? p.id,
    p002: p.name,
    p003: area(p.hukou.division),
    p099: touched(random),
    p100: '0',
  })
  const relation: JiangsuWriter['relation'] = (o, r, nth, random) => ({
    r000: String(o.index * 16 + nth + 1),
    r001: DIMENSIONS[r.dimension],
    r002: o.uscc,
    r003: r.party.kind === 'NAT' ? '1' : '2',
    r004: r.party.kind === 'NAT' ? (r.party.oldId ?? r.party.id) : r.party.uscc,
    r005: r.share === null ? null : String(r.share),
    r006: dayInt(r.from),
    r007: r.from !== null && r.to === null && random.chance(0.5) ? '99991231' : dayInt(r.to),
    r008: r.party.name,
    r009: r.party.kind === 'NAT' ? area(r.party.hukou.division) : area(r.party.county.code),
    r099: touched(random),
    r100: '0',
  })
  const item: JiangsuWriter['item'] = (subject, i, nth, random) => ({
    it_id: String(subject.index * 16 + nth + 1),
    ...(subject.kind === 'NAT' ? { p001: subject.oldId ?? subject.id } : { c001: subject.uscc }),
    i001: String(itemNumber(i.indicator.code)),
    i002: i.value,
    i003: i.businessNo,
    i004: dayInt(i.arose),
    i005: dayInt(i.until),
    i006: i.unit,
    c099: touched(random),
    c100: '0',
  })
  const revoke: JiangsuWriter['revoke'] = (o, kind, d, random) => ({
    c001: o.known === 'uscc' ? o.uscc : null,
    kind,
    doc_no: d.docNo,
    division: d.division,
    revoke_date: compact(addDays(d.decision, random.between(1, 4))),
    reason: String(random.between(1, 3)),
    c099: touched(random),
  })
  const message: JiangsuWriter['message'] = (subject, entry, random) => ({
    resource: RESOURCES[entry.domain.polarity],
    row: messageRow(subject, entry, random),
  })

  const rows: JiangsuWriter['rows'] = facts => {
    const { subject } = facts
    const random = createRandom(seed, 'js', subject.index)
    const tables: TableRow[] = []
    const own = facts.home && subject.kind !== 'NAT'
    if (facts.home)
      tables.push(subject.kind === 'NAT' ? [JIANGSU.person, person(subject, random)] : [JIANGSU.wide, wide(subject, facts.licences, facts.penalties, random)])
    if (own) {
      for (const fact of facts.licences) if (fact.status === 'REVOKED') tables.push([JIANGSU.revoke, revoke(subject, '1', fact, random)])
      for (const fact of facts.penalties) if (fact.status === 'REVOKED') tables.push([JIANGSU.revoke, revoke(subject, '2', fact, random)])
    }
    if (subject.kind !== 'NAT' && subject.known !== 'uscc') return { tables, messages: [] }
    facts.indicators.forEach((fact, n) => tables.push([JIANGSU.item, item(subject, fact, n, random)]))
    if (subject.kind !== 'NAT') facts.relations.forEach((fact, n) => tables.push([JIANGSU.relation, relation(subject, fact, n, random)]))
    if (facts.home && subject.kind === 'NAT') tables.push(...documentItems(facts, random))
    return { tables, messages: facts.lists.map(entry => message(subject, entry, random)) }
  }

  /** Licences and penalties of persons have no slot in the wide table: they come as general items. */
  const documentItems = (facts: Facts, random: Random): TableRow[] => {
    const made = (code: string, documents: readonly { docNo: string; decision: string; content: string; unit: string }[], first: number): TableRow[] => {
      const indicator = reference.indicators.find(found => found.code === code)!
      return documents.map((d, n) => [
        JIANGSU.item,
        item(facts.subject, { indicator, value: d.content, businessNo: d.docNo, arose: d.decision, until: null, unit: d.unit }, first + n, random),
      ])
    }
    return [...made('NAT-LAW-006', facts.licences, 8), ...made('NAT-LAW-002', facts.penalties, 12)]
  }
  return { rows, wide, person, relation, item, revoke, message, area }
}
