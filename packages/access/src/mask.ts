import { type Expression, type RawBuilder, sql } from 'kysely'

/** Is this the id of a natural person (a keyed pseudonym)? */
export const isPerson = (subjectId: string): boolean => subjectId.startsWith('NP:')

/** A person's name as everybody may see it: the first character and a star, whatever the length. */
export const maskName = (name: string): string => `${[...name][0] ?? ''}*`

/** SQL for a name beside its subject's id: persons are masked, but for the ids in `clear` (looked at with evidence under an agreement that shows names). */
export function nameShown(id: Expression<unknown>, name: Expression<unknown>, clear: readonly string[] = []): RawBuilder<string | null> {
  const person = clear.length === 0 ? sql<boolean>`${id} like 'NP:%'` : sql<boolean>`${id} like 'NP:%' and not ${id} = any(${clear}::text[])`
  return sql`case when ${person} then left(${name}, 1) || '*' else ${name} end`
}

const NUMBERS = /(?<!\d)(?:\d{17}[\dXx]|\d{15})(?!\d)/g

/** Free text with everything that may be a resident's number (18 or 15 digits) struck out: for evidence and logs. */
export const withoutNumbers = (text: string): string => text.normalize('NFKC').replace(NUMBERS, '[…]')
