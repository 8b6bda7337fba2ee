import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { memoryOf } from './memory.ts'

test('a tree is measured with what descends from it, and a process that is gone takes nothing', async () => {
  const child = spawn(process.execPath, ['-e', 'console.log("up"); setInterval(() => {}, 1e6)'], { stdio: ['ignore', 'pipe', 'ignore'] })
  await once(child.stdout, 'data')
  const [own, whole] = [memoryOf(child.pid!), memoryOf(process.pid)]
  expect(own).toMatchObject({ processes: 1, byName: { node: own.pss } })
  expect(own.pss).toBeGreaterThan(5)
  expect(own.rss).toBeGreaterThanOrEqual(own.pss)
  expect(whole.processes).toBeGreaterThan(1)
  expect(whole.pss).toBeGreaterThan(own.pss)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(memoryOf(child.pid!)).toEqual({ pss: 0, rss: 0, processes: 0, byName: {} })
})
