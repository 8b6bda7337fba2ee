import { isDay, shanghaiDay, type Day } from '@delta/model'
import type { GraphBuilder } from './builder.ts'
import { refuse } from './refusal.ts'

/** A moment of knowledge and the day that is asked about. */
export interface AsOf {
  /** In force on this day. */
  readonly valid: Day
  /** As the region knew it at this instant. */
  readonly known: string
  /** Is the day before that of the knowledge? Then what began after it is not there yet. */
  readonly earlier: boolean
}

/** Adds the input AsOf. */
export const addAsOf = (builder: GraphBuilder) =>
  builder.inputType('AsOf', {
    description:
      'What was in force on a day (default: that of `known`), as the region knew it at a time (default: now). Counted by rows, not by the counts that are kept.',
    fields: t => ({
      valid: t.field({ type: 'Date' }),
      known: t.field({
        type: 'DateTime',
        description: 'ISO 8601 in UTC; not after now. What the region took in less than a second before may still be on its way.',
      }),
    }),
  })

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?Z$/

/** Reads the argument; null where the present is asked about. */
export function readAsOf(given: { readonly valid?: unknown; readonly known?: unknown } | null | undefined, now: Date): AsOf | null {
  if (!given || (given.valid == null && given.known == null)) return null
  const known = given.known ?? now.toISOString()
  if (typeof known !== 'string' || !INSTANT.test(known) || Number.isNaN(Date.parse(known)) || Date.parse(known) > now.getTime())
    throw refuse('BAD_ARGUMENT', 'asOf.known is an instant in UTC that is not after now: 2026-11-23T01:02:03.004Z.')
  const day = shanghaiDay(known)
  const valid = given.valid ?? day
  if (typeof valid !== 'string' || !isDay(valid)) throw refuse('BAD_ARGUMENT', 'asOf.valid is a calendar day: 2026-11-23.')
  return { valid, known, earlier: valid < day }
}
