import type { Row } from './builder.ts'
import type { Selected } from './selection.ts'

/** A value as resolvers read an answer: what SQL would have put under each response key. Objects in it are taken apart by the selection, everything else is left as it is. */
export function keyed(value: unknown, selected: readonly Selected[]): unknown {
  if (Array.isArray(value)) return value.map(one => keyed(one, selected))
  if (value === null || typeof value !== 'object' || selected.length === 0) return value
  return Object.fromEntries(selected.map(({ key, name, children }) => [key, keyed((value as Row)[name] ?? null, children)]))
}
