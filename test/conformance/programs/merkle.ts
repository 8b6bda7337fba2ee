import { proveLog } from '../log/prove-log.ts'

/** The list log's proofs, set hashes and commitments in TypeScript and in Python: what test/prove/merkle-pairs.ts proves, in seconds. */
process.exit(await proveLog({ every: 64, allBits: 8, real: { length: 2_000, pairs: 100 }, vast: { length: 2 ** 24, pairs: 100 }, sets: 20, commitments: 20 }))
