import type { AnhuiWriter, DropRow } from './anhui-rows.ts'
import { DAY_WRITERS } from './anhui-forms.ts'
import { oldResidentIdOf } from './identifiers.ts'
import { PLACEHOLDER, badCodes, badNumbers, fullWidth } from './spoil.ts'
import { trap, type Trap, type TrapKit } from './trap-kit.ts'
import type { Fields } from './anhui-datasets.ts'
import type { Organisation, Person } from './world.ts'

/** Traps of Anhui's registrations and persons. */
export function anhuiSubjectTraps(w: AnhuiWriter): Trap<readonly DropRow[]>[] {
  const legal =
    (over: (o: Organisation) => Fields, pick: (kit: TrapKit) => Organisation = kit => kit.organisation()) =>
    (kit: TrapKit): DropRow[] => {
      const o = pick(kit)
      const row = w.legal(o, kit.random)
      return [{ ...row, fields: { ...row.fields, 统一社会信用代码: o.uscc, 组织机构代码: '', ...over(o) } }]
    }
  const person =
    (over: (p: Person) => Fields) =>
    (kit: TrapKit): DropRow[] => {
      const p = kit.person()
      const row = w.person(p, kit.random)
      return [{ ...row, fields: { ...row.fields, 证件号码: p.id, ...over(p) } }]
    }
  return [
    trap(
      'code damaged by Excel',
      'E_ID_DAMAGED',
      '统一社会信用代码',
      legal(() => ({ 统一社会信用代码: '9.13401E+17' })),
    ),
    trap(
      'number damaged by Excel',
      'E_ID_DAMAGED',
      '证件号码',
      person(() => ({ 证件号码: '3.40104E+17' })),
    ),
    trap(
      "Excel's apostrophe",
      'W_EXCEL_APOSTROPHE',
      null,
      legal(o => ({ 统一社会信用代码: `'${o.uscc}` })),
    ),
    trap(
      'full-width code',
      'W_FULLWIDTH',
      null,
      legal(o => ({ 统一社会信用代码: fullWidth(o.uscc) })),
    ),
    trap(
      'spaces in a code',
      'W_TRIMMED',
      null,
      legal(o => ({ 统一社会信用代码: `　${o.uscc}\u00a0` })),
    ),
    trap(
      'code with a wrong check character',
      'E_ID_CHECK',
      '统一社会信用代码',
      legal(o => ({ 统一社会信用代码: badCodes.check(o) })),
    ),
    trap(
      'code too short',
      'E_ID_LENGTH',
      '统一社会信用代码',
      legal(o => ({ 统一社会信用代码: badCodes.short(o) })),
    ),
    trap(
      'code with a letter that codes do not have',
      'E_ID_CHARSET',
      '统一社会信用代码',
      legal(o => ({ 统一社会信用代码: badCodes.letter(o) })),
    ),
    trap(
      'null token for a code, organisation code only',
      'W_ORGCODE_ONLY',
      null,
      legal(o => ({ 统一社会信用代码: '无', 组织机构代码: `${o.orgCode.slice(0, 8)}-${o.orgCode[8]}` })),
    ),
    trap(
      'placeholder beside an organisation code',
      'E_ID_DAMAGED',
      '统一社会信用代码',
      legal(o => ({ 统一社会信用代码: PLACEHOLDER, 组织机构代码: o.orgCode })),
    ),
    trap(
      'no identifier',
      'E_REQUIRED',
      '统一社会信用代码',
      legal(() => ({ 统一社会信用代码: '暂无' })),
    ),
    trap('resident number in the column of organisations', 'E_ID_TYPE', '统一社会信用代码', kit => legal(() => ({ 统一社会信用代码: kit.person().id }))(kit)),
    trap(
      'kind conflicts with the code',
      'E_KIND_CONFLICT',
      '主体类别',
      legal(
        () => ({ 主体类别: '社会组织' }),
        kit => kit.organisationWhere(o => o.uscc.startsWith('91')),
      ),
    ),
    trap(
      'unknown kind',
      'E_CODE_UNKNOWN',
      '主体类别',
      legal(() => ({ 主体类别: '外星组织' })),
    ),
    trap(
      'characters of four bytes',
      'accepted',
      null,
      legal(o => ({ 主体名称: `${o.name}䶮㛃𠰺` })),
    ),
    trap(
      'characters that GB18030-2022 moved',
      'accepted',
      null,
      legal(o => ({ 主体名称: `${o.name}︐龴` })),
    ),
    trap(
      'signs that NFKC would change',
      'accepted',
      null,
      legal(o => ({ 主体名称: `${o.name}㈱①（分部）` })),
    ),
    trap(
      'line break in a cell',
      'accepted',
      null,
      legal(o => ({ 住所: `${o.address}\r\n二楼` })),
    ),
    trap(
      'comma and quotes in a cell',
      'accepted',
      null,
      legal(o => ({ 住所: `${o.address},"B"座` })),
    ),
    trap(
      'null tokens',
      'accepted',
      null,
      legal(() => ({ 法定代表人: '—', 登记状态: '\\N', 住所: 'NULL', 成立日期: '/', '注册资本（万元）': '--' })),
    ),
    trap(
      'unknown registration status',
      'E_CODE_UNKNOWN',
      '登记状态',
      legal(() => ({ 登记状态: '失踪' })),
    ),
    trap(
      'capital that is no number',
      'E_AMOUNT',
      '注册资本（万元）',
      legal(() => ({ '注册资本（万元）': '五百' })),
    ),
    trap(
      'day that is not in the calendar',
      'E_DATE_INVALID',
      '成立日期',
      legal(() => ({ 成立日期: '2019年2月30日' })),
    ),
    trap(
      'Excel serial out of range',
      'E_DATE_INVALID',
      '成立日期',
      legal(() => ({ 成立日期: '12345' })),
    ),
    trap(
      'Excel serial',
      'W_EXCEL_SERIAL',
      null,
      legal(o => ({ 成立日期: DAY_WRITERS['serial']!(o.established) })),
    ),
    trap('15-digit number', 'W_ID15_UPGRADED', null, kit => {
      const p = kit.personWhere(person => person.id.slice(6, 8) === '19')
      return person(() => ({ 证件号码: oldResidentIdOf(p.id) }))(kit)
    }),
    trap(
      "person's number with a wrong check character",
      'E_ID_CHECK',
      '证件号码',
      person(p => ({ 证件号码: badNumbers.check(p) })),
    ),
    trap(
      'household by a full name',
      'accepted',
      null,
      person(() => ({ 户籍地: '安徽省合肥市巢湖市' })),
    ),
    trap(
      'household by an old name',
      'accepted',
      null,
      person(() => ({ 户籍地: '居巢区' })),
    ),
    trap(
      'household outside the region',
      'accepted',
      null,
      person(() => ({ 户籍地: '广东省深圳市南山区' })),
    ),
    trap(
      'household not known',
      'accepted',
      null,
      person(() => ({ 户籍地: '暂无' })),
    ),
    trap('duplicated row', 'accepted', null, kit => {
      const [row] = person(() => ({}))(kit)
      return [row!, row!]
    }),
    trap(
      'deleted subject',
      'accepted',
      null,
      legal(() => ({ 操作标志: '删除' })),
    ),
    trap(
      'unknown mark',
      'E_CODE_UNKNOWN',
      '操作标志',
      legal(() => ({ 操作标志: '覆盖' })),
    ),
  ]
}
