import { type ListTables, type LogHead, readCells, readLogHead, readNodes } from '@delta/list'
import {
  consistencyProof,
  consistencyReads,
  frontierOf,
  frontierReads,
  frontierRoot,
  inclusionProof,
  inclusionReads,
  sealSnapshot,
  signCheckpoint,
  type SigningKey,
} from '@delta/seal'
import { type Kysely, sql } from 'kysely'
import { problemError } from './admission.ts'
import { problem } from './problem.ts'

/** What proofs are made of. */
export interface ProofParts {
  readonly db: Kysely<ListTables>
  /** The log's own key, as it is now; the participant directory names its public half. */
  readonly key: () => SigningKey
  readonly now: () => Date
}

/** The log's proofs. */
export interface Proofs {
  /** The signed checkpoint (compact JWS) of a state of the log; signed once for each, and again by another key. */
  sign(state: { readonly head: LogHead; readonly cells: Record<string, string> }): Promise<string>
  /** Seals what a snapshot says of itself. */
  seal(head: string): Promise<string>
  /** The newest checkpoint. */
  checkpoint(): Promise<string>
  /** What a query asks for: `seq` (and `size`) an inclusion proof, `from` (and `to`) a consistency proof. */
  proof(query: URLSearchParams): Promise<object>
}

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64url')

/** Makes the proofs of a database's log. */
export function createProofs({ db, key, now }: ProofParts): Proofs {
  let signed: { place: string; jws: Promise<string> } | null = null
  const number = (query: URLSearchParams, name: string, otherwise: number, least: number, most: number): number => {
    const given = query.get(name)
    const value = given === null ? otherwise : Number(given)
    if (!/^\d{1,16}$/.test(given ?? '0') || value < least || value > most)
      throw problemError(problem('BAD_ARGUMENT', `${name} is a whole number from ${least} to ${most}.`))
    return value
  }
  const rootAt = async (size: number): Promise<string> => text(frontierRoot(frontierOf(size, await readNodes(db, frontierReads(size)))))
  const sign: Proofs['sign'] = ({ head, cells }) => {
    const own = key()
    const place = `${head.epoch}.${head.seq} ${own.kid}`
    if (signed?.place !== place) {
      const { epoch, seq: size, root, digest } = head
      signed = { place, jws: signCheckpoint({ epoch, size, root: text(root), digest: text(digest), cells, at: now().toISOString() }, own) }
    }
    return signed.jws
  }
  return {
    sign,
    seal: head => sealSnapshot(head, key()),
    checkpoint: async () => sign(await readCells(db)),
    proof: async query => {
      const wrong = [...query.keys()].some(name => !['seq', 'size', 'from', 'to'].includes(name))
      if (wrong || query.has('seq') === query.has('from')) throw problemError(problem('BAD_ARGUMENT', 'Ask with seq and size, or with from and to.'))
      const { seq: newest } = await readLogHead(db)
      if (query.has('seq')) {
        const size = number(query, 'size', newest, 1, newest)
        const seq = number(query, 'seq', 1, 1, size)
        const { rows } = await sql<{ hash: Buffer }>`select hash from list_log where seq = ${seq}`.execute(db)
        const path = inclusionProof(seq - 1, size, await readNodes(db, inclusionReads(seq - 1, size)))
        return { kind: 'inclusion', seq, size, hash: text(rows[0]!.hash), path: path.map(text), root: await rootAt(size) }
      }
      const to = number(query, 'to', newest, 1, newest)
      const from = number(query, 'from', 1, 1, to)
      const path = consistencyProof(from, to, await readNodes(db, consistencyReads(from, to)))
      return { kind: 'consistency', from, to, fromRoot: await rootAt(from), toRoot: await rootAt(to), path: path.map(text) }
    },
  }
}
