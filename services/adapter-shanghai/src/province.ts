import {
  codes,
  coded,
  counterparty,
  declareProvince,
  divisionCode,
  divisionOf,
  domainNumber,
  either,
  fixedKind,
  generalIndicator,
  identifierOf,
  inCurrency,
  inWanYuan,
  indicatorLetters,
  kindCode,
  lastDay,
  licence,
  listEntry,
  nameOfPerson,
  oldStatus,
  operation,
  organisation,
  orgCode,
  pastDay,
  day,
  penalty,
  percent,
  personId,
  registration,
  relation,
  removalReason,
  subject,
  table,
  text,
  unitName,
  uscc,
  wanYuan,
  yuan,
} from '@delta/mapping'
import { CURRENCIES, DIMENSIONS, PARTY_KINDS, POLARITIES, REGISTRATION_STATUS, SUBJECT_KINDS, VALIDITY } from './codes.ts'

const yyyymmdd = ['COMPACT', 'ZERO'] as const
const polled = { key: ['zj'], order: 'gxsj', orderType: 'timestamp-shanghai', deleted: { column: 'yxbz', value: 'N' }, overlapMinutes: 10 } as const
const op = operation('yxbz', VALIDITY)
const person = personId('zjlx', 'zjhm')

/** Shanghai (上海): database `sh_credit`, schema `gxpt`, pinyin-initial columns, polled by (gxsj, zj). */
export const shanghai = declareProvince({
  province: '310000',
  datasets: [
    {
      source: table('gxpt.t_fr_jbxx', polled),
      states: [
        registration({
          op,
          subject: subject({
            ids: [uscc('tyshxydm'), orgCode('zzjgdm')],
            kind: kindCode('frlx', SUBJECT_KINDS),
            name: text('frmc'),
            place: divisionCode('xzqh'),
          }),
          items: {
            name: text('frmc'),
            code: identifierOf(uscc('tyshxydm')),
            legalRepresentative: nameOfPerson('fddbr', personId('fddbrzjlx', 'fddbrzjhm')),
            capital: inCurrency(inWanYuan(wanYuan('zczb')), coded('zczbbz', CURRENCIES)),
            established: pastDay('clrq', yyyymmdd),
            status: coded('djzt', REGISTRATION_STATUS),
            address: text('zs'),
          },
        }),
      ],
      ignore: ['zj', 'djjg', 'gxsj'],
    },
    {
      source: table('gxpt.t_zrr_jbxx', polled),
      states: [
        registration({
          op,
          subject: subject({ ids: [person], kind: fixedKind('NAT'), name: text('xm') }),
          items: { name: text('xm'), code: identifierOf(person), hukou: divisionOf(divisionCode('hjqh')) },
        }),
      ],
      ignore: ['zj', 'gxsj'],
    },
    {
      source: table('gxpt.t_xzxk', polled),
      states: [
        licence({
          op,
          subject: subject({ ids: [uscc('tyshxydm'), person], kind: counterparty('xk_xdr_lb'), name: text('xk_xdr_mc') }),
          docNo: text('wsh'),
          decisionDate: pastDay('jdrq', yyyymmdd),
          authority: text('xkjg'),
          status: oldStatus('zt'),
          reportedBy: unitName('lydw'),
          title: text('xkzs'),
          kind: codes('xklb', ',', 'licence_kind'),
          number: text('xkbh'),
          content: text('xknr'),
          validFrom: day('yxqz', yyyymmdd),
          validTo: lastDay('yxqzi', yyyymmdd),
        }),
      ],
      ignore: ['zj', 'xkws', 'xkjgdm', 'gxsj'],
    },
    {
      source: table('gxpt.t_xzcf', polled),
      states: [
        penalty({
          op,
          subject: subject({ ids: [uscc('tyshxydm'), person], kind: counterparty('cf_xdr_lb'), name: text('cf_xdr_mc') }),
          docNo: text('wsh'),
          decisionDate: pastDay('jdrq', yyyymmdd),
          authority: text('cfjg'),
          status: oldStatus('zt'),
          reportedBy: unitName('lydw'),
          kinds: codes('cflb', ',', 'penalty_kind'),
          content: text('cfnr'),
          fine: yuan('fkje'),
          confiscated: yuan('msje'),
          violation: text('wfxwlx'),
          publicUntil: lastDay('gsjzq', yyyymmdd),
        }),
      ],
      ignore: ['zj', 'wfss', 'cfyj', 'zkdx', 'yxq', 'cfjgdm', 'gxsj'],
    },
    {
      source: table('gxpt.t_md', polled),
      states: [
        listEntry({
          op,
          subject: subject({ ids: [uscc('tyshxydm'), person], name: text('mc') }),
          domain: domainNumber('lydm', 'SH-LY-', 'mdlx', POLARITIES),
          foundOn: pastDay('rdrq', yyyymmdd),
          from: either(pastDay('yxqz', yyyymmdd), pastDay('rdrq', yyyymmdd)),
          to: lastDay('yxqzi', yyyymmdd),
          removedOn: lastDay('ycrq', yyyymmdd),
          removalReason: removalReason('ycyy'),
          finder: unitName('rdjg'),
        }),
      ],
      ignore: ['zj', 'gxsj'],
    },
    {
      source: table('gxpt.t_gx', polled),
      states: [
        relation({
          op,
          subject: subject({ ids: [uscc('z_tyshxydm')] }),
          dimension: { column: 'gxlx', codes: DIMENSIONS },
          partyKind: { column: 'c_lx', codes: PARTY_KINDS },
          party: { person: personId('c_zjlx', 'c_bs'), organisation: organisation('c_bs') },
          partyName: text('c_mc'),
          hukou: divisionCode('c_hjqh'),
          share: percent('cgbl'),
          validFrom: day('qsrq', yyyymmdd),
          validTo: lastDay('jzrq', yyyymmdd),
        }),
      ],
      ignore: ['zj', 'gxsj'],
    },
    {
      source: table('gxpt.t_zbx', polled),
      states: [
        generalIndicator({
          op,
          subject: subject({ ids: [uscc('tyshxydm'), person], kind: indicatorLetters('zbxdm').kind }),
          indicator: indicatorLetters('zbxdm'),
          value: 'zbxz',
          businessNo: text('bh'),
          arose: pastDay('fsrq', yyyymmdd),
          until: lastDay('jzrq', yyyymmdd),
          reportedBy: unitName('lydw'),
        }),
      ],
      ignore: ['zj', 'gxsj'],
    },
  ],
})
