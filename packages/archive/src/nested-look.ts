import type { Fields, Selected } from '@delta/graph'
import { sql } from 'kysely'

const MARK = '_person'
const LOOKS: readonly string[] = ['identifier', 'division', 'archive', 'accesses']

/** The fields selected of an item's subject (row `s`), with a mark where they tell more of a person than the item does: its id. Ours comes last, so no alias can hide it. */
export function markLook(selected: readonly Selected[], fields: Fields): { readonly selected: readonly Selected[]; readonly fields: Fields } {
  if (!selected.some(field => LOOKS.includes(field.name))) return { selected, fields }
  return {
    selected: [...selected, { key: MARK, name: MARK, args: {}, children: [] }],
    fields: { ...fields, [MARK]: () => sql`case when s.id like 'NP:%' then s.id end` },
  }
}

/** The persons that an answer looks at by the way: their ids, as marked. */
export function marksIn(answer: unknown): string[] {
  if (typeof answer !== 'object' || answer === null) return []
  const mark = (answer as Record<string, unknown>)[MARK]
  return [...(typeof mark === 'string' ? [mark] : []), ...Object.values(answer).flatMap(marksIn)]
}
