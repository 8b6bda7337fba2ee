/** A subject that could be drawn, with its credit class. */
export interface SamplingMember {
  readonly id: string
  readonly class: string
}

/** A credit class and the share of it that is drawn: a decimal above 0, at most 1, of at most four places (`0.05`). */
export interface SamplingShare {
  readonly class: string
  readonly ratio: string
}

/** What a draw is made of. Ids, classes and inspectors are ASCII without spaces. */
export interface SamplingDraw {
  readonly seed: string
  readonly matter: string
  readonly shares: readonly SamplingShare[]
  readonly population: readonly SamplingMember[]
  readonly inspectors: readonly string[]
  /** How many inspectors each drawn subject gets. */
  readonly each: number
}

/** How hashes are made: both give lower-case hex. */
export interface SamplingHashes {
  readonly sha256: (text: string) => string
  readonly hmacSha256: (key: string, text: string) => string
}

/** A drawn subject, in the order of the draw, with its inspectors. */
export interface DrawnMember extends SamplingMember {
  readonly inspectors: readonly string[]
}

/** A draw with the digests of what it was drawn from. */
export interface DrawnSample {
  readonly populationDigest: string
  readonly rosterDigest: string
  readonly drawn: readonly DrawnMember[]
}

const PLACES = 10_000
const RATIO = /^(?:0(?:\.\d{1,4})?|1(?:\.0{1,4})?)$/

/** A ratio in ten-thousandths; null where it is none. */
export function ratioParts(ratio: string): number | null {
  if (!RATIO.test(ratio)) return null
  const [whole = '0', places = ''] = ratio.split('.')
  const parts = Number(whole) * PLACES + Number(places.padEnd(4, '0'))
  return parts === 0 ? null : parts
}

/** How many of a class are drawn: its share, rounded up. */
export const sizeOf = (members: number, ratio: string): number => Math.ceil((members * (ratioParts(ratio) ?? 0)) / PLACES)

const lines = (texts: readonly string[]): string =>
  texts
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map(text => `${text}\n`)
    .join('')

/** The texts with the lowest scores, the lowest first. */
function lowest(texts: readonly string[], count: number, score: (text: string) => string): string[] {
  const scored = texts.map(text => ({ text, score: score(text) }))
  return scored
    .toSorted((a, b) => (a.score < b.score ? -1 : a.score > b.score ? 1 : a.text < b.text ? -1 : 1))
    .slice(0, count)
    .map(({ text }) => text)
}

/**
 * Draws subjects by credit class, and inspectors for each (双随机). The draw is a function of its parts: whoever has the seed, the population and the roster draws the same.
 * The population's digest is in every score, so that a population changed by one subject is another draw. Packages/sampling/SAMPLING.md says it in words.
 */
export function drawSample({ sha256, hmacSha256 }: SamplingHashes, { seed, matter, shares, population, inspectors, each }: SamplingDraw): DrawnSample {
  const populationDigest = sha256(lines(population.map(member => `${member.class} ${member.id}`)))
  const rosterDigest = sha256(lines(inspectors))
  const byClass = Map.groupBy(population, member => member.class)
  const drawn = shares.flatMap(({ class: name, ratio }) => {
    const ids = (byClass.get(name) ?? []).map(({ id }) => id)
    return lowest(ids, sizeOf(ids.length, ratio), id => hmacSha256(seed, ['subject', matter, populationDigest, name, id].join('\n'))).map(id => ({
      id,
      class: name,
    }))
  })
  const inspectorsOf = (id: string): string[] =>
    lowest(inspectors, each, inspector => hmacSha256(seed, ['inspector', matter, populationDigest, rosterDigest, id, inspector].join('\n')))
  return { populationDigest, rosterDigest, drawn: drawn.map(member => ({ ...member, inspectors: inspectorsOf(member.id) })) }
}
