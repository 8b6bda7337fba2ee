import type { Day } from './day.ts'
import type { FinderLevel, FindingKind, Severity } from './generated/repair-rules.ts'

/** What the choice of a rule set for an adverse item (失信信息) depends on. */
export interface Finding {
  /** GB/T 2260 code of the province in which it was found (认定); null where not known. */
  readonly province: string | null
  /** The finder's function (职能): tells whether it belongs to a vertical system. null where the finder is not known. */
  readonly system: string | null
  readonly level: FinderLevel | null
  readonly kind: FindingKind
  /** The list domain of an entry. */
  readonly domain: string | null
  /** Sectors that the finding itself names; empty where it names none. */
  readonly sectors: readonly string[]
  /** null where the source does not say: then treated as 一般, and every answer says so. */
  readonly severity: Severity | null
  /** The day of the deciding document. */
  readonly foundOn: Day
}
