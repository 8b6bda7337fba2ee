import { createRandom, type Random } from './random.ts'
import type { Licence, Penalty } from './document-facts.ts'
import { cityOf } from './fact-context.ts'
import type { IndicatorFact } from './indicator-facts.ts'
import type { Facts } from './facts.ts'
import type { ListFact } from './list-facts.ts'
import type { RelationFact } from './relation-facts.ts'
import type { Reference } from './reference.ts'
import type { Organisation, Person, Subject } from './world.ts'
import type { Dataset, Fields } from './anhui-datasets.ts'
import { nothing, writeAmount, writeDay, writeEnd, writeId, writeShare } from './anhui-forms.ts'
import { REASON_NAMES } from './shanghai-rows.ts'
import { licenceName, penaltyName } from './zhejiang-rows.ts'

/** A record and the file it belongs in: dataset and the function of the unit that drops it. */
export interface DropRow {
  readonly dataset: Dataset
  readonly unit: string
  readonly fields: Fields
}

/** Writes facts as Anhui's records. */
export interface AnhuiWriter {
  rows(facts: Facts): DropRow[]
  legal(organisation: Organisation, random: Random): DropRow
  person(person: Person, random: Random): DropRow
  licence(subject: Subject, licence: Licence, random: Random): DropRow
  penalty(subject: Subject, penalty: Penalty, random: Random): DropRow
  list(subject: Subject, entry: ListFact, random: Random): DropRow
  relation(organisation: Organisation, relation: RelationFact, random: Random): DropRow
  item(subject: Subject, item: IndicatorFact, random: Random): DropRow
}

const DIMENSIONS = { TZ: '投资人', FD: '法定代表人', GG: '高管', GY: '供应链' } as const
const DATASETS = { B: 'HMD', R: 'HONGMD', W: 'GZMD' } as const
const TYPES = { B: '黑名单', R: '红名单', W: '关注名单' } as const
const CATEGORIES = { ENT: '企业', SOC: '社会组织', INS: '事业单位', GOV: '机关' } as const
const REGISTRARS = { ENT: 'MKT', SOC: 'CIVIL', INS: 'BZB', GOV: 'BZB' } as const

const personId = (person: Person, random: Random): string => writeId(person.oldId ?? person.id, random)

/** Makes the writer of Anhui's records. */
export function createAnhuiWriter({ seed, reference, retiredNames }: { seed: number; reference: Reference; retiredNames: readonly string[] }): AnhuiWriter {
  const mark = (random: Random): string => (random.chance(0.6) ? '' : '新增')
  const idOf = (s: Subject, random: Random): Fields => {
    if (s.kind === 'NAT') return { 证件号码: personId(s, random), 统一社会信用代码: nothing(random) }
    return s.known === 'uscc'
      ? { 统一社会信用代码: writeId(s.uscc, random) }
      : { 统一社会信用代码: nothing(random), 组织机构代码: `${s.orgCode.slice(0, 8)}-${s.orgCode[8]}` }
  }
  const counterparty = (s: Subject): string => (s.kind === 'NAT' ? '自然人' : s.uscc.startsWith('92') ? '个体工商户' : '法人及非法人组织')
  const unitOf = (unitName: string, fallback: string): string =>
    unitName.includes('税务') ? 'TAX' : unitName.includes('生态环境') || unitName.includes('环境保护') ? 'ECO' : fallback
  const hukou = (p: Person, random: Random): string =>
    p.hukou.name === null ? nothing(random) : random.chance(0.02) && p.hukou.division?.startsWith('34') ? random.pick(retiredNames) : p.hukou.name

  const legal: AnhuiWriter['legal'] = (o, random) => ({
    dataset: 'JBXX',
    unit: REGISTRARS[o.kind],
    fields: {
      主体名称: o.name,
      主体类别: o.uscc.startsWith('92') ? '个体工商户' : CATEGORIES[o.kind],
      ...idOf(o, random),
      ...(o.known === 'uscc' && random.chance(0.7) ? { 组织机构代码: random.chance(0.6) ? `${o.orgCode.slice(0, 8)}-${o.orgCode[8]}` : o.orgCode } : {}),
      法定代表人: o.representative.name,
      法定代表人证件号码: personId(o.representative, random),
      '注册资本（万元）':
        o.kind === 'ENT' ? (random.chance(0.04) ? nothing(random) : random.pick(['3', '10.5', '50', '100', '1,000', '５００'])) : nothing(random),
      成立日期: writeDay(random.chance(0.03) ? null : o.established, random),
      登记状态: random.pick(['存续', '存续', '存续', '存续', '存续', '吊销', '注销', '迁出']),
      登记机关: `${o.county.fullName}市场监督管理局`,
      住所: random.chance(0.02) ? `${o.address}\r\n（注册地址）` : random.chance(0.02) ? `${o.address},2幢"B"座` : o.address,
      操作标志: mark(random),
    },
  })
  const person: AnhuiWriter['person'] = (p, random) => ({
    dataset: 'ZRR',
    unit: 'HUKOU',
    fields: { 姓名: p.name, 证件号码: personId(p, random), 户籍地: hukou(p, random), 操作标志: mark(random) },
  })
  const licence: AnhuiWriter['licence'] = (s, l, random) => ({
    dataset: 'XZXK',
    unit: unitOf(l.unit, 'MKT'),
    fields: {
      行政相对人名称: s.name,
      行政相对人类别: counterparty(s),
      ...idOf(s, random),
      行政许可决定文书号: l.docNo,
      许可类别: licenceName(l.kind),
      许可证书名称: l.title,
      许可编号: l.number,
      许可内容: l.content,
      许可决定日期: writeDay(l.decision, random),
      有效期自: writeDay(l.from, random),
      有效期至: writeEnd(l.to, random),
      许可机关: l.authority,
      数据来源单位: l.unit,
      操作标志: l.status === 'REVOKED' ? '删除' : mark(random),
    },
  })
  const penalty: AnhuiWriter['penalty'] = (s, f, random) => ({
    dataset: 'XZCF',
    unit: unitOf(f.unit, 'MKT'),
    fields: {
      行政相对人名称: s.name,
      行政相对人类别: counterparty(s),
      ...idOf(s, random),
      处罚决定书文号: f.docNo,
      违法行为类型: f.violation,
      处罚类别: f.kinds.map(penaltyName).join('；'),
      处罚内容: f.content,
      违法事实: random.chance(0.02) ? `${f.facts}\r\n详见“处罚决定书”` : f.facts,
      处罚依据: f.basis,
      '罚款金额（元）': writeAmount(f.fine, random),
      处罚决定日期: writeDay(f.decision, random),
      公示截止期: writeDay(f.publicUntil, random),
      处罚机关: f.authority,
      数据来源单位: f.unit,
      操作标志: f.status === 'REVOKED' ? '删除' : mark(random),
    },
  })
  const list: AnhuiWriter['list'] = (s, e, random) => ({
    dataset: DATASETS[e.domain.polarity],
    unit: e.domain.fn,
    fields: {
      名单类型: TYPES[e.domain.polarity],
      领域: e.domain.name,
      主体名称: s.name,
      ...idOf(s, random),
      认定单位: e.finder ?? reference.unitOfDomain(e.domain.code, 'ah', cityOf({ p: 'ah', subject: s, reference })).name,
      认定依据: e.basis,
      认定日期: writeDay(e.from, random),
      有效期至: writeEnd(e.to, random),
      移出日期: writeDay(e.removedOn, random),
      移出原因: e.reason === null ? nothing(random) : random.chance(0.4) ? e.reason : REASON_NAMES[e.reason],
      操作标志: e.state === 'deleted' ? '删除' : mark(random),
    },
  })
  const relation: AnhuiWriter['relation'] = (o, r, random) => ({
    dataset: 'GLGX',
    unit: r.dimension === 'GY' ? 'TAX' : 'MKT',
    fields: {
      主体代码: writeId(o.uscc, random),
      关联类型: DIMENSIONS[r.dimension],
      关联方类型: r.party.kind === 'NAT' ? '自然人' : '法人及非法人组织',
      关联方标识: r.party.kind === 'NAT' ? personId(r.party, random) : writeId(r.party.uscc, random),
      关联方名称: r.party.name,
      户籍地: r.party.kind === 'NAT' ? hukou(r.party, random) : '',
      持股比例: writeShare(r.share, random),
      起始日期: writeDay(r.from, random),
      终止日期: r.from === null ? nothing(random) : r.to === null ? random.pick(['', '长期']) : writeDay(r.to, random),
      操作标志: mark(random),
    },
  })
  const item: AnhuiWriter['item'] = (s, i, random) => ({
    dataset: 'ZBX',
    unit: i.indicator.fn,
    fields: {
      主体名称: s.name,
      ...idOf(s, random),
      指标项: i.indicator.name,
      值: i.value,
      编号: i.businessNo ?? nothing(random),
      发生日期: writeDay(i.arose, random),
      截止日期: writeDay(i.until, random),
      数据来源单位: i.unit,
      操作标志: mark(random),
    },
  })

  const rows: AnhuiWriter['rows'] = facts => {
    const { subject: s } = facts
    const random = createRandom(seed, 'ah', s.index)
    const found: DropRow[] = []
    if (facts.home) found.push(s.kind === 'NAT' ? person(s, random) : legal(s, random))
    for (const fact of facts.licences) found.push(licence(s, fact, random))
    for (const fact of facts.penalties) found.push(penalty(s, fact, random))
    if (s.kind !== 'NAT' && s.known !== 'uscc') return found
    for (const fact of facts.lists) found.push(list(s, fact, random))
    for (const fact of facts.indicators) found.push(item(s, fact, random))
    if (s.kind !== 'NAT') for (const fact of facts.relations) found.push(relation(s, fact, random))
    return found
  }
  return { rows, legal, person, licence, penalty, list, relation, item }
}
