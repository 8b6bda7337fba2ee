import { type Catalogue, nameKey, normaliseName } from '@delta/model'

/** When names tell subjects apart (identity-terms.csv). */
export interface IdentityTerms {
  /** Two names that are certainly not forms of one. */
  readonly surelyOther: (one: string, other: string) => boolean
  /** Subjects with this code have a name that is nobody else's. */
  readonly hasOwnName: (code: string) => boolean
  /** A registration status of a subject that is there. */
  readonly isStanding: (status: string) => boolean
}

/** Reads the terms of the catalogue. */
export function identityTerms(catalogue: Pick<Catalogue, 'rows'>): IdentityTerms {
  const terms = new Map(catalogue.rows('identity-terms').map(row => [row['term']!, row['value']!]))
  const least = Number(terms.get('LEAST_DIFFERENCE'))
  const standing = new Set(terms.get('STANDING')!.split('|').map(nameKey))
  const unique = terms.get('UNIQUE_NAMES')!.split('|')
  return {
    surelyOther: (one, other) => differ([...normaliseName(one)], [...normaliseName(other)], least),
    hasOwnName: code => unique.some(beginning => code.startsWith(beginning)),
    isStanding: status => standing.has(nameKey(status)),
  }
}

/** Whether each has at least `least` characters that the other lacks. So neither contains the other. */
const differ = (one: readonly string[], other: readonly string[], least: number): boolean => lacks(one, other) >= least && lacks(other, one) >= least

/** How many characters of `one` are not in `other`, each as often as it stands there. */
function lacks(one: readonly string[], other: readonly string[]): number {
  const left = Map.groupBy(other, character => character)
  const counts = new Map([...left].map(([character, found]) => [character, found.length]))
  return one.filter(character => {
    const count = counts.get(character) ?? 0
    counts.set(character, count - 1)
    return count <= 0
  }).length
}
