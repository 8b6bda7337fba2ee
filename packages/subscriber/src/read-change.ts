import { committedText, type ListChange } from '@delta/model'
import { commitTo } from '@delta/seal'
import { CopyFault } from './copy-fault.ts'
import { areHashes, bytesOf, hasExactly, isCount, isHash, membersOf, recordOf } from './read-json.ts'

const MEMBERS = ['epoch', 'seq', 'op', 'reason', 'legalBasis', 'at', 'entry', 'salt', 'hash', 'root', 'digest', 'cells']
const OPERATIONS: readonly unknown[] = ['listed', 'updated', 'delisted', 'repaired', 'corrected', 'withdrawn', 'out-of-scope']

/** Reads a change from its JSON text and holds its body against its commitment. Throws `CHANGE_MALFORMED` or `CHANGE_HASH`. */
export function readChange(text: string): ListChange {
  const members = membersOf(text)
  const change = members as unknown as ListChange
  const event = isCount(members?.['seq'], 1) ? members['seq'] : null
  const id = recordOf(members?.['entry'])?.['id']
  const entry = typeof id === 'string' ? id : null
  const wellFormed =
    members !== null &&
    event !== null &&
    entry !== null &&
    hasExactly(members, MEMBERS, ['logged']) &&
    isCount(change.epoch, 1) &&
    OPERATIONS.includes(change.op) &&
    (change.salt === null || isHash(change.salt)) &&
    [change.hash, change.root, change.digest].every(isHash) &&
    areHashes(change.cells) &&
    (change.logged === undefined || recordOf(change.logged) !== null)
  if (!wellFormed) throw new CopyFault('CHANGE_MALFORMED', 'it is not a change of the list', { event, entry })
  if (!opens(change, committedText(change))) throw new CopyFault('CHANGE_HASH', 'its body does not fit its hash', { event, entry })
  return change
}

/** Does a body open its commitment? One without a salt has been withheld or erased: then nothing but the id may be said. */
export function opens({ entry, salt, hash }: Pick<ListChange, 'entry' | 'salt' | 'hash'>, text: string): boolean {
  if (salt === null) return Object.keys(entry).length === 1
  return commitTo(bytesOf(salt), text).equals(bytesOf(hash))
}
