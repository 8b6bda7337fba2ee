import type { AnhuiWriter, DropRow } from './anhui-rows.ts'
import { badCodes, badNumbers } from './spoil.ts'
import { trap, type Trap, type TrapKit } from './trap-kit.ts'
import type { Fields } from './anhui-datasets.ts'
import type { Organisation, Person } from './world.ts'

/** Traps of Anhui's lists, relations and general indicators. */
export function anhuiStatementTraps(w: AnhuiWriter): Trap<readonly DropRow[]>[] {
  const list =
    (over: (o: Organisation) => Fields, domain = 'B05') =>
    (kit: TrapKit): DropRow[] => {
      const o = kit.organisation()
      const row = w.list(o, kit.list(o, domain), kit.random)
      return [{ ...row, fields: { ...row.fields, 统一社会信用代码: o.uscc, 操作标志: '', ...over(o) } }]
    }
  const relation =
    (over: (p: Person, o: Organisation) => Fields, dimension: 'TZ' | 'GG' = 'GG') =>
    (kit: TrapKit): DropRow[] => {
      const [o, p] = [kit.organisation(), kit.person()]
      const row = w.relation(o, kit.relation(p, dimension, dimension === 'TZ' ? 3_550 : null), kit.random)
      return [{ ...row, fields: { ...row.fields, 主体代码: o.uscc, 关联方标识: p.id, ...over(p, o) } }]
    }
  const item =
    (over: (o: Organisation) => Fields) =>
    (kit: TrapKit): DropRow[] => {
      const o = kit.organisation()
      const row = w.item(o, kit.item(o), kit.random)
      return [{ ...row, fields: { ...row.fields, 统一社会信用代码: o.uscc, ...over(o) } }]
    }
  return [
    trap(
      'unknown list',
      'E_CODE_UNKNOWN',
      '领域',
      list(() => ({ 领域: '不存在的领域' })),
    ),
    trap(
      'list of another colour',
      'E_CODE_UNKNOWN',
      '名单类型',
      list(() => ({ 名单类型: '灰名单' })),
    ),
    trap(
      'finder that nobody knows',
      'E_UNIT_UNRESOLVED',
      '认定单位',
      list(() => ({ 认定单位: '不存在的认定单位' })),
    ),
    trap(
      'city bureau as finder',
      'W_FINDER_LEVEL',
      null,
      list(() => ({ 认定单位: '芜湖市生态环境局' })),
    ),
    trap(
      'finder that serves four provinces: civil aviation',
      'accepted',
      null,
      list(() => ({}), 'B36'),
    ),
    trap(
      'finder that serves four provinces: railways',
      'accepted',
      null,
      list(() => ({}), 'B35'),
    ),
    trap(
      'finder that serves two provinces: energy',
      'accepted',
      null,
      list(() => ({}), 'B34'),
    ),
    trap(
      'entry without an end',
      'accepted',
      null,
      list(() => ({ 有效期至: '长期' })),
    ),
    trap(
      'removed by repair',
      'accepted',
      null,
      list(() => ({ 认定日期: '2024-01-01', 移出日期: '2025-05-01', 移出原因: '信用修复' })),
    ),
    trap(
      'unknown reason of removal',
      'E_CODE_UNKNOWN',
      '移出原因',
      list(() => ({ 认定日期: '2024-01-01', 移出日期: '2025-05-01', 移出原因: '心情好' })),
    ),
    trap(
      'entry ends before it begins',
      'E_PERIOD_ORDER',
      '有效期至',
      list(() => ({ 认定日期: '2024-06-01', 有效期至: '2023-06-01' })),
    ),
    trap(
      'share with a percent sign',
      'accepted',
      null,
      relation(() => ({ 持股比例: '35.5%' }), 'TZ'),
    ),
    trap(
      'share as a fraction',
      'accepted',
      null,
      relation(() => ({ 持股比例: '0.355' }), 'TZ'),
    ),
    trap(
      'share over a hundred',
      'E_AMOUNT',
      '持股比例',
      relation(() => ({ 持股比例: '135%' }), 'TZ'),
    ),
    trap(
      'party of a household by an old name',
      'accepted',
      null,
      relation(() => ({ 户籍地: '安徽省巢湖市居巢区' })),
    ),
    trap(
      "number's first digits differ from the household",
      'accepted',
      null,
      relation(p => ({ 户籍地: p.id.startsWith('33') ? '上海市黄浦区' : '浙江省杭州市西湖区' })),
    ),
    trap(
      'party of a household outside the region',
      'accepted',
      null,
      relation(() => ({ 户籍地: '北京市东城区' })),
    ),
    trap(
      'unknown relation',
      'E_CODE_UNKNOWN',
      '关联类型',
      relation(() => ({ 关联类型: '朋友' })),
    ),
    trap(
      'party with a wrong number',
      'E_ID_CHECK',
      '关联方标识',
      relation(p => ({ 关联方标识: badNumbers.check(p) })),
    ),
    trap(
      'party damaged by Excel',
      'E_ID_DAMAGED',
      '关联方标识',
      relation(() => ({ 关联方标识: '3.40104E+17' })),
    ),
    trap(
      'relation of a wrong code',
      'E_ID_CHECK',
      '主体代码',
      relation((_, o) => ({ 主体代码: badCodes.check(o) })),
    ),
    trap(
      'unknown indicator',
      'E_CODE_UNKNOWN',
      '指标项',
      item(() => ({ 指标项: '不存在的指标' })),
    ),
    trap(
      'indicator without a value',
      'E_REQUIRED',
      '值',
      item(() => ({ 值: '暂无' })),
    ),
    trap(
      'indicator from a unit that nobody knows',
      'E_UNIT_UNRESOLVED',
      '数据来源单位',
      item(() => ({ 数据来源单位: '安徽省无名局' })),
    ),
  ]
}
