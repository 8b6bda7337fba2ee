import {
  cells,
  day,
  declareProvince,
  divisionCode,
  divisionOf,
  domainCode,
  domainWord,
  fixedDomain,
  generalIndicator,
  identifierOf,
  inWanYuan,
  indicatorBlock,
  kindOfBlock,
  lastDay,
  licence,
  listEntry,
  names,
  organisation,
  pastDay,
  penalty,
  percent,
  registration,
  registrationStatus,
  relation,
  removalReason,
  residentId,
  statusWord,
  subject,
  text,
  unitName,
  uscc,
  wanYuan,
} from '@delta/mapping'
import { CUSTOMS_GRADES, DIMENSIONS, KINDS, ORGANISATIONS, PARTY_KINDS, STATUS } from './codes.ts'

const written = ['ISO', 'COMPACT', 'SLASH', 'CHINESE', 'FULLWIDTH'] as const
const about = { kind: kindOfBlock('subject.kind', KINDS), name: text('subject.name'), place: divisionCode('subject.div') } as const
const legal = subject({ ...about, ids: [organisation('subject.code')] })
const natural = subject({ ...about, ids: [residentId('subject.code')] })

/** Licence cells: 001 文号, 002 名称, 003 类别, 004 内容, 005 决定日期, 006 有效期自, 007 有效期至, 008 机关, 009 状态. Persons' licences come as general indicators: ZR0301 is another block. */
const licenceCells = {
  docNo: text('001'),
  title: text('002'),
  kind: names('003', '、', 'licence_kind'),
  content: text('004'),
  decisionDate: pastDay('005', written),
  validFrom: day('006', written),
  validTo: lastDay('007', written),
  authority: text('008'),
  status: statusWord('009', STATUS),
} as const

/** Penalty cells: 001 文号, 002 类别, 003 罚款（万元）, 004 决定日期, 005 机关, 006 违法行为类型, 007 公示截止期, 008 状态. */
const penaltyCells = {
  docNo: text('001'),
  kinds: names('002', '、', 'penalty_kind'),
  fine: wanYuan('003'),
  decisionDate: pastDay('004', written),
  authority: text('005'),
  violation: text('006'),
  publicUntil: lastDay('007', written),
  status: statusWord('008', STATUS),
} as const

/** List cells: 001 领域, 002 认定单位, 003 认定日期, 004 至, 005 移出日期, 006 移出原因. */
const listCells = {
  domain: domainCode('001'),
  finder: unitName('002'),
  from: pastDay('003', written),
  to: lastDay('004', written),
  removedOn: lastDay('005', written),
  removalReason: removalReason('006'),
} as const

/** Relation cells: 001 类型, 002 主体类别, 003 标识, 004 名称, 005 比例（百分数）, 006 户籍区划, 007 起, 008 止. */
const relationCells = {
  dimension: { column: '001', codes: DIMENSIONS },
  partyKind: { column: '002', codes: PARTY_KINDS },
  party: { person: residentId('003'), organisation: organisation('003') },
  partyName: text('004'),
  share: percent('005'),
  hukou: divisionCode('006'),
  validFrom: day('007', written),
  validTo: lastDay('008', written),
} as const

/** General indicator cells: .1 值, .2 编号, .3 发生日期, .4 截止日期. */
const indicatorCells = {
  indicator: indicatorBlock('indicator', KINDS),
  value: '.1',
  businessNo: text('.2'),
  arose: pastDay('.3', written),
  until: lastDay('.4', written),
} as const

const groups = ['0501*', '0502*', '0503*', '0504*', '0505*', '0506*', '0507*'] as const
const penaltyComplete = ['001', '002', '004', '005'] as const
const listComplete = ['001', '002', '003'] as const
const relationComplete = ['001', '002', '003'] as const

/** Zhejiang (浙江): database `zj_xy`, entity-attribute-value cells with versions and generations. */
export const zhejiang = declareProvince({
  province: '330000',
  datasets: [
    {
      source: cells(ORGANISATIONS, '0101'),
      states: [
        registration({
          subject: legal,
          items: {
            name: text('001'),
            code: identifierOf(uscc('002')),
            legalRepresentative: text('003'),
            capital: inWanYuan(wanYuan('004')),
            established: pastDay('005', written),
            status: registrationStatus('006'),
            address: text('007'),
          },
        }),
      ],
    },
    {
      source: cells(['ZR'], '0101'),
      states: [registration({ subject: natural, items: { name: text('001'), code: identifierOf(residentId('002')), hukou: divisionOf(divisionCode('003')) } })],
    },
    { source: cells(ORGANISATIONS, '0301'), states: [licence({ ...licenceCells, subject: legal })], complete: ['001', '003', '005', '008'] },
    { source: cells(ORGANISATIONS, '0302'), states: [penalty({ ...penaltyCells, subject: legal })], complete: penaltyComplete },
    { source: cells(['ZR'], '0302'), states: [penalty({ ...penaltyCells, subject: natural })], complete: penaltyComplete },
    { source: cells(ORGANISATIONS, '0601'), states: [listEntry({ ...listCells, subject: legal })], complete: listComplete },
    { source: cells(['ZR'], '0601'), states: [listEntry({ ...listCells, subject: natural })], complete: listComplete },
    {
      source: cells(['QY'], '0402'),
      states: [listEntry({ subject: legal, domain: domainWord('001', CUSTOMS_GRADES), from: pastDay('002', written) })],
      complete: ['001', '002'],
    },
    {
      source: cells(['ZR'], '0301'),
      states: [listEntry({ subject: natural, domain: fixedDomain('B01'), caseNo: text('001'), from: pastDay('002', written) })],
      complete: ['001', '002'],
    },
    { source: cells(ORGANISATIONS, '0901'), states: [relation({ ...relationCells, subject: legal })], complete: relationComplete },
    { source: cells(['ZR'], '0901'), states: [relation({ ...relationCells, subject: natural })], complete: relationComplete },
    { source: cells(ORGANISATIONS, ...groups), states: [generalIndicator({ ...indicatorCells, subject: legal })], complete: ['.1'] },
    { source: cells(['ZR'], ...groups), states: [generalIndicator({ ...indicatorCells, subject: natural })], complete: ['.1'] },
  ],
})
