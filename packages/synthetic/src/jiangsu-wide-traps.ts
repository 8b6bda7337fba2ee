import { oldResidentIdOf } from './identifiers.ts'
import { JIANGSU } from './jiangsu-tables.ts'
import { licenceSlots, penaltySlots, type JiangsuWriter } from './jiangsu-rows.ts'
import { PLACEHOLDER, badCodes } from './spoil.ts'
import type { Row } from './table.ts'
import { trap, type Trap, type TrapKit } from './trap-kit.ts'
import type { Organisation } from './world.ts'
import type { JiangsuMade } from './jiangsu-made.ts'

/** Traps of Jiangsu's wide table and of its revocations. */
export function jiangsuWideTraps(w: JiangsuWriter): Trap<JiangsuMade>[] {
  const wide =
    (over: (o: Organisation, kit: TrapKit) => Row, make: (kit: TrapKit) => Organisation = kit => kit.organisation()) =>
    (kit: TrapKit): JiangsuMade => {
      const o = make(kit)
      return { tables: [[JIANGSU.wide, { ...w.wide(o, [], [], kit.random), c001: o.uscc, c003: '1', c010: '20150607', ...over(o, kit) }]] }
    }
  const withPenalty = (over: (o: Organisation) => Row) => wide((o, kit) => ({ ...penaltySlots([kit.penalty(o)]), ...over(o) }))
  const withLicence = (over: (o: Organisation) => Row) => wide((o, kit) => ({ ...licenceSlots([kit.licence(o)]), ...over(o) }))
  const hyphened = (code: string): string => `${code.slice(0, 8)}-${code[8]}`
  return [
    trap(
      'zero for nothing',
      'accepted',
      null,
      wide(() => ({ c009: '0', c010: '0' })),
    ),
    trap(
      'capital in 分',
      'accepted',
      null,
      wide(() => ({ c009: '123456789' })),
    ),
    trap(
      'negative capital',
      'E_AMOUNT',
      'c009',
      wide(() => ({ c009: '-100' })),
    ),
    trap(
      'area code that begins with 0 and has three digits',
      'accepted',
      null,
      wide(() => ({ c012: '02505' })),
    ),
    trap(
      'hyphened organisation code',
      'W_ORGCODE_ONLY',
      null,
      wide(o => ({ c001: null, c004: hyphened(o.orgCode), c005: null })),
    ),
    trap(
      'wrong organisation code only',
      'E_ID_CHECK',
      'c004',
      wide(() => ({ c001: null, c004: '79Y9T044-9', c005: null })),
    ),
    trap(
      'wrong organisation code beside a right code',
      'accepted',
      null,
      wide(() => ({ c004: '79Y9T044-9' })),
    ),
    trap(
      'registration number only',
      'accepted',
      null,
      wide(
        () => ({ c001: null, c004: null }),
        kit => kit.organisation('ENT', 'regno'),
      ),
    ),
    trap(
      'wrong registration number only',
      'E_ID_CHECK',
      'c005',
      wide(o => ({ c001: null, c004: null, c005: o.regNo.slice(0, 14) + String((Number(o.regNo[14]) + 1) % 10) })),
    ),
    trap(
      'placeholder beside an organisation code',
      'E_ID_DAMAGED',
      'c001',
      wide(o => ({ c001: PLACEHOLDER, c004: hyphened(o.orgCode) })),
    ),
    trap(
      'no identifier',
      'E_REQUIRED',
      'c001',
      wide(() => ({ c001: null, c004: null, c005: null })),
    ),
    trap(
      'code with a wrong check character',
      'E_ID_CHECK',
      'c001',
      wide(o => ({ c001: badCodes.check(o) })),
    ),
    trap(
      'code too short',
      'E_ID_LENGTH',
      'c001',
      wide(o => ({ c001: badCodes.short(o) })),
    ),
    trap(
      'code with a letter that codes do not have',
      'E_ID_CHARSET',
      'c001',
      wide(o => ({ c001: badCodes.letter(o) })),
    ),
    trap(
      'kind conflicts with the code',
      'E_KIND_CONFLICT',
      'c003',
      wide(
        () => ({ c003: '2' }),
        kit => kit.organisationWhere(o => o.uscc.startsWith('91')),
      ),
    ),
    trap(
      'kind 5 other',
      'accepted',
      null,
      wide(() => ({ c003: '5' })),
    ),
    trap(
      'unknown kind',
      'E_CODE_UNKNOWN',
      'c003',
      wide(() => ({ c003: '9' })),
    ),
    trap(
      'day that is not in the calendar',
      'E_DATE_INVALID',
      'c010',
      wide(() => ({ c010: '20190230' })),
    ),
    trap(
      'unknown registration status',
      'E_CODE_UNKNOWN',
      'c011',
      wide(() => ({ c011: '99' })),
    ),
    trap(
      '15-digit number of a representative',
      'accepted',
      null,
      wide(o => ({ c008: o.representative.id.slice(6, 8) === '19' ? oldResidentIdOf(o.representative.id) : o.representative.id })),
    ),
    trap(
      'deleted row',
      'accepted',
      null,
      wide(() => ({ c100: '1' })),
    ),
    trap(
      'bitmask of several kinds',
      'accepted',
      null,
      withPenalty(() => ({ c042: String(0b1101) })),
    ),
    trap(
      'bit of no kind',
      'E_CODE_UNKNOWN',
      'c042',
      withPenalty(() => ({ c042: String(1 << 13) })),
    ),
    trap(
      'fine in 分',
      'accepted',
      null,
      withPenalty(() => ({ c043: '199' })),
    ),
    trap(
      'negative fine',
      'E_AMOUNT',
      'c043',
      withPenalty(() => ({ c043: '-100' })),
    ),
    trap(
      'penalty without a number',
      'E_REQUIRED',
      'c041',
      withPenalty(() => ({ c041: null })),
    ),
    trap(
      'penalty without a day',
      'E_REQUIRED',
      'c044',
      withPenalty(() => ({ c044: '0' })),
    ),
    trap(
      'penalty decided on a day that is not in the calendar',
      'E_DATE_INVALID',
      'c044',
      withPenalty(() => ({ c044: '20230229' })),
    ),
    trap(
      'licence of unknown kind',
      'E_CODE_UNKNOWN',
      'c022',
      withLicence(() => ({ c022: '9' })),
    ),
    trap(
      'licence ends before it begins',
      'E_PERIOD_ORDER',
      'c024',
      withLicence(() => ({ c023: '20240601', c024: '20230531' })),
    ),
    trap(
      'open licence',
      'accepted',
      null,
      withLicence(() => ({ c024: '99991231' })),
    ),
    trap('revoked penalty', 'accepted', null, kit => {
      const o = kit.organisation()
      const penalty = kit.penalty(o)
      return {
        tables: [
          [JIANGSU.wide, w.wide(o, [], [penalty], kit.random)],
          [JIANGSU.revoke, w.revoke(o, '2', penalty, kit.random)],
        ],
      }
    }),
    trap('revocation of a document that has left its slot', 'accepted', null, kit => {
      const o = kit.organisation()
      return {
        tables: [
          [JIANGSU.wide, w.wide(o, [], [kit.penalty(o)], kit.random)],
          [JIANGSU.revoke, w.revoke(o, '1', { docNo: `苏市监许〔2019〕${o.index}号`, division: o.county.code, decision: '2019-05-06' }, kit.random)],
        ],
      }
    }),
  ]
}
