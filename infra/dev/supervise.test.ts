import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { endLeftovers, readPid, writePid } from './pid-files.ts'
import { makePlaces, placesIn, type Places } from './places.ts'
import { identityOf } from './process-identity.ts'
import { keepRunning, type Kept } from './supervise.ts'
import { until } from './wait.ts'

let places: Places
const kept: Kept[] = []
const patient = { signal: new AbortController().signal, within: 10_000, every: 10, what: 'the condition' }

beforeEach(() => {
  places = placesIn(mkdtempSync(join(tmpdir(), 'delta-supervise-')))
  makePlaces(places)
})

afterEach(async () => {
  await Promise.all(kept.splice(0).map(each => each.stop(1_000)))
  rmSync(places.var, { recursive: true })
})

const keep = (code: string): Kept => {
  const one = keepRunning({ name: 'one', command: process.execPath, args: ['-e', code], env: process.env, cwd: places.var }, places)
  kept.push(one)
  return one
}
const logged = (text: string) => () => readFileSync(join(places.log, 'one.log'), 'utf8').includes(text)

test('a process that is killed is started again, with its new pid noted', async () => {
  const one = keep("console.log('up', process.pid); setInterval(() => {}, 1000)")
  const first = one.pid()!
  await until(logged(`up ${first}`), patient)
  process.kill(first, 'SIGKILL')
  const second = await until(() => one.pid() !== first && one.pid(), patient)
  await until(logged(`up ${second}`), patient)
  expect(readPid(places.run, 'one')).toEqual({ name: 'one', pid: second })
  expect(one.deaths()).toBe(1)
})

test('a stopped process stays stopped; one that does not listen is killed', async () => {
  const one = keep("process.on('SIGTERM', () => {}); console.log('deaf'); setInterval(() => {}, 1000)")
  await until(logged('deaf'), patient)
  const pid = one.pid()!
  await one.stop(200)
  expect(identityOf(pid)).toBeNull()
  expect(one.pid()).toBeNull()
  expect(existsSync(join(places.run, 'one.pid'))).toBe(false)
})

test('what a killed supervisor left running is ended, and nothing else', async () => {
  const one = keep("console.log('left'); setInterval(() => {}, 1000)")
  await until(logged('left'), patient)
  const pid = one.pid()!
  writePid(places.run, 'leftover', pid)
  writeFileSync(join(places.run, 'stranger.pid'), JSON.stringify({ pid: process.pid, identity: 'another process that had this number' }))
  rmSync(join(places.run, 'one.pid'))
  expect(await endLeftovers(places.run, {})).toEqual(['leftover'])
  expect(identityOf(pid)).toBeNull()
  expect(existsSync(join(places.run, 'stranger.pid'))).toBe(false)
})
