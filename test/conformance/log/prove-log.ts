import { createLog, createVastLog, type TestLog } from './logs.ts'
import { everyPair, type Kind, type Pair, proveProofs, randomPairs } from './prove-proofs.ts'
import { proveCommitments, proveSets } from './prove-sets.ts'
import { createRandom } from './random.ts'
import { createTally, type Tally } from './tally.ts'
import { startPython } from './witness.ts'

/** How much is proved. */
export interface Scale {
  /** Every pair of sizes up to this one. */
  readonly every: number
  /** Every bit of every hash up to this size; beyond it one bit of each. */
  readonly allBits: number
  /** Random pairs in a log of `length` events that is really there. */
  readonly real: { readonly length: number; readonly pairs: number }
  /** Random pairs in trees up to `length` leaves whose nodes are computed as they are read. */
  readonly vast: { readonly length: number; readonly pairs: number }
  readonly sets: number
  readonly commitments: number
}

const SEED = 'delta log'

/** Proves the log's cryptography at a scale, in TypeScript and in Python; prints what was proved and `N passed, N failed, N skipped`. Resolves with the exit code. */
export async function proveLog(scale: Scale): Promise<number> {
  const witness = startPython()
  const random = createRandom(SEED)
  const total = { passed: 0, failed: 0 }
  const group = async (title: string, prove: (tally: Tally) => Promise<void>): Promise<void> => {
    const begun = performance.now()
    const tally = createTally()
    await prove(tally)
    await witness.settled()
    const { passed, failed } = tally.report(title, (performance.now() - begun) / 1_000)
    total.passed += passed
    total.failed += failed
  }
  const proofs = async (title: string, log: TestLog, pairs: (kind: Kind) => Iterable<Pair>, allBits = false): Promise<void> => {
    for (const kind of ['inclusion', 'consistency'] as const)
      await group(`${kind}, ${title}`, tally => proveProofs(kind, pairs(kind), { log, witness, tally, random, allBits }))
  }
  const log = async (name: string, size: number): Promise<TestLog> => {
    const made = createLog(name, size)
    await group(`root of ${size} events`, async tally => {
      tally.proofs += 1
      await witness.ask({ tree: name, size }, answer => tally.check('python', answer === made.root(size).toString('base64'), () => 'the root is another'))
    })
    return made
  }
  const { every, allBits, real, vast } = scale
  const small = await log('small', every)
  await proofs(`every bit of all pairs to ${allBits}`, small, kind => everyPair(kind, allBits), true)
  await proofs(`all pairs to ${every}`, small, kind => everyPair(kind, every))
  const long = await log('long', real.length)
  await proofs(`random pairs to ${real.length}`, long, kind => randomPairs(kind, { above: every, largest: real.length, count: real.pairs, random }))
  await proofs(`random pairs to ${vast.length}`, createVastLog(), kind => randomPairs(kind, { above: every, largest: vast.length, count: vast.pairs, random }))
  await group('set hashes', tally => proveSets(scale.sets, { witness, tally, random }))
  await group('commitments', tally => proveCommitments(scale.commitments, { witness, tally, random }))
  await witness.end()
  console.log(`${total.passed} passed, ${total.failed} failed, 0 skipped`)
  return total.failed === 0 ? 0 : 1
}
