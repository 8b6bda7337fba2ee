import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readStatus, ROOT, type Status } from '@delta/dev'
import { expect, test, vi } from 'vitest'

const varFolder = process.env['DELTA_VAR']!

const run = (program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}) =>
  spawnSync(process.execPath, [join(ROOT, program), ...args], { encoding: 'utf8', env: { ...process.env, ...env }, timeout: 30_000 })
const delta = (...args: string[]) => run('services/cli/src/main.ts', args)
const statusNow = (): Status => JSON.parse(delta('status', '--json').stdout) as Status

test('the status names every service with its process, and all are ready', () => {
  const status = statusNow()
  expect(status.services.map(({ name }) => name)).toEqual([
    'adapter-shanghai',
    'adapter-jiangsu',
    'adapter-zhejiang',
    'adapter-anhui',
    'projector',
    'subgraph-archive',
    'subgraph-relationship',
    'subgraph-list',
    'subgraph-catalogue',
    'subgraph-measure',
    'subgraph-supervision',
    'feed',
    'gateway',
  ])
  for (const { name, pid, ready } of [...status.services, ...status.infrastructure]) {
    expect([name, ready, process.kill(pid!, 0)]).toEqual([name, true, true])
  }
  expect(status.sources).toMatchObject({ shanghai: { inbox: null }, zhejiang: { inbox: null }, anhui: { url: null } })
})

test('a service that is killed is started again and is ready again', async () => {
  const { pid } = statusNow().services.find(({ name }) => name === 'subgraph-catalogue')!
  process.kill(pid!, 'SIGKILL')
  await vi.waitFor(
    () => {
      const service = readStatus(join(varFolder, 'run'))!.services.find(({ name }) => name === 'subgraph-catalogue')!
      expect(service.ready).toBe(true)
      expect(service.pid).not.toBe(pid)
    },
    { timeout: 20_000, interval: 100 },
  )
})

test('a token is printed alone; a role that is none is told with the list of roles', () => {
  const token = delta('token', 'analyst')
  expect(token.stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  for (const role of ['boss', 'partner:999999', 'unit:NO-SUCH', 'province:110000', 'analyst:1']) {
    const { status, stdout, stderr } = delta('token', role)
    expect([status, stdout]).toEqual([1, ''])
    expect(stderr).toContain('partner:<city code')
  }
})

test('every province counts records of every product', () => {
  const counts = JSON.parse(delta('counts', '--json').stdout) as { province: string; product: string; published: number }[]
  for (const province of ['shanghai', 'jiangsu', 'zhejiang', 'anhui']) {
    for (const product of ['ARCHIVE', 'RELATIONSHIP', 'LIST']) {
      const published = counts.filter(one => one.province === province && one.product === product).reduce((sum, one) => sum + one.published, 0)
      expect([province, product, published > 0]).toEqual([province, product, true])
    }
  }
})

test('a drill prints the units that answer, and what is refused says why', () => {
  const { status, stdout } = delta('drill', 'lists', 'B05')
  expect(status).toBe(0)
  const [head, product, domain, ...below] = stdout.trimEnd().split('\n')
  expect([head, product, domain]).toMatchObject([/total +effective +repaired +ended/, / lists$/, /B05 生态环境/].map(form => expect.stringMatching(form)))
  for (const unit of ['SH-ECO', 'JS-ECO', 'ZJ-ECO', 'AH-ECO']) expect(below.filter(one => one.includes(` ${unit} `))).toHaveLength(1)
  expect(delta('drill', 'relationships', '--role', 'subject:91350100M000100Y43', '--purpose', 'subject-request').stderr).toContain('NOT_AGREED')
  expect(delta('drill', 'archives', 'NONE').stderr).toContain('VALIDATION_FAILED')
})

test('a second start in the same folder is refused and disturbs nothing', () => {
  const { status, stdout } = run('infra/dev/start.ts', [])
  expect(status).toBe(1)
  expect(stdout).toMatch(/running here already \(process \d+\)/)
  expect(readStatus(join(varFolder, 'run'))!.services.every(({ pid }) => process.kill(pid!, 0))).toBe(true)
})

test('a taken port is told with the setting that moves it, before anything is started', () => {
  const other = mkdtempSync(join(tmpdir(), 'delta-other-'))
  try {
    const { port } = new URL(process.env['DELTA_GATEWAY_URL']!)
    const { status, stdout } = run('infra/dev/start.ts', ['--port', port], { DELTA_VAR: other })
    expect(status).toBe(1)
    expect(stdout).toContain(`Port ${port} (gateway) is taken`)
    expect(stdout).toContain('--port PORT')
    expect(existsSync(join(other, 'postgres'))).toBe(false)
  } finally {
    rmSync(other, { recursive: true })
  }
})

test('without a system the command says how to start one', () => {
  const { status, stderr } = run('services/cli/src/main.ts', ['status', '--json'], { DELTA_VAR: '/nowhere' })
  expect(status).toBe(1)
  expect(stderr.trim().split('\n')).toHaveLength(1)
  expect(stderr).toContain('npm start')
})
