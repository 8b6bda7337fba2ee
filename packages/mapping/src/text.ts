import type { Rule } from './rule.ts'

/** A text, only trimmed: names are never folded, because ㈱, ① and full-width brackets are part of what is registered. */
export const text = (column: string): Rule<string> => ({ columns: [column], read: reading => reading.text(column) })
