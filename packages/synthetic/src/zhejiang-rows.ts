import { dayNumber } from '@delta/model'
import { createRandom, type Random } from './random.ts'
import { shanghaiTime } from './days.ts'
import type { Licence, Penalty } from './document-facts.ts'
import { cityOf } from './fact-context.ts'
import type { IndicatorFact } from './indicator-facts.ts'
import type { Facts } from './facts.ts'
import type { ListFact } from './list-facts.ts'
import type { RelationFact } from './relation-facts.ts'
import type { Reference } from './reference.ts'
import type { Organisation, Subject } from './world.ts'
import type { Row } from './table.ts'
import { REASON_NAMES } from './shanghai-rows.ts'
import { BLOCKS, GENERAL, LETTERS, PERSON_BLOCKS, generalBlock, type Item } from './zhejiang-tables.ts'

/** A cell without its `vid`, which the database or the seeding gives in order of writing. */
export type Cell = Row

/** Cells of one record: (sid, block, row_no) with one version and one time. */
export interface Group {
  readonly sid: number
  readonly block: string
  readonly rowNo: number
  readonly ver: number
  readonly dept: string
  readonly time: string
  readonly separator?: '.'
}

/** Writes facts as Zhejiang's cells. */
export interface ZhejiangWriter {
  rows(facts: Facts): { readonly subject: Row; readonly cells: readonly Cell[] }
  subject(subject: Subject, random: Random): Row
  registration(subject: Subject, random: Random): Cell[]
  licence(subject: Subject, licence: Licence, rowNo: number, random: Random, ver?: number): Cell[]
  penalty(subject: Subject, penalty: Penalty, rowNo: number, random: Random, ver?: number): Cell[]
  list(subject: Subject, entry: ListFact, rowNo: number, random: Random, ver?: number): Cell[]
  relation(organisation: Organisation, relation: RelationFact, rowNo: number, random: Random, ver?: number): Cell[]
  item(subject: Subject, item: IndicatorFact, rowNo: number, random: Random, ver?: number): Cell[]
}

/** The sid of a subject. */
export const sidOf = (subject: Pick<Subject, 'index'>): number => subject.index + 1

/** The cells of a group: values in the order of the block's items; null leaves a cell out; a value of the wrong shape for its column goes to val_s. */
export function cellsOf(group: Group, items: readonly Item[], values: readonly (string | null)[], op: 'U' | 'D' = 'U'): Cell[] {
  return values.flatMap((value, i) => {
    if (value === null) return []
    const { type } = items[i]!
    const fits = type === 'N' ? /^-?\d+(\.\d+)?$/u.test(value) : type === 'D' ? /^\d{4}-\d\d-\d\d$/u.test(value) : true
    const column = !fits || type === 'S' ? 'val_s' : type === 'N' ? 'val_n' : 'val_d'
    const number = group.separator ? `.${i + 1}` : String(i + 1).padStart(3, '0')
    return [
      {
        sid: String(group.sid),
        zbx_code: group.block + number,
        row_no: String(group.rowNo),
        [column]: value,
        src_dept: group.dept,
        src_time: group.time,
        ver: String(group.ver),
        op,
      },
    ]
  })
}

/** The cell that ends a record and opens the next generation: op D on its first item. */
export const endCell = (group: Group, value: string | null = null): Cell => ({
  sid: String(group.sid),
  zbx_code: group.block + (group.separator ? '.1' : '001'),
  row_no: String(group.rowNo),
  val_s: value,
  src_dept: group.dept,
  src_time: group.time,
  ver: String(group.ver),
  op: 'D',
})

const STATUS = { VALID: '有效', REVOKED: '撤销', OBJECTION: '异议', OTHER: '其他' } as const
const PENALTY_NAMES = [
  '警告',
  '通报批评',
  '罚款',
  '没收违法所得、没收非法财物',
  '暂扣许可证件',
  '降低资质等级',
  '吊销许可证件',
  '限制开展生产经营活动',
  '责令停产停业',
  '责令关闭',
  '限制从业',
  '行政拘留',
  '其他',
]
const LICENCE_NAMES = ['普通', '特许', '认可', '核准', '登记', '其他']

/** Names of penalty kinds by code. */
export const penaltyName = (kind: string): string => PENALTY_NAMES[Number(kind) - 1]!
/** Names of licence kinds by code. */
export const licenceName = (kind: string): string => LICENCE_NAMES[Number(kind) - 1]!

/** Makes the writer of Zhejiang's cells; times lie before `today`, more than 72 hours ago. */
export function createZhejiangWriter({ seed, today, reference }: { seed: number; today: string; reference: Reference }): ZhejiangWriter {
  const time = (random: Random, since: string | null = null): string => {
    const days = since === null ? 400 : Math.min(400, Math.max(6, dayNumber(today) - dayNumber(since)))
    return `${shanghaiTime(today, -random.between(5 * 86_400, days * 86_400))}+08:00`
  }
  const deptOf = (subject: Subject, random: Random): string => {
    const city = cityOf({ p: 'zj', subject, reference })
    return reference.unitOfFunction(random.pick(['MKT', 'FGW', 'DATA']), 'zj', city).name
  }
  const group = (subject: Subject, block: string, rowNo: number, random: Random, ver = 1, dept?: string, since?: string | null): Group => ({
    sid: sidOf(subject),
    block,
    rowNo,
    ver,
    dept: dept ?? deptOf(subject, random),
    time: time(random, since),
  })

  const subject: ZhejiangWriter['subject'] = (s, random) => ({
    sid: String(sidOf(s)),
    kind: LETTERS[s.kind],
    name: s.name,
    code: s.kind === 'NAT' ? (random.chance(0.05) ? (s.oldId ?? s.id).toLowerCase() : (s.oldId ?? s.id)) : s.uscc,
    div: s.kind === 'NAT' || random.chance(0.15) ? null : s.home === 'zj' ? s.county.code : null,
  })
  const registration: ZhejiangWriter['registration'] = (s, random) => {
    const block = `${LETTERS[s.kind]}0101`
    if (s.kind === 'NAT')
      return cellsOf(group(s, block, 1, random, 1, reference.unitOfFunction('HUKOU', 'zj', '').name), PERSON_BLOCKS['0101'], [
        s.name,
        s.oldId ?? s.id,
        s.hukou.division,
      ])
    const enterprise = s.kind === 'ENT'
    const dept = reference.unitOfFunction(enterprise ? 'MKT' : s.kind === 'SOC' ? 'CIVIL' : 'BZB', 'zj', s.city).name
    const g = group(s, block, 1, random, 1, dept)
    const cells = cellsOf(g, BLOCKS['0101'], [
      s.name,
      s.uscc,
      s.kind === 'GOV' ? null : s.representative.name,
      enterprise ? String(random.pick([3, 10, 50, 100, 500, 1_000])) : null,
      enterprise ? s.established : null,
      enterprise ? random.pick(['存续', '存续', '存续', '存续', '吊销', '注销', '迁出']) : null,
      enterprise ? s.address : null,
    ])
    if (!enterprise || !random.chance(0.1)) return cells
    const moved = { ...g, ver: 2, time: time(random) }
    return [...cells, ...cellsOf(moved, BLOCKS['0101'], [null, null, null, null, null, null, s.address.replace(/\d+号/u, '188号')])]
  }
  const licence: ZhejiangWriter['licence'] = (s, l, rowNo, random, ver) =>
    cellsOf(group(s, `${LETTERS[s.kind]}0301`, rowNo, random, ver, l.unit, l.decision), BLOCKS['0301'], [
      l.docNo,
      l.title,
      licenceName(l.kind),
      l.content,
      l.decision,
      l.from,
      l.to ?? '2099-12-31',
      l.authority,
      STATUS[l.status],
    ])
  const penalty: ZhejiangWriter['penalty'] = (s, f, rowNo, random, ver) =>
    cellsOf(group(s, `${LETTERS[s.kind]}0302`, rowNo, random, ver, f.unit, f.decision), BLOCKS['0302'], [
      f.docNo,
      f.kinds.map(penaltyName).join('、'),
      f.fine === null ? null : (f.fine / 1_000_000).toFixed(6),
      f.decision,
      f.authority,
      f.violation,
      f.publicUntil,
      STATUS[f.status],
    ])
  const list: ZhejiangWriter['list'] = (s, e, rowNo, random, ver = 1) => {
    const city = cityOf({ p: 'zj', subject: s, reference })
    const finder = e.finder ?? reference.unitOfDomain(e.domain.code, 'zj', city).name
    const g = group(s, `${LETTERS[s.kind]}0601`, rowNo, random, ver, finder, e.from)
    const cells = cellsOf(g, BLOCKS['0601'], [
      e.domain.code,
      finder,
      e.from,
      e.to ?? '9999-12-31',
      e.removedOn,
      e.reason === null ? null : random.chance(0.5) ? e.reason : REASON_NAMES[e.reason],
    ])
    return e.state === 'deleted' ? [...cells, endCell({ ...g, ver: ver + 1 }, e.domain.code)] : cells
  }
  const relation: ZhejiangWriter['relation'] = (o, r, rowNo, random, ver) =>
    cellsOf(group(o, `${LETTERS[o.kind]}0901`, rowNo, random, ver), BLOCKS['0901'], [
      r.dimension,
      r.party.kind === 'NAT' ? '1' : '2',
      r.party.kind === 'NAT' ? (r.party.oldId ?? r.party.id) : r.party.uscc,
      r.party.name,
      r.share === null ? null : (r.share / 100).toFixed(6),
      r.party.kind === 'NAT' ? r.party.hukou.division : null,
      r.from,
      r.from === null ? null : (r.to ?? '2099-12-31'),
    ])
  const item: ZhejiangWriter['item'] = (s, i, rowNo, random, ver) =>
    cellsOf({ ...group(s, generalBlock(i.indicator.code), rowNo, random, ver, i.unit, i.arose), separator: '.' }, GENERAL, [
      i.value,
      i.businessNo,
      i.arose,
      i.until,
    ])

  /** Customs grades and, for persons, judgments have blocks of their own that end in the same lists. */
  const special = (s: Subject, entries: readonly ListFact[], random: Random): { cells: Cell[]; rest: readonly ListFact[] } => {
    const customs = s.kind === 'ENT' ? entries.filter(e => (e.domain.code === 'B10' || e.domain.code === 'R02') && e.state === 'effective') : []
    const cells = customs.flatMap((e, n) =>
      cellsOf(group(s, 'QY0402', n + 1, random, 1, e.finder ?? undefined), BLOCKS['0402'], [e.domain.code === 'B10' ? '失信企业' : '高级认证企业', e.from]),
    )
    if (s.kind === 'NAT' && random.chance(0.03)) {
      const year = Number(today.slice(0, 4)) - random.between(1, 3)
      cells.push(
        ...cellsOf(group(s, 'ZR0301', 1, random, 1, reference.unitOfFunction('COURT', 'zj', '').name), PERSON_BLOCKS['0301'], [
          `（${year}）浙01执${s.index}号`,
          `${year}-0${random.between(1, 9)}-1${random.int(10)}`,
        ]),
      )
    }
    return { cells, rest: entries.filter(e => !customs.includes(e)) }
  }

  const rows: ZhejiangWriter['rows'] = facts => {
    const { subject: s } = facts
    const random = createRandom(seed, 'zj', s.index)
    const { cells, rest } = special(s, facts.lists, random)
    if (facts.home) cells.push(...registration(s, random))
    if (s.kind !== 'NAT') facts.licences.forEach((fact, n) => cells.push(...licence(s, fact, n + 1, random)))
    else
      facts.licences.forEach((fact, n) =>
        cells.push(
          ...item(
            s,
            { indicator: licenceIndicator, value: fact.content, businessNo: fact.docNo, arose: fact.decision, until: fact.to, unit: fact.unit },
            n + 1,
            random,
          ),
        ),
      )
    facts.penalties.forEach((fact, n) => cells.push(...penalty(s, fact, n + 1, random)))
    rest.forEach((fact, n) => cells.push(...list(s, fact, n + 1, random)))
    facts.indicators.forEach((fact, n) => cells.push(...item(s, fact, n + 1, random)))
    if (s.kind !== 'NAT') facts.relations.forEach((fact, n) => cells.push(...relation(s, fact, n + 1, random)))
    return { subject: subject(s, random), cells }
  }
  const licenceIndicator = reference.indicators.find(found => found.code === 'NAT-LAW-006')!
  return { rows, subject, registration, licence, penalty, list, relation, item }
}
