import type { RejectCode } from '@delta/model'
import type { Product } from '@delta/mapping'

/** What became of one statement of a source row. */
export type Fate = 'published' | 'held' | 'rejected' | 'refused' | 'resolved' | 'superseded' | 'unchanged' | 'departed'

/** Counts what became of statements; kept only when their transaction commits. */
export type Tally = (fate: Fate, product: Product, code: RejectCode | null) => void
