import { dayNumber } from '@delta/model'
import { createRandom, type Random } from './random.ts'
import { compact, shanghaiTime } from './days.ts'
import type { Penalty, Licence, DocumentStatus } from './document-facts.ts'
import type { IndicatorFact } from './indicator-facts.ts'
import type { ListFact } from './list-facts.ts'
import type { RelationFact } from './relation-facts.ts'
import type { Facts } from './facts.ts'
import type { Organisation, Person, Subject } from './world.ts'
import type { Row, Table } from './table.ts'
import { SHANGHAI } from './shanghai-tables.ts'

/** A row and the table it belongs to. */
export type TableRow = readonly [Table, Row]

/** Writes facts as Shanghai's rows. */
export interface ShanghaiWriter {
  rows(facts: Facts): TableRow[]
  legal(organisation: Organisation, random: Random): Row
  person(person: Person, random: Random): Row
  licence(subject: Subject, licence: Licence, nth: number, random: Random): Row
  penalty(subject: Subject, penalty: Penalty, nth: number, random: Random): Row
  list(subject: Subject, entry: ListFact, nth: number, random: Random): Row
  relation(organisation: Organisation, relation: RelationFact, nth: number, random: Random): Row
  item(subject: Subject, item: IndicatorFact, nth: number, random: Random): Row
}

const hex = (n: number, width: number): string => n.toString(16).padStart(width, '0')

/** The row id of the nth row of a subject in a table. */
export const rowId = (table: number, index: number, nth: number): string => `${hex(table, 4)}${hex(index, 12)}${hex(nth, 4)}`.padEnd(32, 'a')

/** Shanghai's code of a status: the old list 0 正常 1 撤销 2 异议 3 其他. */
const ZT: Readonly<Record<DocumentStatus, string>> = { VALID: '0', REVOKED: '1', OBJECTION: '2', OTHER: '3' }
const MDLX = { R: '1', B: '2', W: '3' } as const
const KIND_CODES: Readonly<Record<string, string>> = { 11: '03', 12: '04', 51: '05', 52: '06', 53: '07', 31: '06', 92: '02' }

const day = (value: string | null, none: string): string => (value === null ? none : compact(value))
const money = (fen: number | null): string | null => (fen === null ? null : (fen / 100).toFixed(2))

/** The columns that name a subject: padded by char(20), sometimes lower case; a person has an empty tyshxydm. */
function partyOf(subject: Subject, random: Random): Row {
  if (subject.kind === 'NAT') {
    const id = subject.oldId ?? subject.id
    return { tyshxydm: '', zjlx: '10', zjhm: random.chance(0.02) ? id.toLowerCase() : id }
  }
  return { tyshxydm: random.chance(0.03) ? subject.uscc.toLowerCase() : subject.uscc, zjlx: null, zjhm: null }
}

const counterpartyOf = (subject: Subject): string => (subject.kind === 'NAT' ? '02' : subject.uscc.startsWith('92') ? '03' : '01')

/** Makes the writer of Shanghai's rows; change times lie before `today`, a third of them in nightly batches that tie. */
export function createShanghaiWriter({ seed, today }: { seed: number; today: string }): ShanghaiWriter {
  const tail = (random: Random, since: string | null = null): Row => {
    const days = since === null ? 400 : Math.min(400, Math.max(2, dayNumber(today) - dayNumber(since)))
    return {
      gxsj: random.chance(0.33) ? shanghaiTime(today, -86_400 * random.between(1, days) + 7_200) : shanghaiTime(today, -random.between(1, days * 1_440) * 60),
      yxbz: 'Y',
    }
  }
  const none = (random: Random): string => (random.chance(0.3) ? '00000000' : random.chance(0.5) ? '' : '        ')

  const legal: ShanghaiWriter['legal'] = (o, random) => ({
    zj: rowId(1, o.index, 0),
    tyshxydm: o.known === 'uscc' ? (random.chance(0.03) ? o.uscc.toLowerCase() : o.uscc) : null,
    zzjgdm: o.known !== 'uscc' || random.chance(0.8) ? (random.chance(0.6) ? `${o.orgCode.slice(0, 8)}-${o.orgCode[8]}` : o.orgCode) : null,
    frmc: o.name,
    frlx: KIND_CODES[o.uscc.slice(0, 2)] ?? '01',
    fddbr: o.representative.name,
    fddbrzjlx: '10',
    fddbrzjhm: o.representative.oldId ?? o.representative.id,
    zczb:
      o.kind === 'ENT'
        ? random.chance(0.03)
          ? null
          : `${random.pick([3, 10, 50, 100, 500, 1_000, 5_000])}.${random.chance(0.1) ? '123456' : '000000'}`
        : null,
    zczbbz: random.chance(0.04) ? '840' : '156',
    clrq: random.chance(0.03) ? none(random) : compact(o.established),
    djzt: random.weighted([
      ['1', 85],
      ['2', 4],
      ['3', 8],
      ['4', 3],
    ] as const),
    djjg: `${o.county.fullName}市场监督管理局`,
    xzqh: o.county.code,
    zs: o.address,
    ...tail(random),
  })
  const person: ShanghaiWriter['person'] = (p, random) => ({
    zj: rowId(2, p.index, 0),
    xm: p.name,
    zjlx: '10',
    zjhm: p.oldId ?? (random.chance(0.02) ? p.id.toLowerCase() : p.id),
    hjqh: p.hukou.division,
    ...tail(random),
  })
  const licence: ShanghaiWriter['licence'] = (subject, l, nth, random) => ({
    zj: rowId(3, subject.index, nth),
    xk_xdr_mc: subject.name,
    xk_xdr_lb: counterpartyOf(subject),
    ...partyOf(subject, random),
    xkws: `${l.title}准予决定书`,
    wsh: l.docNo,
    xklb: l.kind,
    xkzs: l.title,
    xkbh: l.number,
    xknr: l.content,
    jdrq: compact(l.decision),
    yxqz: compact(l.from),
    yxqzi: day(l.to, random.chance(0.5) ? '99991231' : '20991231'),
    xkjg: l.authority,
    xkjgdm: null,
    zt: ZT[l.status],
    lydw: l.unit,
    ...tail(random, l.decision),
  })
  const penalty: ShanghaiWriter['penalty'] = (subject, f, nth, random) => ({
    zj: rowId(4, subject.index, nth),
    cf_xdr_mc: subject.name,
    cf_xdr_lb: counterpartyOf(subject),
    ...partyOf(subject, random),
    wsh: f.docNo,
    wfxwlx: f.violation,
    wfss: f.facts,
    cfyj: f.basis,
    cflb: f.kinds.join(','),
    cfnr: f.content,
    fkje: money(f.fine),
    msje: money(f.confiscated),
    zkdx: f.kinds.includes('05') ? '许可证' : null,
    jdrq: compact(f.decision),
    yxq: none(random),
    gsjzq: compact(f.publicUntil),
    cfjg: f.authority,
    cfjgdm: null,
    zt: ZT[f.status],
    lydw: f.unit,
    ...tail(random, f.decision),
  })
  const list: ShanghaiWriter['list'] = (subject, e, nth, random) => ({
    zj: rowId(5, subject.index, nth),
    mdlx: MDLX[e.domain.polarity],
    lydm: `SH-LY-${e.domain.number}`,
    ...partyOf(subject, random),
    mc: subject.name,
    rdjg: e.finder,
    rdrq: compact(e.from),
    yxqz: compact(e.from),
    yxqzi: day(e.to, '99991231'),
    ycrq: day(e.removedOn, none(random)),
    ycyy: e.reason === null ? null : random.chance(0.5) ? e.reason : REASON_NAMES[e.reason],
    ...tail(random, e.from),
    ...(e.state === 'deleted' ? { yxbz: 'N' } : {}),
  })
  const relation: ShanghaiWriter['relation'] = (o, r, nth, random) => ({
    zj: rowId(6, o.index, nth),
    gxlx: r.dimension,
    z_tyshxydm: random.chance(0.03) ? o.uscc.toLowerCase() : o.uscc,
    c_mc: r.party.name,
    ...(r.party.kind === 'NAT'
      ? { c_lx: '1', c_zjlx: '10', c_bs: r.party.oldId ?? r.party.id, c_hjqh: r.party.hukou.division }
      : { c_lx: '2', c_bs: r.party.uscc }),
    cgbl: r.share === null ? null : (r.share / 100).toFixed(4),
    qsrq: day(r.from, none(random)),
    jzrq: r.from === null ? none(random) : day(r.to, '99991231'),
    ...tail(random),
  })
  const item: ShanghaiWriter['item'] = (subject, i, nth, random) => ({
    zj: rowId(7, subject.index, nth),
    ...partyOf(subject, random),
    zbxdm: i.indicator.code.replaceAll('-', '').toLowerCase(),
    zbxz: i.value,
    bh: i.businessNo,
    fsrq: day(i.arose, none(random)),
    jzrq: day(i.until, none(random)),
    lydw: i.unit,
    ...tail(random, i.arose),
  })

  const rows: ShanghaiWriter['rows'] = facts => {
    const { subject } = facts
    const random = createRandom(seed, 'sh', subject.index)
    const found: TableRow[] = []
    if (facts.home) found.push(subject.kind === 'NAT' ? [SHANGHAI.person, person(subject, random)] : [SHANGHAI.legal, legal(subject, random)])
    if (subject.kind !== 'NAT' && subject.known !== 'uscc') return found
    facts.licences.forEach((fact, n) => found.push([SHANGHAI.licence, licence(subject, fact, n, random)]))
    facts.penalties.forEach((fact, n) => found.push([SHANGHAI.penalty, penalty(subject, fact, n, random)]))
    facts.lists.forEach((fact, n) => found.push([SHANGHAI.list, list(subject, fact, n, random)]))
    facts.indicators.forEach((fact, n) => found.push([SHANGHAI.item, item(subject, fact, n, random)]))
    if (subject.kind !== 'NAT') facts.relations.forEach((fact, n) => found.push([SHANGHAI.relation, relation(subject, fact, n, random)]))
    return found
  }
  return { rows, legal, person, licence, penalty, list, relation, item }
}

/** Names of code list removal_reason, before the arrow. */
export const REASON_NAMES = { 1: '信用修复', 2: '期满', 3: '认定撤销', 4: '其他' } as const
