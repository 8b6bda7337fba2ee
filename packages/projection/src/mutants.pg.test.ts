import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { judge } from './testing/judge.ts'

test('commits that fail at the last moment lose, double and miscount nothing', async () => {
  expect(await judge(process.env.DELTA_TEST_POSTGRES, { seed: Math.trunc(Math.random() * 2 ** 31), histories: 8 })).toBeNull()
}, 200_000)

test.each(['projection-position-outside-transaction', 'projection-rollup-forgets'])(
  'the judge sees %s',
  async mutant => {
    const program = fileURLToPath(new URL('testing/judge-main.ts', import.meta.url))
    const substitute = new URL('../../../test/mutants/substitute.mjs', import.meta.url).href
    const child = spawn(process.execPath, ['--import', substitute, program, '1', '20'], {
      env: { ...process.env, DELTA_MUTANT: mutant },
      stdio: ['ignore', 'ignore', 'inherit'],
    })
    expect(await once(child, 'exit')).toEqual([3, null])
  },
  200_000,
)
