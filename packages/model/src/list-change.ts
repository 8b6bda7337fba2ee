import { canonicalJson } from './canonical-json.ts'
import type { ListChange } from './generated/records.ts'

/** The members of a change that its commitment covers. */
export type CommittedChange = Pick<ListChange, 'epoch' | 'seq' | 'op' | 'reason' | 'legalBasis' | 'at' | 'entry'>

/**
 * The text that a change of the regional list is committed to (with its salt): the canonical JSON of what the log says. Where a filter has turned the change into another
 * one (an update that brings an entry into scope is `listed`), `logged` holds what the log says.
 */
export function committedText({ epoch, seq, op, reason, legalBasis, at, entry, logged }: CommittedChange & Pick<Partial<ListChange>, 'logged'>): string {
  return canonicalJson({ epoch, seq, op, reason, legalBasis, at, entry, ...logged })
}
