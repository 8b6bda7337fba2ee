import { addDays } from '@delta/model'
import { compact } from './days.ts'
import { SHANGHAI } from './shanghai-tables.ts'
import type { ShanghaiWriter, TableRow } from './shanghai-rows.ts'
import { badCodes, badNumbers } from './spoil.ts'
import type { Row } from './table.ts'
import { trap, type Trap, type TrapKit } from './trap-kit.ts'
import type { Organisation, Person } from './world.ts'

/** Traps of Shanghai's lists, relations and general indicators. */
export function shanghaiStatementTraps(w: ShanghaiWriter): Trap<readonly TableRow[]>[] {
  const list =
    (over: (o: Organisation, kit: TrapKit) => Row, domain = 'B05') =>
    (kit: TrapKit): TableRow[] => {
      const o = kit.organisation()
      return [[SHANGHAI.list, { ...w.list(o, kit.list(o, domain), 0, kit.random), tyshxydm: o.uscc, ...over(o, kit) }]]
    }
  const item =
    (over: (o: Organisation) => Row, indicator = 'ENT-OPS-001') =>
    (kit: TrapKit): TableRow[] => {
      const o = kit.organisation()
      return [[SHANGHAI.item, { ...w.item(o, kit.item(o, indicator), 0, kit.random), tyshxydm: o.uscc, ...over(o) }]]
    }
  const relation =
    (over: (party: Person, o: Organisation) => Row) =>
    (kit: TrapKit): TableRow[] => {
      const o = kit.organisation()
      const party = kit.person()
      return [[SHANGHAI.relation, { ...w.relation(o, kit.relation(party, 'GG'), 0, kit.random), z_tyshxydm: o.uscc, c_bs: party.id, ...over(party, o) }]]
    }
  const withFirm =
    (over: (firm: Organisation) => Row) =>
    (kit: TrapKit): TableRow[] => {
      const [o, firm] = [kit.organisation(), kit.organisation()]
      return [[SHANGHAI.relation, { ...w.relation(o, kit.relation(firm, 'TZ', 10_000), 0, kit.random), ...over(firm) }]]
    }
  return [
    trap(
      'unknown list',
      'E_CODE_UNKNOWN',
      'lydm',
      list(() => ({ lydm: 'SH-LY-99' })),
    ),
    trap(
      'unknown colour of list',
      'E_CODE_UNKNOWN',
      'mdlx',
      list(() => ({ mdlx: '9' })),
    ),
    trap(
      'finder that nobody knows',
      'E_UNIT_UNRESOLVED',
      'rdjg',
      list(() => ({ rdjg: '不存在的认定单位' })),
    ),
    trap(
      'finder of another province',
      'E_UNIT_UNRESOLVED',
      'rdjg',
      list(() => ({ rdjg: '浙江省生态环境厅' })),
    ),
    trap(
      'finder not named',
      'accepted',
      null,
      list(() => ({ rdjg: null })),
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
      'removed row kept',
      'accepted',
      null,
      list(() => ({ ycrq: '20250601', ycyy: '1', yxqz: '20240101', rdrq: '20240101' })),
    ),
    trap(
      'removal without a reason',
      'accepted',
      null,
      list(() => ({ ycrq: '20250601', ycyy: null, yxqz: '20240101', rdrq: '20240101' })),
    ),
    trap(
      'unknown reason of removal',
      'E_CODE_UNKNOWN',
      'ycyy',
      list(() => ({ ycrq: '20250601', ycyy: '8', yxqz: '20240101', rdrq: '20240101' })),
    ),
    trap(
      'entry ends before it begins',
      'E_PERIOD_ORDER',
      'yxqzi',
      list(() => ({ rdrq: '20240601', yxqz: '20240601', yxqzi: '20230601' })),
    ),
    trap(
      'entry found in the future',
      'E_DATE_FUTURE',
      'rdrq',
      list((_, kit) => ({ rdrq: compact(addDays(kit.today, 60)), yxqz: compact(addDays(kit.today, 60)), yxqzi: '99991231' })),
    ),
    trap(
      'entry on a wrong code',
      'E_ID_CHECK',
      'tyshxydm',
      list(o => ({ tyshxydm: badCodes.check(o) })),
    ),
    trap(
      'entry on nobody',
      'E_REQUIRED',
      'tyshxydm',
      list(() => ({ tyshxydm: '', zjhm: '' })),
    ),

    trap(
      "number's first digits differ from the household",
      'accepted',
      null,
      relation(party => ({ c_hjqh: party.id.startsWith('34') ? '330106' : '340104' })),
    ),
    trap(
      'party of unknown household',
      'accepted',
      null,
      relation(() => ({ c_hjqh: null })),
    ),
    trap(
      'party of a household outside the region',
      'accepted',
      null,
      relation(() => ({ c_hjqh: '110101' })),
    ),
    trap(
      'party of a household in a retired division',
      'accepted',
      null,
      relation(() => ({ c_hjqh: '341402' })),
    ),
    trap(
      'party with a wrong number',
      'E_ID_CHECK',
      'c_bs',
      relation(party => ({ c_bs: badNumbers.check(party) })),
    ),
    trap(
      'no party',
      'E_REQUIRED',
      'c_bs',
      relation(() => ({ c_bs: null })),
    ),
    trap(
      'unknown relation',
      'E_CODE_UNKNOWN',
      'gxlx',
      relation(() => ({ gxlx: 'ZZ' })),
    ),
    trap(
      'unknown kind of party',
      'E_CODE_UNKNOWN',
      'c_lx',
      relation(() => ({ c_lx: '7' })),
    ),
    trap(
      'legal representative that is an organisation',
      'E_CODE_UNKNOWN',
      'c_lx',
      withFirm(() => ({ gxlx: 'FD', cgbl: null })),
    ),
    trap(
      'share over a hundred',
      'E_AMOUNT',
      'cgbl',
      withFirm(() => ({ cgbl: '135.0000' })),
    ),
    trap(
      'relation ends before it begins',
      'E_PERIOD_ORDER',
      'jzrq',
      withFirm(() => ({ qsrq: '20240101', jzrq: '20230101' })),
    ),
    trap(
      'relation of a wrong code',
      'E_ID_CHECK',
      'z_tyshxydm',
      relation((_, o) => ({ z_tyshxydm: badCodes.check(o) })),
    ),
    trap('shares of one firm do not sum to a hundred', 'accepted', null, kit => {
      const o = kit.organisation()
      return [6_000, 5_500].map((share, n): TableRow => [SHANGHAI.relation, w.relation(o, kit.relation(kit.person(), 'TZ', share), n, kit.random)])
    }),

    trap(
      'unknown indicator',
      'E_CODE_UNKNOWN',
      'zbxdm',
      item(() => ({ zbxdm: 'entops999' })),
    ),
    trap(
      'indicator of another kind',
      'E_KIND_CONFLICT',
      'zbxdm',
      item(() => ({ zbxdm: 'natlaw003' })),
    ),
    trap(
      'indicator without a value',
      'E_REQUIRED',
      'zbxz',
      item(() => ({ zbxz: '' })),
    ),
    trap(
      'indicator arose on a day that is not in the calendar',
      'E_DATE_INVALID',
      'fsrq',
      item(() => ({ fsrq: '20230931' })),
    ),
    trap(
      'indicator from a unit that nobody knows',
      'E_UNIT_UNRESOLVED',
      'lydw',
      item(() => ({ lydw: '上海市无名局' })),
    ),
    trap('three rows of one moment', 'accepted', null, kit => {
      const o = kit.organisation()
      return ['ENT-OPS-001', 'ENT-OPS-003', 'ENT-FIN-005'].map((code, n): TableRow => [
        SHANGHAI.item,
        { ...w.item(o, kit.item(o, code), n, kit.random), gxsj: `${addDays(kit.today, -3)} 03:00:00` },
      ])
    }),
  ]
}
