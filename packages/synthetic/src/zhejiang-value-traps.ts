import { usccOf } from './identifiers.ts'
import { badCodes, badNumbers } from './spoil.ts'
import { trap, type Trap, type TrapKit } from './trap-kit.ts'
import { cellsOf, sidOf, type ZhejiangWriter } from './zhejiang-rows.ts'
import { BLOCKS } from './zhejiang-tables.ts'
import { at, change, createZhejiangTrapParts, type ZhejiangMade } from './zhejiang-trap-parts.ts'
import type { Organisation } from './world.ts'

/** Traps of what Zhejiang's cells say, and of whom. */
export function zhejiangValueTraps(w: ZhejiangWriter): Trap<ZhejiangMade>[] {
  const { subjectRow, some, penalty, listOf } = createZhejiangTrapParts(w)
  const ningbo = (kit: TrapKit): Organisation => kit.organisationWhere(o => o.city === '330200' && o.uscc.slice(2, 6) === '3302')
  return [
    trap(
      'number as text with a unit',
      'accepted',
      null,
      some((o, kit) => change(penalty(o, kit), '003', { val_s: '3.5万元' })),
    ),
    trap(
      'number that is none',
      'E_AMOUNT',
      'QY0302003',
      some((o, kit) => change(penalty(o, kit), '003', { val_s: '若干' })),
    ),
    trap(
      'negative fine',
      'E_AMOUNT',
      'QY0302003',
      some((o, kit) => change(penalty(o, kit), '003', { val_n: '-1.000000' })),
    ),
    trap(
      'kind whose name holds the separator',
      'accepted',
      null,
      some((o, kit) => change(penalty(o, kit), '002', { val_s: '罚款、没收违法所得、没收非法财物' })),
    ),
    trap(
      'unknown kind of penalty',
      'E_CODE_UNKNOWN',
      'QY0302002',
      some((o, kit) => change(penalty(o, kit), '002', { val_s: '罚款、打手心' })),
    ),
    trap(
      'day as text',
      'accepted',
      null,
      some((o, kit) => change(penalty(o, kit), '004', { val_s: '2025-03-08' })),
    ),
    trap(
      'day as text that is not in the calendar',
      'E_DATE_INVALID',
      'QY0302004',
      some((o, kit) => change(penalty(o, kit), '004', { val_s: '20190230' })),
    ),
    trap(
      'revoked licence',
      'accepted',
      null,
      some((o, kit) => change(w.licence(o, kit.licence(o), 1, kit.random), '009', { val_s: '撤销' })),
    ),
    trap(
      'village co-operative with N',
      'accepted',
      null,
      some(
        (o, kit) => w.registration(o, kit.random),
        () => ({}),
        kit => kit.organisationWhere(o => o.uscc.startsWith('N')),
      ),
    ),
    trap(
      'check character 0',
      'accepted',
      null,
      some(
        (o, kit) => w.registration(o, kit.random),
        () => ({}),
        kit => kit.organisationWhere(o => o.uscc.endsWith('0')),
      ),
    ),
    trap(
      'lower-case code',
      'W_LOWERCASE',
      null,
      some(
        (o, kit) => w.registration(o, kit.random),
        o => ({ code: o.uscc.toLowerCase() }),
        kit => kit.organisationWhere(o => /[A-Z]/u.test(o.uscc)),
      ),
    ),
    trap('lower-case x', 'W_LOWERCASE', null, kit => {
      const p = kit.personWhere(person => person.id.endsWith('X'))
      return { subject: { ...subjectRow(p, kit), code: p.id.toLowerCase() }, cells: w.registration(p, kit.random) }
    }),
    trap("person's number with a wrong check character", 'E_ID_CHECK', 'code', kit => {
      const p = kit.person()
      return { subject: { ...subjectRow(p, kit), code: badNumbers.check(p) }, cells: w.registration(p, kit.random) }
    }),
    trap(
      'code with a wrong check character',
      'E_ID_CHECK',
      'code',
      some(
        (o, kit) => penalty(o, kit),
        o => ({ code: badCodes.check(o) }),
      ),
    ),
    trap(
      'code too short',
      'E_ID_LENGTH',
      'code',
      some(
        (o, kit) => listOf('B05')(o, kit),
        o => ({ code: badCodes.short(o) }),
      ),
    ),
    trap(
      'subject without a code',
      'E_REQUIRED',
      'code',
      some(
        (o, kit) => listOf('B05')(o, kit),
        () => ({ code: null }),
      ),
    ),
    trap(
      'kind conflicts with the code',
      'E_KIND_CONFLICT',
      'kind',
      some(
        (o, kit) => listOf('B05')(o, kit),
        o => ({ code: usccOf(`51${o.uscc.slice(2, 17)}`) }),
      ),
    ),
    trap('cells without a subject', 'held', null, kit => ({ ...some((o, inner) => at(listOf('B05')(o, inner), inner, 6))(kit), subject: null })),
    trap(
      'unknown list',
      'E_CODE_UNKNOWN',
      'QY0601001',
      some((o, kit) => change(listOf('B05')(o, kit), '001', { val_s: 'B99' })),
    ),
    trap(
      'finder that nobody knows',
      'E_UNIT_UNRESOLVED',
      'QY0601002',
      some((o, kit) => change(listOf('B05')(o, kit), '002', { val_s: '不存在的认定单位' })),
    ),
    trap(
      'city bureau as finder',
      'W_FINDER_LEVEL',
      null,
      some((o, kit) => change(listOf('B05')(o, kit), '002', { val_s: '杭州市生态环境局' })),
    ),
    trap(
      'entry ends before it begins',
      'E_PERIOD_ORDER',
      'QY0601004',
      some((o, kit) => change(change(listOf('B05')(o, kit), '003', { val_d: '2024-06-01' }), '004', { val_d: '2023-06-01' })),
    ),
    trap(
      'unknown relation',
      'E_CODE_UNKNOWN',
      'QY0901001',
      some((o, kit) => change(w.relation(o, kit.relation(kit.person(), 'GG'), 1, kit.random), '001', { val_s: 'ZZ' })),
    ),
    trap(
      'party with a wrong number',
      'E_ID_CHECK',
      'QY0901003',
      some((o, kit) => {
        const p = kit.person()
        return change(w.relation(o, kit.relation(p, 'GG'), 1, kit.random), '003', { val_s: badNumbers.check(p) })
      }),
    ),
    trap(
      'share over a hundred',
      'E_AMOUNT',
      'QY0901005',
      some((o, kit) => w.relation(o, kit.relation(kit.person(), 'TZ', 13_500), 1, kit.random)),
    ),
    trap(
      'household outside the region',
      'accepted',
      null,
      some((o, kit) =>
        change(w.relation(o, { ...kit.relation({ ...kit.person(), hukou: { division: '440305', name: null } }, 'GG') }, 1, kit.random), '006', {
          val_s: '440305',
        }),
      ),
    ),
    trap(
      'other grade of customs',
      'E_CODE_UNKNOWN',
      'QY0402001',
      some(o =>
        cellsOf({ sid: sidOf(o), block: 'QY0402', rowNo: 1, ver: 1, dept: '中华人民共和国杭州海关', time: '2025-02-03 10:00:00+08:00' }, BLOCKS['0402'], [
          '常规企业',
          '2025-02-01',
        ]),
      ),
    ),
    trap(
      'unknown indicator',
      'E_CODE_UNKNOWN',
      'zbx_code',
      some((o, kit) => w.item(o, kit.item(o), 1, kit.random).map(cell => ({ ...cell, zbx_code: cell['zbx_code']!.replace('QY0502001', 'QY0502099') }))),
    ),
    ...['B02', 'B10', 'B32', 'B33', 'W03'].map(domain =>
      trap(
        `Ningbo's own unit: ${domain}`,
        'accepted',
        null,
        some(listOf(domain), () => ({}), ningbo),
      ),
    ),
    trap(
      "Ningbo's own unit by the code, where the division is empty",
      'accepted',
      null,
      some(listOf('R01'), () => ({ div: null }), ningbo),
    ),
    trap(
      "Ningbo's own unit: the central bank",
      'accepted',
      null,
      some(
        (o, kit) => w.item(o, kit.item(o, 'ENT-FIN-004'), 1, kit.random),
        () => ({}),
        ningbo,
      ),
    ),
  ]
}
