import {
  declareDelivery,
  nameOf,
  told,
  toldCode,
  toldDay,
  toldDomain,
  toldIndicatorBlock,
  toldJson,
  toldMoney,
  toldNames,
  toldNumber,
  toldShare,
  toldWords,
} from '@delta/mapping'
import { DIMENSIONS, KINDS, PARTY_KINDS } from './codes.ts'
import {
  BASES,
  EFFECTS,
  FINDER_LEVELS,
  ID_TYPES,
  OPERATIONS,
  PLACEMENTS,
  POLARITIES,
  PRODUCTS,
  REASONS,
  SEVERITIES,
  STATUS,
  SUB_KINDS,
} from './deliver-codes.ts'

/** Items 901–909: who stated a record, where, when, and which version it is. */
const envelope = {
  '.901': told('recordId'),
  '.902': told('province'),
  '.903': nameOf('province', 'province'),
  '.904': toldNumber('version'),
  '.905': told('reportedBy'),
  '.906': nameOf('reportedBy', 'unit'),
  '.907': told('recordedAt'),
  '.908': told('evidence.dataset'),
  '.909': told('evidence.coordinate'),
} as const

/** Items 911–922: what is stated, and about whom; a person is a pseudonym (917 NP:…) and a number with its middle hidden. */
const stated = {
  ...envelope,
  '.911': toldCode('op', OPERATIONS),
  '.912': told('sourceUpdatedAt'),
  '.913': toldWords('warnings'),
  '.914': told('unit'),
  '.915': nameOf('unit', 'unit'),
  '.916': toldCode('subject.kind', KINDS),
  '.917': told('subject.id'),
  '.918': toldCode('subject.subKind', SUB_KINDS),
  '.919': toldCode('subject.idType', ID_TYPES),
  '.920': told('subject.name', 200),
  '.921': told('subject.maskedId'),
  '.922': told('subject.division'),
} as const

/** Items 931–932 of an archive item, and 002–004 of a general indicator, which a document repeats as 933–935. */
const archive = {
  ...stated,
  '.931': toldCode('unitBasis', BASES),
  '.932': toldIndicatorBlock('indicator', KINDS),
} as const

const document = {
  ...archive,
  '.933': told('businessNo'),
  '.934': toldDay('arose', 'ISO'),
  '.935': toldDay('until', 'ISO'),
} as const

/** Zhejiang (浙江) takes what others publish as cells in `zb_wd_subject` and `zb_wd_value` (外地), append-only: a version of a record is a `ver` of its group's cells, `src_dept` the foreign unit that states it. */
export const zhejiangDelivery = declareDelivery({
  province: '330000',
  shapes: {
    licence: {
      to: '0301',
      cells: {
        ...document,
        '001': told('licence.docNo'),
        '002': told('licence.title'),
        '003': toldNames('licence.kind', '、', 'licence_kind'),
        '004': told('licence.content'),
        '005': toldDay('licence.decisionDate', 'ISO'),
        '006': toldDay('licence.validFrom', 'ISO'),
        '007': toldDay('licence.validTo', 'ISO'),
        '008': told('licence.authority'),
        '009': toldCode('licence.status', STATUS),
        '010': told('licence.number'),
      },
    },
    penalty: {
      to: '0302',
      cells: {
        ...document,
        '001': told('penalty.docNo'),
        '002': toldNames('penalty.kinds', '、', 'penalty_kind'),
        '003': toldMoney('penalty.fineYuan', '万元'),
        '004': toldDay('penalty.decisionDate', 'ISO'),
        '005': told('penalty.authority'),
        '006': told('penalty.violation'),
        '007': toldDay('penalty.publicUntil', 'ISO'),
        '008': toldCode('penalty.status', STATUS),
        '009': told('penalty.content'),
        '010': toldMoney('penalty.confiscatedYuan', '万元'),
        '011': toldCode('penalty.severity', SEVERITIES),
      },
    },
    item: {
      to: '05',
      cells: { ...archive, '.1': told('value'), '.2': told('businessNo'), '.3': toldDay('arose', 'ISO'), '.4': toldDay('until', 'ISO') },
    },
    list: {
      to: '0601',
      cells: {
        ...stated,
        '.931': toldCode('unitBasis', BASES),
        '001': toldDomain('domain'),
        '002': told('finder.name'),
        '003': toldDay('from', 'ISO'),
        '004': toldDay('to', 'ISO'),
        '005': toldDay('removedOn', 'ISO'),
        '006': toldCode('removalReason', REASONS),
        '007': told('caseNo'),
        '008': told('basis'),
        '009': toldCode('finder.level', FINDER_LEVELS),
        '010': toldCode('polarity', POLARITIES),
      },
    },
    relation: {
      to: '0901',
      cells: {
        ...stated,
        '001': toldCode('dimension', DIMENSIONS),
        '002': toldCode('partyKind', PARTY_KINDS),
        '003': told('party.id'),
        '004': told('party.name', 200),
        '005': toldShare('share', 'percent'),
        '006': told('hukouProvince'),
        '007': toldDay('validFrom', 'ISO'),
        '008': toldDay('validTo', 'ISO'),
        '009': toldCode('party.idType', ID_TYPES),
        '010': told('party.maskedId'),
        '011': toldCode('placement', PLACEMENTS),
        '012': told('partyProvince'),
      },
    },
    notice: {
      to: '0701',
      cells: {
        ...envelope,
        '001': told('caseId'),
        '002': toldNumber('sequence'),
        '003': toldCode('item.product', PRODUCTS),
        '004': told('item.recordId'),
        '005': told('subjectId'),
        '006': told('step'),
        '007': told('party'),
        '008': told('actor'),
        '009': told('at'),
        '010': toldNumber('objection'),
        '011': told('reason'),
        '012': toldJson('documents'),
        '013': told('ruleSet'),
        '014': told('article'),
        '015': toldCode('effect', EFFECTS),
        '016': told('annotation'),
      },
    },
  },
})
