import { proveLog } from '../conformance/log/prove-log.ts'

/** The list log's proofs for every pair of tree sizes to 512 and 10,000 random larger ones, set hashes and commitments, in TypeScript and in Python; no change of one bit goes unnoticed. */
process.exit(
  await proveLog({
    every: 512,
    allBits: 16,
    real: { length: 2 ** 17, pairs: 2_000 },
    vast: { length: 2 ** 24, pairs: 10_000 },
    sets: 300,
    commitments: 1_000,
  }),
)
