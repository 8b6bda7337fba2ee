import type { AnhuiWriter, DropRow } from './anhui-rows.ts'
import { DAY_WRITERS } from './anhui-forms.ts'
import { trap, type Trap, type TrapKit } from './trap-kit.ts'
import type { Fields } from './anhui-datasets.ts'
import type { Organisation } from './world.ts'

const FINE = '罚款金额（元）'
const NUMBER = '处罚决定书文号'

/** Traps of Anhui's licences and penalties. */
export function anhuiDocumentTraps(w: AnhuiWriter): Trap<readonly DropRow[]>[] {
  const penalty =
    (over: (o: Organisation) => Fields) =>
    (kit: TrapKit): DropRow[] => {
      const o = kit.organisation()
      const row = w.penalty(o, kit.penalty(o), kit.random)
      return [{ ...row, unit: 'MKT', fields: { ...row.fields, 统一社会信用代码: o.uscc, 操作标志: '', ...over(o) } }]
    }
  const licence =
    (over: (o: Organisation) => Fields) =>
    (kit: TrapKit): DropRow[] => {
      const o = kit.organisation()
      const row = w.licence(o, kit.licence(o), kit.random)
      return [{ ...row, unit: 'MKT', fields: { ...row.fields, 统一社会信用代码: o.uscc, 操作标志: '', ...over(o) } }]
    }
  const days = Object.entries(DAY_WRITERS).map(([form, write]) =>
    trap<readonly DropRow[]>(
      `day written ${form}`,
      form === 'serial' ? 'W_EXCEL_SERIAL' : 'accepted',
      null,
      penalty(() => ({ 处罚决定日期: write('2025-02-03'), 公示截止期: '2027-02-03' })),
    ),
  )
  return [
    ...days,
    trap(
      'decided on a day that is not in the calendar',
      'E_DATE_INVALID',
      '处罚决定日期',
      penalty(() => ({ 处罚决定日期: '2025/2/30' })),
    ),
    trap(
      'no day of decision',
      'E_REQUIRED',
      '处罚决定日期',
      penalty(() => ({ 处罚决定日期: '无' })),
    ),
    trap(
      'decided in the future',
      'E_DATE_FUTURE',
      '处罚决定日期',
      penalty(() => ({ 处罚决定日期: '2035-01-01', 公示截止期: '2036-01-01' })),
    ),
    trap(
      'no document number',
      'E_REQUIRED',
      NUMBER,
      penalty(() => ({ [NUMBER]: '/' })),
    ),
    trap(
      'fine with separators',
      'accepted',
      null,
      penalty(() => ({ [FINE]: '1,234,567.80' })),
    ),
    trap(
      'fine in full width',
      'accepted',
      null,
      penalty(() => ({ [FINE]: '１２，０００' })),
    ),
    trap(
      'fine left blank though the kind is a fine',
      'E_REQUIRED',
      FINE,
      penalty(() => ({ [FINE]: '' })),
    ),
    trap(
      'fine that is no number',
      'E_AMOUNT',
      FINE,
      penalty(() => ({ [FINE]: '若干元' })),
    ),
    trap(
      'unknown kind among several',
      'E_CODE_UNKNOWN',
      '处罚类别',
      penalty(() => ({ 处罚类别: '罚款；打手心' })),
    ),
    trap(
      'unit that nobody knows',
      'E_UNIT_UNRESOLVED',
      '数据来源单位',
      penalty(() => ({ 数据来源单位: '安徽省无名局' })),
    ),
    trap(
      'earlier unit name after its validity',
      'E_UNIT_UNRESOLVED',
      '数据来源单位',
      penalty(() => ({ 数据来源单位: '安徽省工商行政管理局', 处罚决定日期: '2024-03-04', 公示截止期: '2025-03-04' })),
    ),
    trap(
      'earlier unit name within its validity',
      'accepted',
      null,
      penalty(() => ({ 数据来源单位: '安徽省环境保护厅', 处罚决定日期: '2018-03-04', 公示截止期: '2021-03-04' })),
    ),
    trap(
      'city bureau as source',
      'accepted',
      null,
      penalty(() => ({ 数据来源单位: '合肥市生态环境局' })),
    ),
    trap(
      'authority of unknown function',
      'accepted',
      null,
      penalty(() => ({ 处罚机关: '合肥市包河区大圩镇人民政府' })),
    ),
    trap('penalty on a resident number in the column of organisations', 'E_ID_TYPE', '统一社会信用代码', kit =>
      penalty(() => ({ 统一社会信用代码: kit.person().id }))(kit),
    ),
    trap('same number in other brackets', 'accepted', null, kit => {
      const [row] = penalty(() => ({}))(kit)
      return [row!, { ...row!, fields: { ...row!.fields, [NUMBER]: row!.fields[NUMBER]!.replace('〔', '［').replace('〕', '］ '), 操作标志: '修改' } }]
    }),
    trap('revoked, then issued again under the same number', 'accepted', null, kit => {
      const [row] = licence(() => ({}))(kit)
      return [row!, { ...row!, fields: { ...row!.fields, 操作标志: '删除' } }, { ...row!, fields: { ...row!.fields, 操作标志: '新增' } }]
    }),
    trap('revoked, then issued again under a new number', 'accepted', null, kit => {
      const [row] = licence(() => ({}))(kit)
      return [
        row!,
        { ...row!, fields: { ...row!.fields, 操作标志: '删除' } },
        { ...row!, fields: { ...row!.fields, 行政许可决定文书号: `${row!.fields['行政许可决定文书号']}-1`, 操作标志: '新增' } },
      ]
    }),
    trap(
      'open licence',
      'accepted',
      null,
      licence(() => ({ 有效期至: '永久' })),
    ),
    trap(
      'licence ends before it begins',
      'E_PERIOD_ORDER',
      '有效期至',
      licence(() => ({ 有效期自: '2024-06-01', 有效期至: '2023-05-31' })),
    ),
    trap(
      'unknown kind of licence',
      'E_CODE_UNKNOWN',
      '许可类别',
      licence(() => ({ 许可类别: '特批' })),
    ),
  ]
}
