import type { Catalogue, Day, Memorandum, Province, Unit } from '@delta/model'

/** An initiating unit (发起单位) of a memorandum in one of its domains. */
export interface Initiator {
  readonly domain: string
  readonly memorandum: Memorandum
  /** The initiating unit's name. */
  readonly name: string | null
  /** The unit as the catalogue knows it; null for ministries and others that are no data-source unit. */
  readonly unit: Unit | null
  /** The province that leads the domain in the region (牵头省份). */
  readonly lead: Province | null
}

/** Lists who initiated which memorandum, domain by domain. A regional memorandum names no unit of its own: the domain's unit in the leading province initiates it. */
export function initiatorsOf(catalogue: Catalogue, domains: readonly string[], today: Day): Initiator[] {
  return domains.flatMap(domain =>
    catalogue
      .memoranda()
      .filter(memorandum => memorandum.domains.includes(domain))
      .map(memorandum => {
        const lead = catalogue.domain(domain)?.leadProvince ?? null
        const code = memorandum.level === 'REGIONAL' && lead !== null ? catalogue.unitOfDomain(domain, lead, null, today) : null
        const unit = code === null ? null : catalogue.unit(code)
        return { domain, memorandum, name: memorandum.initiator ?? unit?.name ?? null, unit, lead }
      }),
  )
}
