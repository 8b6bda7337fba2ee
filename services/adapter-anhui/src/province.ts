import {
  counterparty,
  csv,
  day,
  declareProvince,
  divisionName,
  divisionOf,
  domainName,
  fixedKind,
  generalIndicator,
  identifierOf,
  inWanYuan,
  indicatorName,
  kindCode,
  lastDay,
  licence,
  listEntry,
  nameOfPerson,
  names,
  operation,
  orgCode,
  organisation,
  pastDay,
  penalty,
  percentOrFraction,
  registration,
  registrationStatus,
  relation,
  removalReason,
  required,
  requiredKind,
  requiredUnitName,
  residentId,
  subject,
  text,
  unitName,
  uscc,
  wanYuan,
  yuan,
} from '@delta/mapping'
import { DIMENSIONS, NULL_TOKENS, OPERATIONS, PARTY_KINDS, POLARITIES, SUBJECT_KINDS } from './codes.ts'

const written = ['ISO', 'SLASH', 'COMPACT', 'CHINESE', 'EXCEL', 'FULLWIDTH'] as const
const op = operation('操作标志', OPERATIONS)
const person = residentId('证件号码')
const code = uscc('统一社会信用代码')
const oldCode = orgCode('组织机构代码')
const counterpartySubject = subject({
  ids: [code, oldCode, person],
  kind: requiredKind(counterparty('行政相对人类别'), '行政相对人类别'),
  name: required(text('行政相对人名称')),
})

/** A list entry's columns; the file's dataset says which list. */
const entry = {
  op,
  subject: subject({ ids: [code, person], name: text('主体名称') }),
  finder: unitName('认定单位'),
  basis: text('认定依据'),
  from: pastDay('认定日期', written),
  to: lastDay('有效期至', written),
  removedOn: lastDay('移出日期', written),
  removalReason: removalReason('移出原因'),
} as const
const entryOptional = ['名单类型', '主体名称', '统一社会信用代码', '证件号码', '认定单位', '认定依据', '有效期至', '移出日期', '移出原因', '操作标志'] as const

/** Anhui (安徽): GB18030 CSV drops per unit and day with Chinese headers; a column that is not required may be absent. */
export const anhui = declareProvince({
  province: '340000',
  nullTokens: NULL_TOKENS,
  datasets: [
    {
      source: csv('JBXX'),
      states: [
        registration({
          op,
          subject: subject({ ids: [code, oldCode], kind: requiredKind(kindCode('主体类别', SUBJECT_KINDS), '主体类别'), name: text('主体名称') }),
          items: {
            name: text('主体名称'),
            code: identifierOf(code),
            legalRepresentative: nameOfPerson('法定代表人', residentId('法定代表人证件号码')),
            capital: inWanYuan(wanYuan('注册资本（万元）')),
            established: pastDay('成立日期', written),
            status: registrationStatus('登记状态'),
            address: text('住所'),
          },
        }),
      ],
      optional: [
        '统一社会信用代码',
        '组织机构代码',
        '法定代表人',
        '法定代表人证件号码',
        '注册资本（万元）',
        '成立日期',
        '登记状态',
        '登记机关',
        '住所',
        '操作标志',
      ],
      ignore: ['登记机关'],
    },
    {
      source: csv('ZRR'),
      states: [
        registration({
          op,
          subject: subject({ ids: [person], kind: fixedKind('NAT'), name: text('姓名') }),
          items: { name: text('姓名'), code: identifierOf(person), hukou: divisionOf(divisionName('户籍地')) },
        }),
      ],
      optional: ['户籍地', '操作标志'],
    },
    {
      source: csv('XZXK'),
      states: [
        licence({
          op,
          subject: counterpartySubject,
          docNo: text('行政许可决定文书号'),
          kind: required(names('许可类别', '；', 'licence_kind')),
          title: text('许可证书名称'),
          number: text('许可编号'),
          content: text('许可内容'),
          decisionDate: pastDay('许可决定日期', written),
          validFrom: day('有效期自', written),
          validTo: lastDay('有效期至', written),
          authority: required(text('许可机关')),
          reportedBy: requiredUnitName('数据来源单位'),
        }),
      ],
      optional: ['统一社会信用代码', '组织机构代码', '证件号码', '许可证书名称', '许可编号', '许可内容', '有效期自', '有效期至', '操作标志'],
    },
    {
      source: csv('XZCF'),
      states: [
        penalty({
          op,
          subject: counterpartySubject,
          docNo: text('处罚决定书文号'),
          violation: required(text('违法行为类型')),
          kinds: required(names('处罚类别', '；', 'penalty_kind')),
          content: required(text('处罚内容')),
          fine: yuan('罚款金额（元）'),
          fineRequired: true,
          decisionDate: pastDay('处罚决定日期', written),
          publicUntil: lastDay('公示截止期', written),
          authority: required(text('处罚机关')),
          reportedBy: requiredUnitName('数据来源单位'),
        }),
      ],
      optional: ['统一社会信用代码', '组织机构代码', '证件号码', '违法事实', '处罚依据', '罚款金额（元）', '公示截止期', '操作标志'],
      ignore: ['违法事实', '处罚依据'],
    },
    { source: csv('HMD'), states: [listEntry({ ...entry, domain: domainName('领域', 'BLACK', '名单类型', POLARITIES) })], optional: entryOptional },
    { source: csv('HONGMD'), states: [listEntry({ ...entry, domain: domainName('领域', 'RED', '名单类型', POLARITIES) })], optional: entryOptional },
    { source: csv('GZMD'), states: [listEntry({ ...entry, domain: domainName('领域', 'WATCH', '名单类型', POLARITIES) })], optional: entryOptional },
    {
      source: csv('GLGX'),
      states: [
        relation({
          op,
          subject: subject({ ids: [organisation('主体代码')] }),
          dimension: { column: '关联类型', codes: DIMENSIONS },
          partyKind: { column: '关联方类型', codes: PARTY_KINDS },
          party: { person: residentId('关联方标识'), organisation: organisation('关联方标识') },
          partyName: text('关联方名称'),
          hukou: divisionName('户籍地'),
          share: percentOrFraction('持股比例'),
          validFrom: day('起始日期', written),
          validTo: lastDay('终止日期', written),
        }),
      ],
      optional: ['关联方名称', '户籍地', '持股比例', '起始日期', '终止日期', '操作标志'],
    },
    {
      source: csv('ZBX'),
      states: [
        generalIndicator({
          op,
          subject: subject({ ids: [code, person], name: text('主体名称') }),
          indicator: indicatorName('指标项'),
          value: '值',
          businessNo: text('编号'),
          arose: pastDay('发生日期', written),
          until: lastDay('截止日期', written),
          reportedBy: requiredUnitName('数据来源单位'),
        }),
      ],
      optional: ['主体名称', '统一社会信用代码', '证件号码', '编号', '发生日期', '截止日期', '操作标志'],
    },
  ],
})
