/** One kind of test that `npm test` runs: what it needs, and how it is run. */
export interface Layer {
  readonly name: string
  /** `servers`: a throw-away PostgreSQL and Kafka (DELTA_TEST_POSTGRES, DELTA_TEST_KAFKA). `system`: a whole running system, shared by all layers that need it (DELTA_VAR, DELTA_GATEWAY_URL). */
  readonly needs: 'nothing' | 'servers' | 'system'
  readonly runs: Vitest | Programs | Commands
  /** After so many minutes it is ended and counts as failed. */
  readonly minutes: number
}

/** Test files for vitest, as globs from the repository's top. */
export interface Vitest {
  readonly vitest: readonly string[]
  readonly not?: readonly string[]
  /** One file at a time: for tests that share a system. */
  readonly inTurn?: boolean
}

/** TypeScript programs, as globs, run in turn; each prints `N passed, N failed, N skipped`. */
export interface Programs {
  readonly programs: readonly string[]
  /** Programs that only measure need not count. */
  readonly uncounted?: boolean
}

/** Commands by name; each counts as one test, and passes when it exits with 0. */
export interface Commands {
  readonly commands: Readonly<Record<string, readonly [string, ...string[]]>>
}

/** The layers of `npm test`, in the order in which they run: the cheap ones first. */
export const LAYERS: readonly Layer[] = [
  {
    name: 'check',
    needs: 'nothing',
    minutes: 5,
    runs: {
      commands: {
        types: ['tsc', '-b'],
        lint: ['oxlint'],
        format: ['oxfmt', '--check'],
        generated: ['node', 'infra/generate/main.ts', '--check'],
        'unused code': ['knip'],
        'workspace versions': ['sherif'],
      },
    },
  },
  { name: 'architecture', needs: 'nothing', minutes: 2, runs: { vitest: ['test/architecture/**/*.test.ts'] } },
  {
    name: 'unit',
    needs: 'nothing',
    minutes: 15,
    runs: {
      vitest: ['packages/*/src/**/*.test.ts', 'services/*/src/**/*.test.ts', 'infra/**/*.test.ts', 'test/runner/**/*.test.ts'],
      not: ['**/*.pg.test.ts', '**/*.kafka.test.ts'],
    },
  },
  { name: 'postgres', needs: 'servers', minutes: 15, runs: { vitest: ['{packages,services}/*/src/**/*.pg.test.ts', 'infra/**/*.pg.test.ts'] } },
  { name: 'kafka', needs: 'servers', minutes: 15, runs: { vitest: ['{packages,services}/*/src/**/*.kafka.test.ts', 'infra/**/*.kafka.test.ts'] } },
  { name: 'journeys', needs: 'system', minutes: 15, runs: { vitest: ['test/journeys/**/*.test.ts'], inTurn: true } },
  { name: 'conformance', needs: 'system', minutes: 15, runs: { programs: ['test/conformance/programs/*.ts'] } },
  { name: 'gate', needs: 'servers', minutes: 15, runs: { programs: ['test/gate/runs/*.ts', 'test/as-of/runs/*.ts'] } },
  { name: 'feed', needs: 'servers', minutes: 15, runs: { programs: ['test/feed/runs/*.ts'] } },
  { name: 'inward', needs: 'servers', minutes: 15, runs: { programs: ['test/inward/runs/*.ts'] } },
  { name: 'replay', needs: 'nothing', minutes: 15, runs: { programs: ['test/replay/runs/*.ts'] } },
  { name: 'new-adapter', needs: 'nothing', minutes: 15, runs: { programs: ['test/new-adapter/runs/*.ts'] } },
  { name: 'faults', needs: 'nothing', minutes: 15, runs: { programs: ['test/faults/runs/*.ts'] } },
]

/** What `prove` runs: slower than a commit may wait for. */
export const PROOFS: readonly Layer[] = [
  { name: 'prove', needs: 'nothing', minutes: 180, runs: { programs: ['test/prove/*.ts'] } },
  { name: 'prove-gate', needs: 'servers', minutes: 180, runs: { programs: ['test/prove/gate/*.ts'] } },
  { name: 'prove-inward', needs: 'servers', minutes: 180, runs: { programs: ['test/prove/inward/*.ts'] } },
  { name: 'prove-replay', needs: 'nothing', minutes: 180, runs: { programs: ['test/prove/replay/*.ts'] } },
  { name: 'prove-reread', needs: 'servers', minutes: 180, runs: { programs: ['test/prove/reread/*.ts'] } },
  { name: 'prove-feed', needs: 'servers', minutes: 180, runs: { programs: ['test/prove/feed/*.ts'] } },
]

/** What `bench` runs: it prints figures. */
export const BENCHES: readonly Layer[] = [{ name: 'bench', needs: 'nothing', minutes: 60, runs: { programs: ['test/bench/*.ts'], uncounted: true } }]
