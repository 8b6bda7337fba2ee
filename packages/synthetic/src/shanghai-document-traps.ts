import { addDays } from '@delta/model'
import { compact } from './days.ts'
import { SHANGHAI } from './shanghai-tables.ts'
import type { ShanghaiWriter, TableRow } from './shanghai-rows.ts'
import { badCodes, badNumbers } from './spoil.ts'
import type { Row } from './table.ts'
import { trap, type Trap, type TrapKit } from './trap-kit.ts'
import type { Organisation } from './world.ts'

type Over = (o: Organisation, kit: TrapKit) => Row

/** Traps of Shanghai's licences and penalties. */
export function shanghaiDocumentTraps(w: ShanghaiWriter): Trap<readonly TableRow[]>[] {
  const of = (o: Organisation): Row => ({ tyshxydm: o.uscc, yxbz: 'Y' })
  const licence =
    (over: Over) =>
    (kit: TrapKit): TableRow[] => {
      const o = kit.organisation()
      return [[SHANGHAI.licence, { ...w.licence(o, kit.licence(o), 0, kit.random), ...of(o), ...over(o, kit) }]]
    }
  const penalty =
    (over: Over) =>
    (kit: TrapKit): TableRow[] => {
      const o = kit.organisation()
      return [[SHANGHAI.penalty, { ...w.penalty(o, kit.penalty(o), 0, kit.random), ...of(o), ...over(o, kit) }]]
    }
  const personal =
    (over: (id: string) => Row, bad: (kit: TrapKit) => [string, TableRow]) =>
    (kit: TrapKit): TableRow[] => {
      const [id, [table, row]] = bad(kit)
      return [[table, { ...row, ...over(id) }]]
    }
  const personPenalty = (kit: TrapKit): [string, TableRow] => {
    const p = kit.person()
    return [badNumbers.check(p), [SHANGHAI.penalty, { ...w.penalty(p, kit.penalty(p), 0, kit.random), zjhm: p.id }]]
  }
  const twice =
    (change: (first: Row) => Row) =>
    (kit: TrapKit): TableRow[] => {
      const o = kit.organisation()
      const first = { ...w.penalty(o, kit.penalty(o), 0, kit.random), ...of(o) }
      const later = String(first['gxsj']).replace(/^\d{4}-\d\d-\d\d/u, addDays(kit.today, -2))
      return [
        [SHANGHAI.penalty, first],
        [SHANGHAI.penalty, { ...first, zj: first['zj']!.replace(/a$/u, 'b'), gxsj: later, ...change(first) }],
      ]
    }
  return [
    trap(
      'revoked by the old status list',
      'accepted',
      null,
      penalty(() => ({ zt: '1' })),
    ),
    trap(
      'status 2 objection',
      'W_OBJECTION',
      null,
      penalty(() => ({ zt: '2' })),
    ),
    trap(
      'status 3 other',
      'W_STATUS_OTHER',
      null,
      licence(() => ({ zt: '3' })),
    ),
    trap(
      'unknown status',
      'E_CODE_UNKNOWN',
      'zt',
      penalty(() => ({ zt: '9' })),
    ),
    trap(
      'same document twice, the second a revocation',
      'accepted',
      null,
      twice(() => ({ zt: '1' })),
    ),
    trap(
      'same document in other brackets',
      'accepted',
      null,
      twice(first => ({ wsh: ` ${first['wsh']!.replace('〔', '[').replace('〕', ']')}` })),
    ),
    trap(
      'same number from two authorities',
      'accepted',
      null,
      twice(() => ({ cfjg: '上海市崇明区水务局' })),
    ),
    trap(
      'decided on a day that is not in the calendar',
      'E_DATE_INVALID',
      'jdrq',
      penalty(() => ({ jdrq: '20190230' })),
    ),
    trap(
      'decided in the future',
      'E_DATE_FUTURE',
      'jdrq',
      penalty((_, kit) => ({ jdrq: compact(addDays(kit.today, 90)), gsjzq: compact(addDays(kit.today, 400)) })),
    ),
    trap(
      'no day of decision',
      'E_REQUIRED',
      'jdrq',
      licence(() => ({ jdrq: '00000000' })),
    ),
    trap(
      'no document number',
      'E_REQUIRED',
      'wsh',
      penalty(() => ({ wsh: null })),
    ),
    trap(
      'licence ends before it begins',
      'E_PERIOD_ORDER',
      'yxqzi',
      licence(() => ({ yxqz: '20240601', yxqzi: '20230531' })),
    ),
    trap(
      'open end',
      'accepted',
      null,
      licence(() => ({ yxqzi: '99991231' })),
    ),
    trap(
      'unknown kind of licence',
      'E_CODE_UNKNOWN',
      'xklb',
      licence(() => ({ xklb: '66' })),
    ),
    trap(
      'unknown kind among several',
      'E_CODE_UNKNOWN',
      'cflb',
      penalty(() => ({ cflb: '03,88' })),
    ),
    trap(
      'negative fine',
      'E_AMOUNT',
      'fkje',
      penalty(() => ({ fkje: '-200.00' })),
    ),
    trap(
      'authority of unknown function',
      'accepted',
      null,
      penalty(() => ({ cfjg: '上海市青浦区朱家角镇人民政府' })),
    ),
    trap(
      'no authority',
      'accepted',
      null,
      licence(() => ({ xkjg: null })),
    ),
    trap(
      'unit that nobody knows',
      'E_UNIT_UNRESOLVED',
      'lydw',
      penalty(() => ({ lydw: '上海市某某管理处' })),
    ),
    trap(
      'earlier unit name after its validity',
      'E_UNIT_UNRESOLVED',
      'lydw',
      penalty(() => ({ lydw: '上海市工商行政管理局', jdrq: '20240304', gsjzq: '20250304' })),
    ),
    trap(
      'earlier unit name within its validity',
      'accepted',
      null,
      penalty(() => ({ lydw: '上海市环境保护局', jdrq: '20180304', gsjzq: '20210304' })),
    ),
    trap(
      'penalty on a wrong code',
      'E_ID_CHECK',
      'tyshxydm',
      penalty(o => ({ tyshxydm: badCodes.check(o) })),
    ),
    trap(
      "penalty on a person's wrong number",
      'E_ID_CHECK',
      'zjhm',
      personal(id => ({ zjhm: id }), personPenalty),
    ),
    trap(
      'licence of nobody',
      'E_REQUIRED',
      'tyshxydm',
      licence(() => ({ tyshxydm: null, zjhm: null })),
    ),
    trap(
      'unknown counterparty',
      'E_CODE_UNKNOWN',
      'cf_xdr_lb',
      penalty(() => ({ cf_xdr_lb: '09' })),
    ),
    trap(
      'withdrawn row',
      'accepted',
      null,
      licence(() => ({ yxbz: 'N' })),
    ),
  ]
}
