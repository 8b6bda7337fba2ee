import { trap, type Trap } from './trap-kit.ts'
import { cellsOf, endCell, sidOf, type ZhejiangWriter } from './zhejiang-rows.ts'
import { GENERAL } from './zhejiang-tables.ts'
import { at, change, createZhejiangTrapParts, groupOf, versioned, without, type ZhejiangMade } from './zhejiang-trap-parts.ts'

/** Traps of how cells come together: incomplete groups, versions, generations, departments. Young groups are written 6 hours before midnight of today, old ones 10 days ago. */
export function zhejiangGroupTraps(w: ZhejiangWriter): Trap<ZhejiangMade>[] {
  const { some, penalty, listOf } = createZhejiangTrapParts(w)
  return [
    trap(
      'incomplete penalty, young',
      'held',
      null,
      some((o, kit) => at(without(penalty(o, kit), '004', '005'), kit, 6)),
    ),
    trap(
      'incomplete penalty, old',
      'E_GROUP_INCOMPLETE',
      'QY0302004',
      some((o, kit) => at(without(penalty(o, kit), '004'), kit, 240)),
    ),
    trap(
      'penalty without kind and authority, young',
      'held',
      null,
      some((o, kit) => at(without(penalty(o, kit), '002', '005'), kit, 6)),
    ),
    trap(
      'penalty without kind and authority, old',
      'E_GROUP_INCOMPLETE',
      'QY0302002',
      some((o, kit) => at(without(penalty(o, kit), '002', '005'), kit, 240)),
    ),
    trap(
      'incomplete list entry, young',
      'held',
      null,
      some((o, kit) => at(without(listOf('B05')(o, kit), '003'), kit, 6)),
    ),
    trap(
      'incomplete list entry, old',
      'E_GROUP_INCOMPLETE',
      'QY0601002',
      some((o, kit) => at(without(listOf('B05')(o, kit), '002'), kit, 240)),
    ),
    trap(
      'incomplete indicator, young',
      'held',
      null,
      some((o, kit) =>
        at(
          cellsOf({ sid: sidOf(o), block: 'QY0502001', separator: '.', rowNo: 1, ver: 1, dept: '浙江省市场监督管理局', time: '' }, GENERAL, [
            null,
            `N${o.index}`,
            '2025-01-01',
            null,
          ]),
          kit,
          6,
        ),
      ),
    ),
    trap(
      'group completed later',
      'accepted',
      null,
      some((o, kit) => {
        const cells = penalty(o, kit)
        return [
          ...at(without(cells, '005'), kit, 300),
          ...at(
            cells.filter(cell => cell['zbx_code']!.endsWith('005')),
            kit,
            290,
          ),
        ]
      }),
    ),
    trap(
      'old version sent again',
      'accepted',
      null,
      some((o, kit) => {
        const cells = penalty(o, kit)
        const old = change(cells, '003', { val_n: '0.100000' }).filter(cell => cell['zbx_code']!.endsWith('003'))
        return [...cells, ...versioned(change(old, '003', { val_n: '0.700000' }), 2), ...at(old, kit, 130)]
      }),
    ),
    trap(
      'row number used again after the end',
      'accepted',
      null,
      some((o, kit) => {
        const first = penalty(o, kit)
        return [...first, endCell(groupOf(first[0]!, 'QY0302', 2)), ...versioned(change(penalty(o, kit), '001', { val_s: `浙环罚〔2025〕再${o.index}号` }), 3)]
      }),
    ),
    trap(
      'cell of an ended generation sent again',
      'accepted',
      null,
      some((o, kit) => {
        const first = w.list(o, kit.list(o, 'B05'), 1, kit.random)
        const second = versioned(without(w.list(o, kit.list(o, 'B08'), 1, kit.random), '004'), 3)
        return [
          ...first,
          endCell(groupOf(first[0]!, 'QY0601', 2)),
          ...second,
          ...at(
            versioned(
              change(first, '004', { val_d: '2031-12-31' }).filter(cell => cell['zbx_code']!.endsWith('004')),
              2,
            ),
            kit,
            121,
          ),
        ]
      }),
    ),
    trap(
      'ended record',
      'accepted',
      null,
      some((o, kit) => {
        const cells = w.item(o, kit.item(o), 1, kit.random)
        return [...cells, endCell({ ...groupOf(cells[0]!, cells[0]!['zbx_code']!.slice(0, 9), 2), separator: '.' })]
      }),
    ),
    trap(
      'same cell from two departments',
      'W_CONFLICT',
      null,
      some((o, kit) => {
        const cells = w.item(o, kit.item(o, 'ENT-FIN-005'), 1, kit.random)
        return [
          ...cells.map(cell => ({ ...cell, src_dept: '浙江省人力资源和社会保障厅' })),
          ...change(cells.slice(0, 1), '.1', { val_s: '另一部门的说法' }).map(cell => ({ ...cell, src_dept: '浙江省财政厅' })),
        ]
      }),
    ),
  ]
}
