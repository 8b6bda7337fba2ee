import { addDays, type Province, type Subject } from '@delta/model'
import fc from 'fast-check'

/** What becomes of an adverse item in the end. Only what stands, or stands again, counts against anybody. */
export type Fate = 'stands' | 'restored' | 'repaired' | 'fallen' | 'lapsed' | 'expired' | 'revoked'

/** The days on which histories happen: the second one begins while they do. */
export const FIRST = '2026-11-19'
export const SECOND = addDays(FIRST, 1)

/** One adverse item of a subject, and how it is told. */
export interface Adverse {
  readonly what: 'entry' | 'penalty'
  readonly fate: Fate
  readonly domain: string
  /** Days before the first day on which it was found. */
  readonly age: number
  /** Do the notices come before the record? */
  readonly noticeFirst: boolean
  /** How often an old version, or a new one that does not know what was decided, comes again. */
  readonly again: number
}

/** One subject's history: its name is stated, and adverse items are. */
export interface History {
  readonly province: Province
  readonly items: readonly Adverse[]
}

const FATES: readonly Fate[] = ['stands', 'stands', 'restored', 'repaired', 'repaired', 'fallen', 'lapsed', 'expired', 'revoked']

/** Random histories. In Zhejiang five years repair what a unit of its own found; so all that lapses is found there. */
const histories: fc.Arbitrary<History> = fc.record({
  province: fc.constantFrom<Province>('310000', '330000'),
  items: fc.array(
    fc.record<Adverse>({
      what: fc.constantFrom('entry', 'penalty'),
      fate: fc.constantFrom(...FATES),
      domain: fc.constantFrom('B05', 'B04', 'W01'),
      age: fc.integer({ min: 1, max: 200 }),
      noticeFirst: fc.boolean(),
      again: fc.constantFrom(0, 0, 1, 3),
    }),
    { minLength: 1, maxLength: 3 },
  ),
})

/** So many random histories by their seed. */
export const sampleHistories = (seed: number, count: number): History[] => fc.sample(histories, { seed, numRuns: count })

/** The subject of the history with a number. */
export const subjectOf = (number: number): Subject => ({
  id: `91330100${number.toString(36).toUpperCase().padStart(9, '0')}0`,
  kind: 'ENT',
  subKind: null,
  idType: 'USCC',
  name: null,
  maskedId: null,
  division: null,
})
