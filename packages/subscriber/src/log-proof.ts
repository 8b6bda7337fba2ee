import { eventLeaf, verifyConsistency, verifyPath } from '@delta/seal'
import { CopyFault } from './copy-fault.ts'
import { bytesOf, hasExactly, isCount, isHash, recordOf } from './read-json.ts'

/** The proof that an event stands in the log of a size: what `/feeds/lists/proof?seq=&size=` answers. */
export interface InclusionProof {
  readonly kind: 'inclusion'
  readonly seq: number
  readonly size: number
  readonly hash: string
  readonly path: readonly string[]
  readonly root: string
}

/** The proof that the log of one size is the beginning of the log of another: what `/feeds/lists/proof?from=&to=` answers. */
export interface ConsistencyProof {
  readonly kind: 'consistency'
  readonly from: number
  readonly to: number
  readonly fromRoot: string
  readonly toRoot: string
  readonly path: readonly string[]
}

const isPath = (value: unknown): boolean => Array.isArray(value) && value.every(isHash)

/** Reads a proof from its JSON value; null where it is none. */
export function readProof(value: unknown): InclusionProof | ConsistencyProof | null {
  const members = recordOf(value)
  if (members === null || !isPath(members['path'])) return null
  const { kind, seq, size, hash, root, from, to, fromRoot, toRoot } = members
  if (kind === 'inclusion')
    return hasExactly(members, ['kind', 'seq', 'size', 'hash', 'path', 'root']) && isCount(seq, 1) && isCount(size, 1) && isHash(hash) && isHash(root)
      ? (value as InclusionProof)
      : null
  const formed = hasExactly(members, ['kind', 'from', 'to', 'fromRoot', 'toRoot', 'path']) && isCount(from) && isCount(to) && isHash(fromRoot) && isHash(toRoot)
  return kind === 'consistency' && formed ? (value as ConsistencyProof) : null
}

/** Does a proof lead where it says, by itself? Throws `INCLUSION` or `CONSISTENCY`. */
export function demandProof(proof: InclusionProof | ConsistencyProof): void {
  const path = proof.path.map(bytesOf)
  if (proof.kind === 'inclusion') {
    const { seq, size, hash, root } = proof
    if (!verifyPath(eventLeaf(bytesOf(hash)), seq - 1, size, path, bytesOf(root)))
      throw new CopyFault('INCLUSION', `it is not proved to stand in the log of ${size} events`, { event: seq })
    return
  }
  const { from, to, fromRoot, toRoot } = proof
  if (!verifyConsistency(from, to, bytesOf(fromRoot), bytesOf(toRoot), path))
    throw new CopyFault('CONSISTENCY', `the log of ${from} events is not proved to be the beginning of that of ${to}`, { event: from })
}
