import { divisionOfUscc } from './credit-code.ts'
import { provinceCodeOf } from './national-province.ts'

/** The province, of the whole country, in which an organisation is registered: by its own number, else by the division that is stated beside an organisation code. Null where neither tells it, as for every person: only NAT-BAS-003 tells a 户籍. */
export function registeredIn(id: string, division: string | null): string | null {
  if (/^[0-9A-Z]{18}$/.test(id)) return provinceCodeOf(divisionOfUscc(id))
  if (id.startsWith('REG:')) return provinceCodeOf(id.slice(4, 10))
  return id.startsWith('ORG:') && division !== null ? provinceCodeOf(division) : null
}
