import type { ArchiveItem, ListEntry } from './generated/records.ts'
import type { Finding } from './repair-finding.ts'

/** The function of a unit; null where the unit is not known. */
type FunctionOf = (unit: string) => string | null

/** The finding that a list entry tells of: of a black or watch list; null of a red one, which is not adverse. */
export function findingOfEntry(
  { province, unit, domain, polarity, from, finder }: Pick<ListEntry, 'province' | 'unit' | 'domain' | 'polarity' | 'from' | 'finder'>,
  functionOf: FunctionOf,
): Finding | null {
  if (polarity === 'RED') return null
  return { province, system: functionOf(unit), level: finder?.level ?? 'PROVINCE', kind: 'LIST', domain, sectors: [], severity: null, foundOn: from }
}

/** The finding that an archive item tells of: a penalty; null of anything else. Where the source names no authority the unit is a mere custodian, and the finder is not known. */
export function findingOfItem(
  { province, unit, unitBasis, penalty }: Pick<ArchiveItem, 'province' | 'unit' | 'unitBasis' | 'penalty'>,
  functionOf: FunctionOf,
): Finding | null {
  if (penalty === null) return null
  const system = unitBasis === 'CUSTODIAN' ? null : functionOf(unit)
  return { province, system, level: null, kind: 'PENALTY', domain: null, sectors: [], severity: penalty.severity, foundOn: penalty.decisionDate }
}
