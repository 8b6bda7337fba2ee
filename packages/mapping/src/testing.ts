import { orgCodeCheck, regNoCheck, residentCheck, usccCheck } from '@delta/model'
import type { ArchiveItem, Catalogue, ListEntry, Relationship } from '@delta/model'
import { mapRow } from './map-row.ts'
import type { Outcome, Stated } from './outcome.ts'
import type { ProvinceMapping } from './province-mapping.ts'
import type { MapParts, Row } from './row.ts'

/** The day on which tests of declarations take place. */
export const TODAY = '2026-11-22'

/** A stand-in for a keyed hash: 43 characters, the same for the same text. */
export function digest(text: string): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
  let state = 2_166_136_261
  const next = (code: number): number => (state = Math.imul(state ^ code, 16_777_619) >>> 0)
  for (let index = 0; index < text.length; index += 1) next(text.charCodeAt(index))
  return Array.from({ length: 43 }, (_, index) => alphabet.charAt(next(index) >>> 26)).join('')
}

/** Parts for tests; record ids are their key parts as JSON, so that a test can read them. */
export const testParts = (catalogue: Catalogue): MapParts => ({
  catalogue,
  today: TODAY,
  now: `${TODAY}T04:00:00.000Z`,
  recordId: parts => JSON.stringify(parts),
  pseudonym: (idType, number) => `NP:${digest(`${idType}:${number}`)}`,
})

/** A source row for tests. */
export const testRow = (dataset: string, columns: Row['columns'], over: Partial<Row> = {}): Row => ({
  dataset,
  columns,
  coordinate: `${dataset}/1`,
  updatedAt: '2026-11-20T02:00:00.000Z',
  firstSeenAt: null,
  deleted: false,
  held: null,
  warnings: [],
  ...over,
})

/** A valid credit code: two characters of kind, a division, eight of an organisation code's body. */
export function usccFor(kind: string, division: string, body: string): string {
  const code = `${kind}${division}${body}${orgCodeCheck(body)}`
  return code + usccCheck(code)
}

/** A valid resident number: division, birth day as eight digits; its order code is 998, which belongs to nobody. */
export const residentFor = (division: string, birth: string): string => `${division}${birth}998${residentCheck(`${division}${birth}998`)}`

/** A valid organisation code without hyphen. */
export const orgCodeFor = (body: string): string => body + orgCodeCheck(body)

/** A valid registration number. */
export const regNoFor = (body: string): string => body + regNoCheck(body)

/** What a row of a declaration states, taken apart for tests. */
export interface Told {
  readonly outcomes: readonly Outcome[]
  /** `CODE field` of every rejection. */
  readonly rejections: readonly string[]
  readonly items: readonly Stated<ArchiveItem>[]
  readonly entries: readonly Stated<ListEntry>[]
  readonly relations: readonly Stated<Relationship>[]
  /** The only outcome, as `CODE field`, `held CODE field`, the record's op, or `revocation`. */
  readonly verdict: string
}

/** Maps a row for a test. */
export function tell(mapping: ProvinceMapping, row: Row, parts: MapParts): Told {
  const outcomes = mapRow(mapping, row, parts)
  const verdictOf = (outcome: Outcome): string => {
    if (outcome.kind === 'mapped') return outcome.record.op
    if (outcome.kind === 'revocation') return `revocation ${outcome.on}`
    return `${outcome.kind === 'held' ? 'held ' : ''}${outcome.code} ${outcome.field}`
  }
  return {
    outcomes,
    rejections: outcomes.flatMap(outcome => (outcome.kind === 'rejected' ? [`${outcome.code} ${outcome.field}`] : [])),
    items: outcomes.flatMap(outcome => (outcome.kind === 'mapped' && outcome.product === 'ARCHIVE' ? [outcome.record] : [])),
    entries: outcomes.flatMap(outcome => (outcome.kind === 'mapped' && outcome.product === 'LIST' ? [outcome.record] : [])),
    relations: outcomes.flatMap(outcome => (outcome.kind === 'mapped' && outcome.product === 'RELATIONSHIP' ? [outcome.record] : [])),
    verdict: outcomes.map(verdictOf).join(', '),
  }
}
