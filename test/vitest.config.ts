import { createRequire } from 'node:module'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

interface Choice {
  readonly include: string[]
  readonly exclude: string[]
  readonly inTurn: boolean
}

const everything: Choice = { include: ['**/*.test.ts'], exclude: [], inTurn: false }
const { include, exclude, inTurn } = { ...everything, ...(JSON.parse(process.env['DELTA_TEST_CHOICE'] ?? '{}') as Partial<Choice>) }

/** One copy of graphql-js: Vite would give sources its ES module and leave libraries its CommonJS one, and graphql-js refuses objects of another copy. */
const graphql = createRequire(join(import.meta.dirname, '..', 'packages', 'graph', 'package.json')).resolve('graphql')

// oxlint-disable-next-line import/no-default-export -- vitest wants it
export default defineConfig({
  root: join(import.meta.dirname, '..'),
  cacheDir: 'node_modules/.vite',
  resolve: { alias: [{ find: /^graphql$/, replacement: graphql }] },
  test: {
    include,
    exclude: ['**/node_modules/**', '**/dist/**', 'var/**', ...exclude],
    fileParallelism: !inTurn,
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
})
