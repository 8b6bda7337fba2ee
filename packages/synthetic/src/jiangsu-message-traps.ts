import { usccOf } from './identifiers.ts'
import type { JiangsuWriter } from './jiangsu-rows.ts'
import type { MessageRow } from './jiangsu-message.ts'
import { badCodes } from './spoil.ts'
import { trap, type Trap, type TrapKit } from './trap-kit.ts'
import type { Organisation } from './world.ts'
import type { JiangsuMade } from './jiangsu-made.ts'

/** Traps of the rows of Jiangsu's list messages. */
export function jiangsuMessageTraps(w: JiangsuWriter): Trap<JiangsuMade>[] {
  const row =
    (over: (o: Organisation) => Readonly<Record<string, string | null>>, op: MessageRow['op'] = 'I', domain = 'B05') =>
    (kit: TrapKit): JiangsuMade => {
      const o = kit.organisation()
      const { resource, row: made } = w.message(o, kit.list(o, domain), kit.random)
      const changed = over(o)
      return { message: { resource, row: { op, fields: made.fields.map(([name, value]) => [name, name in changed ? changed[name]! : value]) } } }
    }
  return [
    trap(
      'entry on a wrong code',
      'E_ID_CHECK',
      'ZTDM',
      row(o => ({ ZTDM: badCodes.check(o) })),
    ),
    trap(
      'entry on nobody',
      'E_REQUIRED',
      'ZTDM',
      row(() => ({ ZTDM: null })),
    ),
    trap(
      'unknown list',
      'E_CODE_UNKNOWN',
      'LBDM',
      row(() => ({ LBDM: '99' })),
    ),
    trap(
      'list that the message kind does not have',
      'E_CODE_UNKNOWN',
      'LBDM',
      row(() => ({ LBDM: '40' }), 'I', 'R05'),
    ),
    trap(
      'finder that nobody knows',
      'E_UNIT_UNRESOLVED',
      'RDDW',
      row(() => ({ RDDW: '不存在的认定单位' })),
    ),
    trap(
      'finder not named',
      'accepted',
      null,
      row(() => ({ RDDW: null })),
    ),
    trap(
      'city bureau as finder',
      'W_FINDER_LEVEL',
      null,
      row(() => ({ RDDW: '南京市生态环境局' })),
    ),
    trap(
      'finder that serves four provinces: civil aviation',
      'accepted',
      null,
      row(() => ({}), 'I', 'B36'),
    ),
    trap(
      'finder that serves four provinces: railways',
      'accepted',
      null,
      row(() => ({}), 'I', 'B35'),
    ),
    trap(
      'no day of filing and no day of publication',
      'E_REQUIRED',
      'FBRQ',
      row(() => ({ LARQ: null, FBRQ: null })),
    ),
    trap(
      'filed, not published',
      'accepted',
      null,
      row(() => ({ FBRQ: null })),
    ),
    trap(
      'published on a day that is not in the calendar',
      'E_DATE_INVALID',
      'FBRQ',
      row(() => ({ FBRQ: '2023-02-30' })),
    ),
    trap(
      'YXQZ is the end',
      'accepted',
      null,
      row(() => ({ FBRQ: '2024-01-01', YXQZ: '2029-01-01' })),
    ),
    trap(
      'entry ends before it begins',
      'E_PERIOD_ORDER',
      'YXQZ',
      row(() => ({ FBRQ: '2024-06-01', YXQZ: '2023-06-01' })),
    ),
    trap("person's number that also checks as a credit code", 'accepted', null, kit => {
      const p = kit.personWhere(person => usccOf(person.id.slice(0, 17)) === person.id)
      return { message: w.message(p, kit.list(p, 'B36'), kit.random) }
    }),
    trap(
      'no case number',
      'accepted',
      null,
      row(() => ({ AH: null })),
    ),
    trap(
      'removed by D',
      'accepted',
      null,
      row(() => ({ YCRQ: '2025-05-01', YCYY: '1', FBRQ: '2024-01-01' }), 'D'),
    ),
    trap(
      'unknown reason of removal',
      'E_CODE_UNKNOWN',
      'YCYY',
      row(() => ({ YCRQ: '2025-05-01', YCYY: '8', FBRQ: '2024-01-01' })),
    ),
  ]
}
