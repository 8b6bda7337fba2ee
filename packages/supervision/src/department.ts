import { type Catalogue, type Day, isProvince, type PowerItem, type Province } from '@delta/model'

/** A department as work orders name it: its code is its data-source unit's and, below the province, the division whose department it is (ZJ-ECO-330400). Its role is `unit:<code>`. */
export interface WorkDepartment {
  readonly code: string
  readonly name: string
  readonly division: string
  readonly unit: string
}

/** The department of a power item. Its function is read from its name, and where that does not tell, taken from the measure; null where no unit holds that function there. */
export function departmentOf(catalogue: Catalogue, { measure, province, department }: PowerItem, day: Day): WorkDepartment | null {
  const { name, bureau, division } = department
  const fn = catalogue.functionOfAuthority(bureau ?? name) ?? catalogue.measure(measure)!.function
  const city = catalogue.division(division)?.city ?? null
  const unit = catalogue.unitOfFunction(fn, province, city, day)
  if (unit === null) return null
  const own = isProvince(division) || catalogue.unit(unit)?.city === division
  return { code: own ? unit : `${unit}-${division}`, name, division, unit }
}

/** The province of a division; null where it is none of the four's. */
export function provinceOfDivision(catalogue: Catalogue, division: string | null): Province | null {
  const province = division === null ? null : catalogue.division(division)?.province
  return isProvince(province) ? province : null
}
