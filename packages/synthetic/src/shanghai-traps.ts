import { addDays } from '@delta/model'
import { compact } from './days.ts'
import { oldResidentIdOf, spoilInnerOrgCode } from './identifiers.ts'
import { SHANGHAI } from './shanghai-tables.ts'
import type { ShanghaiWriter, TableRow } from './shanghai-rows.ts'
import { PLACEHOLDER, badCodes, badNumbers, fullWidth } from './spoil.ts'
import type { Row } from './table.ts'
import { trap, type Trap, type TrapKit } from './trap-kit.ts'
import type { Organisation, Person } from './world.ts'
import { shanghaiDocumentTraps } from './shanghai-document-traps.ts'
import { shanghaiStatementTraps } from './shanghai-statement-traps.ts'

type Made = Trap<readonly TableRow[]>

const wrongOrgCode = (o: Organisation): string => `${o.orgCode.slice(0, 8)}-${o.orgCode.endsWith('7') ? '6' : '7'}`

function registrationTraps(w: ShanghaiWriter): Made[] {
  const legal =
    (over: (o: Organisation) => Row, make: (kit: TrapKit) => Organisation = kit => kit.organisation()) =>
    (kit: TrapKit): TableRow[] => {
      const o = make(kit)
      return [[SHANGHAI.legal, { ...w.legal(o, kit.random), tyshxydm: o.uscc, clrq: compact(o.established), ...over(o) }]]
    }
  const person =
    (over: (p: Person) => Row) =>
    (kit: TrapKit): TableRow[] => {
      const p = kit.person()
      return [[SHANGHAI.person, { ...w.person(p, kit.random), zjhm: p.id, ...over(p) }]]
    }
  return [
    trap(
      'lower-case code',
      'W_LOWERCASE',
      null,
      legal(
        o => ({ tyshxydm: o.uscc.toLowerCase() }),
        kit => kit.organisationWhere(o => /[A-Z]/u.test(o.uscc)),
      ),
    ),
    trap(
      'full-width code',
      'W_FULLWIDTH',
      null,
      legal(o => ({ tyshxydm: fullWidth(o.uscc) })),
    ),
    trap(
      'invisible characters in a code',
      'W_TRIMMED',
      null,
      legal(o => ({ tyshxydm: `\u200b${o.uscc}\u00a0` })),
    ),
    trap(
      'code with a wrong check character',
      'E_ID_CHECK',
      'tyshxydm',
      legal(o => ({ tyshxydm: badCodes.check(o), zzjgdm: null })),
    ),
    trap(
      'code too short',
      'E_ID_LENGTH',
      'tyshxydm',
      legal(o => ({ tyshxydm: badCodes.short(o), zzjgdm: null })),
    ),
    trap(
      'code with a letter that codes do not have',
      'E_ID_CHARSET',
      'tyshxydm',
      legal(o => ({ tyshxydm: badCodes.letter(o), zzjgdm: null })),
    ),
    trap(
      'placeholder for a code',
      'E_ID_DAMAGED',
      'tyshxydm',
      legal(() => ({ tyshxydm: PLACEHOLDER, zzjgdm: null })),
    ),
    trap(
      'placeholder beside an organisation code',
      'E_ID_DAMAGED',
      'tyshxydm',
      legal(o => ({ tyshxydm: PLACEHOLDER, zzjgdm: o.orgCode })),
    ),
    trap(
      'no identifier',
      'E_REQUIRED',
      'tyshxydm',
      legal(() => ({ tyshxydm: null, zzjgdm: null })),
    ),
    trap(
      'kind conflicts with the code',
      'E_KIND_CONFLICT',
      'frlx',
      legal(
        () => ({ frlx: '05' }),
        kit => kit.organisationWhere(o => o.uscc.startsWith('91')),
      ),
    ),
    trap(
      'unknown kind',
      'E_CODE_UNKNOWN',
      'frlx',
      legal(() => ({ frlx: '99' })),
    ),
    trap(
      'unknown registration status',
      'E_CODE_UNKNOWN',
      'djzt',
      legal(() => ({ djzt: '9' })),
    ),
    trap(
      'day that is not in the calendar',
      'E_DATE_INVALID',
      'clrq',
      legal(() => ({ clrq: '20190230' })),
    ),
    trap('established in the future', 'E_DATE_FUTURE', 'clrq', kit => legal(() => ({ clrq: compact(addDays(kit.today, 400)) }))(kit)),
    trap(
      'unknown days',
      'accepted',
      null,
      legal(() => ({ clrq: '00000000' })),
    ),
    trap(
      'negative capital',
      'E_AMOUNT',
      'zczb',
      legal(() => ({ zczb: '-5.000000' })),
    ),
    trap(
      'unknown currency',
      'E_CODE_UNKNOWN',
      'zczbbz',
      legal(() => ({ zczb: '12.000000', zczbbz: '000' })),
    ),
    trap(
      'organisation code only',
      'W_ORGCODE_ONLY',
      null,
      legal(
        () => ({ tyshxydm: null }),
        kit => kit.organisation('ENT', 'orgcode'),
      ),
    ),
    trap(
      'wrong organisation code only',
      'E_ID_CHECK',
      'zzjgdm',
      legal(o => ({ tyshxydm: null, zzjgdm: wrongOrgCode(o) })),
    ),
    trap(
      'inner organisation code does not check',
      'W_ORGCODE_CHECK',
      null,
      legal(o => ({ tyshxydm: spoilInnerOrgCode(o.uscc), zzjgdm: null })),
    ),
    trap(
      'check character 0',
      'accepted',
      null,
      legal(
        () => ({}),
        kit => kit.organisationWhere(o => o.uscc.endsWith('0')),
      ),
    ),
    trap(
      'village co-operative with N',
      'accepted',
      null,
      legal(
        () => ({}),
        kit => kit.organisationWhere(o => o.uscc.startsWith('N')),
      ),
    ),
    trap(
      'individual business with 92',
      'accepted',
      null,
      legal(
        () => ({ frlx: '02' }),
        kit => kit.organisationWhere(o => o.uscc.startsWith('92')),
      ),
    ),
    trap(
      'signs in a registered name',
      'accepted',
      null,
      legal(o => ({ frmc: `㈱${o.name}（①）䶮` })),
    ),
    trap('two rows for one code', 'accepted', null, kit => {
      const o = kit.organisation()
      const row: Row = { ...w.legal(o, kit.random), tyshxydm: o.uscc }
      return [
        [SHANGHAI.legal, row],
        [SHANGHAI.legal, { ...row, zj: row['zj']!.replace(/a$/u, 'b'), zs: `${o.address}附1号` }],
      ]
    }),
    trap(
      'deleted row',
      'accepted',
      null,
      legal(() => ({ yxbz: 'N' })),
    ),

    trap('15-digit number', 'W_ID15_UPGRADED', null, kit => {
      const p = kit.personWhere(person => person.id.slice(6, 8) === '19')
      return [[SHANGHAI.person, { ...w.person(p, kit.random), zjhm: oldResidentIdOf(p.id) }]]
    }),
    trap(
      "apostrophe before a person's number",
      'W_EXCEL_APOSTROPHE',
      null,
      person(p => ({ zjhm: `'${p.id}` })),
    ),
    trap(
      "person's number with a wrong check character",
      'E_ID_CHECK',
      'zjhm',
      person(p => ({ zjhm: badNumbers.check(p) })),
    ),
    trap(
      'born on a day that is not in the calendar',
      'E_ID_CHECK',
      'zjhm',
      person(p => ({ zjhm: badNumbers.calendar(p) })),
    ),
    trap(
      'born in the future',
      'E_ID_CHECK',
      'zjhm',
      person(p => ({ zjhm: badNumbers.future(p) })),
    ),
    trap(
      'born before 1880',
      'E_ID_CHECK',
      'zjhm',
      person(p => ({ zjhm: badNumbers.ancient(p) })),
    ),
    trap(
      "unknown province in a person's number",
      'E_ID_CHECK',
      'zjhm',
      person(p => ({ zjhm: badNumbers.prefix(p) })),
    ),
    trap(
      'passport',
      'accepted',
      null,
      person(p => ({ zjlx: '20', zjhm: `E${String(p.index).slice(-8)}` })),
    ),
    trap(
      'unknown type of identifier',
      'E_CODE_UNKNOWN',
      'zjlx',
      person(() => ({ zjlx: '77' })),
    ),
    trap(
      'no number',
      'E_REQUIRED',
      'zjhm',
      person(() => ({ zjhm: '' })),
    ),
    trap(
      'household outside the region',
      'accepted',
      null,
      person(() => ({ hjqh: '440305' })),
    ),
    trap(
      'household not known',
      'accepted',
      null,
      person(() => ({ hjqh: null })),
    ),
    trap(
      'household in a retired division',
      'accepted',
      null,
      person(() => ({ hjqh: '310230' })),
    ),
    trap(
      'household in no division',
      'E_CODE_UNKNOWN',
      'hjqh',
      person(() => ({ hjqh: '319999' })),
    ),
  ]
}

/** Every trap of Shanghai's format, on this writer. */
export const shanghaiTraps = (writer: ShanghaiWriter): Made[] => [
  ...registrationTraps(writer),
  ...shanghaiDocumentTraps(writer),
  ...shanghaiStatementTraps(writer),
]
