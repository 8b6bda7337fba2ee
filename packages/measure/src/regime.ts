import { type Catalogue, type Day, type InstitutionDocument, type Province, type Recognition, type Standard, STANDARD_KINDS, type Unit } from '@delta/model'

/** A province's units that keep the standards of a kind. */
export interface StandardProvince {
  readonly province: Province
  readonly units: readonly Unit[]
}

/** The shared standards of a kind, with the units that keep them. */
export interface StandardNode {
  readonly kind: Standard['kind']
  readonly standards: readonly Standard[]
  readonly provinces: readonly StandardProvince[]
}

/** The documents that hold in a province: its own and those above it. */
export interface InstitutionProvince {
  readonly province: Province
  readonly documents: readonly InstitutionDocument[]
}

/** The documents of a domain; of all domains together where it is null. */
export interface InstitutionNode {
  readonly domain: string | null
  readonly provinces: readonly InstitutionProvince[]
}

/** Where the provinces part: some have units for a kind of standards, or (`standard` null) documents of their own for a domain or for all domains (`domain` null), and of the others none are known. */
export interface RegimeDifference {
  readonly standard: Standard['kind'] | null
  readonly domain: string | null
  readonly having: readonly Province[]
  readonly lacking: readonly Province[]
}

/** What findings of a province in a domain do in others: the same in all of `to`. */
export interface RecognitionRule {
  readonly recognition: Recognition
  readonly from: Province
  readonly to: readonly Province[]
}

/** Mutual recognition (信用互认) in a domain. `differs`: it is not the same between all provinces. */
export interface RecognitionNode {
  readonly domain: string
  readonly rules: readonly RecognitionRule[]
  readonly differs: boolean
}

/** The regime (规制共建) as the provinces share it. */
export interface RegimeView {
  readonly standards: readonly StandardNode[]
  readonly institutions: readonly InstitutionNode[]
  readonly differences: readonly RegimeDifference[]
  readonly recognition: readonly RecognitionNode[]
}

const standardsOf = (catalogue: Catalogue, provinces: readonly Province[], today: Day): StandardNode[] =>
  STANDARD_KINDS.map(kind => {
    const standards = catalogue.standards().filter(standard => standard.kind === kind)
    const functions = [...new Set(standards.map(standard => standard.function))]
    return {
      kind,
      standards,
      provinces: provinces.map(province => ({
        province,
        units: functions.flatMap(fn => catalogue.unit(catalogue.unitOfFunction(fn, province, null, today) ?? '') ?? []),
      })),
    }
  })

const institutionsOf = (catalogue: Catalogue, provinces: readonly Province[], domains: readonly string[]): InstitutionNode[] =>
  [null, ...domains].flatMap(domain => {
    const documents = catalogue.institutions().filter(document => (domain === null ? document.domains.length === 0 : document.domains.includes(domain)))
    if (documents.length === 0) return []
    return [
      {
        domain,
        provinces: provinces.map(province => ({ province, documents: documents.filter(document => [null, province].includes(document.province)) })),
      },
    ]
  })

const recognitionOf = (catalogue: Catalogue, provinces: readonly Province[], domains: readonly string[], today: Day): RecognitionNode[] =>
  domains.map(domain => {
    const rules = provinces.flatMap(from => {
      const found = provinces.flatMap(to => {
        const recognition = to === from ? null : catalogue.recognitionOf(domain, from, to, today)
        return recognition ? [{ recognition, to }] : []
      })
      return [...Map.groupBy(found, ({ recognition }) => recognition)].map(([recognition, own]) => ({ recognition, from, to: own.map(({ to }) => to) }))
    })
    return { domain, rules, differs: new Set(rules.map(({ recognition }) => recognition.effect)).size > 1 }
  })

const difference = (
  topic: Pick<RegimeDifference, 'standard' | 'domain'>,
  provinces: readonly { readonly province: Province; readonly own: boolean }[],
): RegimeDifference[] => {
  const [having, lacking] = [true, false].map(own => provinces.filter(each => each.own === own).map(({ province }) => province)) as [Province[], Province[]]
  return having.length > 0 && lacking.length > 0 ? [{ ...topic, having, lacking }] : []
}

/** The regime of some provinces and domains: standards by kind and province, documents by domain and province, what findings do elsewhere, and where the provinces part. */
export function regimeOf(catalogue: Catalogue, provinces: readonly Province[], domains: readonly string[], today: Day): RegimeView {
  const standards = standardsOf(catalogue, provinces, today)
  const institutions = institutionsOf(catalogue, provinces, domains)
  return {
    standards,
    institutions,
    recognition: recognitionOf(catalogue, provinces, domains, today),
    differences: [
      ...standards.flatMap(node =>
        difference(
          { standard: node.kind, domain: null },
          node.provinces.map(({ province, units }) => ({ province, own: units.length > 0 })),
        ),
      ),
      ...institutions.flatMap(node =>
        difference(
          { standard: null, domain: node.domain },
          node.provinces.map(({ province, documents }) => ({ province, own: documents.some(document => document.province === province) })),
        ),
      ),
    ],
  }
}
