import type { PublicJwk } from '@delta/seal'
import { CopyFault, openDirectory, readProof, verifyProof, verifySnapshot } from '@delta/subscriber'
import { jsonOf, Missing, textOf } from './missing.ts'
import { beginningOf, bytesIn, Damaged, isPacked } from './open-file.ts'
import { type Verdict, verifyRecord } from './verify.ts'

/** With what is verified. */
export interface VerifyParts {
  /** The signed participant directory and its keeper's public key: files. */
  readonly directory: string
  readonly keeper: string
  /** Files with signed checkpoints, for proofs. */
  readonly checkpoint?: readonly string[] | undefined
  readonly now: () => Date
}

const MEND = 'give a record, a proof, or a snapshot and the events after it.'
const SNAPSHOT = /\.ndjson(\.(gz|zst))?$/

/** Verifies what the files hold, offline: a record or a graph's proof of one, a proof of the list log, a snapshot, or a snapshot and the events after it. */
export async function verifyFiles(files: readonly string[], parts: VerifyParts): Promise<Verdict> {
  const [file, events] = files as [string, string | undefined]
  const beginning = await beginningOf(file, MEND)
  if (events !== undefined || SNAPSHOT.test(file) || isPacked(beginning) || beginning.toString().startsWith('{"snapshot"')) {
    const after = events === undefined ? undefined : bytesIn(events, await beginningOf(events, MEND))
    return judge(async () => `verified: ${await verifySnapshot({ snapshot: bytesIn(file, beginning), events: after }, await directoryOf(parts))}`)
  }
  const { checkpoint, ...value } = { ...jsonOf<object>(file, MEND) } as { checkpoint?: unknown; kind?: unknown }
  if (value.kind === undefined) return verifyRecord(file, parts)
  const proof = readProof(value)
  if (proof === null) return { ok: false, line: `not verified: ${file} is no proof of the list log` }
  const signed = [
    ...(typeof checkpoint === 'string' ? [checkpoint] : []),
    ...(parts.checkpoint ?? []).map(one => textOf(one, 'give a signed checkpoint.').trim()),
  ]
  if (signed.length === 0)
    throw new Missing('A proof shows nothing without a signed checkpoint: give it with --checkpoint, as /feeds/lists/checkpoint answers.')
  return judge(async () => `verified: ${await verifyProof(proof, signed, await directoryOf(parts))}`)
}

async function directoryOf({ directory, keeper, now }: VerifyParts) {
  const key = jsonOf<PublicJwk>(keeper, "give the directory keeper's public key with --keeper.")
  return openDirectory(textOf(directory, 'give the signed participant directory with --directory.'), key, now)
}

async function judge(verify: () => Promise<string>): Promise<Verdict> {
  try {
    return { ok: true, line: await verify() }
  } catch (error) {
    if (error instanceof CopyFault) return { ok: false, line: `not verified: ${error.code}: ${error.message}` }
    if (error instanceof Damaged) return { ok: false, line: `not verified: ${error.message}` }
    throw error
  }
}
