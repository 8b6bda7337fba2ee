import type { Day, UnitBasis } from '@delta/model'
import type { Reading } from './reading.ts'

/** The unit at which a record's drill ends, and why. */
export interface EndUnit {
  readonly unit: string
  readonly basis: UnitBasis
}

const CUSTODIAN = 'FGW'

/**
 * The unit of a licence or penalty: the deciding authority by its exact name, a bureau's or an earlier name, else by its function (longest suffix) in the province
 * and city. Where the source names no authority, or one without a known function, the province's 发展改革委 keeps it as custodian.
 */
export function decidingUnit(reading: Reading, authority: string | null, on: Day | null, city: string | null): EndUnit | null {
  const { catalogue, province, parts } = reading
  if (authority !== null) {
    const named = catalogue.resolveUnitName(authority, province, on ?? parts.today)?.unit ?? null
    const heir = named === null ? null : catalogue.heirOn(named, parts.today)
    const fn = heir === null ? catalogue.functionOfAuthority(authority) : null
    const unit = heir ?? (fn === null ? null : catalogue.unitOfFunction(fn, province, city, parts.today))
    if (unit !== null) return { unit, basis: 'AUTHORITY' }
  }
  const custodian = catalogue.unitOfFunction(CUSTODIAN, province, city, parts.today)
  return custodian === null ? null : { unit: custodian, basis: 'CUSTODIAN' }
}
