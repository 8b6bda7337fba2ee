import { oldResidentIdOf } from './identifiers.ts'
import { JIANGSU } from './jiangsu-tables.ts'
import type { JiangsuWriter } from './jiangsu-rows.ts'
import { badCodes, badNumbers } from './spoil.ts'
import type { Row } from './table.ts'
import { trap, type Trap, type TrapKit } from './trap-kit.ts'
import type { Organisation, Person } from './world.ts'
import type { JiangsuMade } from './jiangsu-made.ts'

/** Traps of Jiangsu's persons, relations and general indicators. */
export function jiangsuTableTraps(w: JiangsuWriter): Trap<JiangsuMade>[] {
  const person =
    (over: (p: Person) => Row) =>
    (kit: TrapKit): JiangsuMade => {
      const p = kit.person()
      return { tables: [[JIANGSU.person, { ...w.person(p, kit.random), p001: p.id, ...over(p) }]] }
    }
  const relation =
    (over: (party: Person, o: Organisation) => Row) =>
    (kit: TrapKit): JiangsuMade => {
      const [o, party] = [kit.organisation(), kit.person()]
      return { tables: [[JIANGSU.relation, { ...w.relation(o, kit.relation(party, 'TZ', 10_000), 0, kit.random), r004: party.id, ...over(party, o) }]] }
    }
  const item =
    (over: (o: Organisation) => Row) =>
    (kit: TrapKit): JiangsuMade => {
      const o = kit.organisation()
      return { tables: [[JIANGSU.item, { ...w.item(o, kit.item(o), 0, kit.random), ...over(o) }]] }
    }
  return [
    trap(
      "person's number with a wrong check character",
      'E_ID_CHECK',
      'p001',
      person(p => ({ p001: badNumbers.check(p) })),
    ),
    trap(
      'born on a day that is not in the calendar',
      'E_ID_CHECK',
      'p001',
      person(p => ({ p001: badNumbers.calendar(p) })),
    ),
    trap(
      '15-digit number',
      'accepted',
      null,
      person(p => ({ p001: p.id.slice(6, 8) === '19' ? oldResidentIdOf(p.id) : p.id })),
    ),
    trap(
      'area code outside the table',
      'accepted',
      null,
      person(() => ({ p003: '075505' })),
    ),
    trap(
      'household not known',
      'accepted',
      null,
      person(() => ({ p003: null })),
    ),
    trap(
      'deleted person',
      'accepted',
      null,
      person(() => ({ p100: '1' })),
    ),
    trap(
      'unknown relation',
      'E_CODE_UNKNOWN',
      'r001',
      relation(() => ({ r001: '9' })),
    ),
    trap(
      'unknown kind of party',
      'E_CODE_UNKNOWN',
      'r003',
      relation(() => ({ r003: '3' })),
    ),
    trap(
      'share over a hundred',
      'E_AMOUNT',
      'r005',
      relation(() => ({ r005: '13500' })),
    ),
    trap(
      'party with a wrong number',
      'E_ID_CHECK',
      'r004',
      relation(party => ({ r004: badNumbers.check(party) })),
    ),
    trap(
      'party of an area outside the table',
      'accepted',
      null,
      relation(() => ({ r009: '01001' })),
    ),
    trap(
      "number's first digits differ from the household",
      'accepted',
      null,
      relation(party => ({ r009: party.id.startsWith('3205') ? '02505' : '051283' })),
    ),
    trap(
      'relation ends before it begins',
      'E_PERIOD_ORDER',
      'r007',
      relation(() => ({ r006: '20240101', r007: '20230101' })),
    ),
    trap(
      'legal representative that is an organisation',
      'E_CODE_UNKNOWN',
      'r003',
      relation((_, o) => ({ r001: '2', r003: '2', r004: o.uscc, r005: null })),
    ),
    trap(
      'relation of a wrong code',
      'E_ID_CHECK',
      'r002',
      relation((_, o) => ({ r002: badCodes.check(o) })),
    ),
    trap(
      'unknown indicator',
      'E_CODE_UNKNOWN',
      'i001',
      item(() => ({ i001: '10299' })),
    ),
    trap(
      'indicator of another kind',
      'E_KIND_CONFLICT',
      'i001',
      item(() => ({ i001: '20503' })),
    ),
    trap(
      'indicator without a value',
      'E_REQUIRED',
      'i002',
      item(() => ({ i002: null })),
    ),
    trap(
      'indicator from a unit that nobody knows',
      'E_UNIT_UNRESOLVED',
      'i006',
      item(() => ({ i006: '江苏省无名局' })),
    ),
    trap(
      'indicator arose on a day that is not in the calendar',
      'E_DATE_INVALID',
      'i004',
      item(() => ({ i004: '20230931' })),
    ),
  ]
}
