export { hashLeaf, merklePath, merkleRoot, verifyPath } from './merkle.ts'
export {
  appendLeaf,
  consistencyProof,
  consistencyReads,
  EMPTY_FRONTIER,
  frontierOf,
  frontierReads,
  frontierRoot,
  inclusionProof,
  inclusionReads,
  verifyConsistency,
} from './merkle-log.ts'
export type { MerkleFrontier } from './merkle-log.ts'
export { createSetHash } from './set-hash.ts'
export type { SetHash } from './set-hash.ts'
export { commitTo, entryElement, eventLeaf, newSalt } from './commitment.ts'
export { readCheckpoint, signCheckpoint } from './checkpoint.ts'
export type { Checkpoint, CheckpointError } from './checkpoint.ts'
export { sealSnapshot, verifySnapshotSeal } from './snapshot-seal.ts'
export type { SnapshotSealError } from './snapshot-seal.ts'
export { leafBytes, SEALED_HEADERS } from './leaf.ts'
export type { SealableMessage } from './leaf.ts'
export { SEAL_ERRORS, SEAL_LIMITS, SEAL_SKEW } from './seal-error.ts'
export type { SealError } from './seal-error.ts'
export { generateKey, publicOf, SEAL_ALGORITHMS, signingKey, verifyingKey } from './key.ts'
export type { PrivateJwk, PublicJwk, SealAlgorithm, SigningKey } from './key.ts'
export { generateSecret, hmacText, pseudonymOf, readSecret, recordIdOf } from './secret.ts'
export { readDirectory, signDirectory } from './directory.ts'
export type { Directory, DirectoryError, DirectoryKey, Participant } from './directory.ts'
export { createKeyring } from './keyring.ts'
export type { Keyring, KeyringKey, VerifiedSeal } from './keyring.ts'
export { kidOfSeal, sealAgain, sealBatch, SEAL_TYPE } from './seal-batch.ts'
export type { SealHeaders } from './seal-batch.ts'
export { openSealed, openSealedLeaf } from './open-sealed.ts'
export type { Opened, OpenOptions } from './open-sealed.ts'
export { openPush, signPush } from './push.ts'
export type { OpenedPush, PushError } from './push.ts'
