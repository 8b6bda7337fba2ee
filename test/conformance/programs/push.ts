import { join } from 'node:path'
import { ROOT } from '@delta/dev'
import { python, run, status, token } from '../local.ts'

/** Python pushes for each province through the gateway, as its own platform would; what was accepted then stands in the graph, stated by the unit that its dataset names. */
const { gateway } = status()
const keys = join(process.env.DELTA_VAR ?? join(ROOT, 'var'), 'keys')
const total = { passed: 0, failed: 0 }
const count = (what: string, holds: boolean): void => {
  total[holds ? 'passed' : 'failed'] += 1
  if (!holds) console.log(`FAULT ${what}`)
}

const analyst = token('analyst')
const entryOf = async (id: string): Promise<unknown> => {
  const response = await fetch(`${gateway}/graphql`, {
    method: 'POST',
    headers: { authorization: `Bearer ${analyst}`, 'delta-purpose': 'analysis', 'content-type': 'application/json' },
    body: JSON.stringify({ query: 'query ($id: ID!) { listEntry(id: $id) { province { code } unit { code } domain { code } from } }', variables: { id } }),
  })
  return ((await response.json()) as { data?: { listEntry: unknown } }).data?.listEntry ?? null
}
const shown = async (id: string): Promise<unknown> => {
  for (const until = Date.now() + 20_000; Date.now() < until;) {
    const entry = await entryOf(id)
    if (entry !== null) return entry
    await new Promise(resolve => setTimeout(resolve, 100))
  }
  return null
}

const PROVINCES = { sh: '310000', js: '320000', zj: '330000', ah: '340000' } as const
for (const [short, code] of Object.entries(PROVINCES)) {
  const other = token(`province:${code === '310000' ? '320000' : '310000'}`)
  const args = ['test/conformance/push.py', gateway, keys, short, code, token(`province:${code}`), other]
  const { output } = await run(python(), args, { quiet: true })
  console.log(`${short}: ${output.trim()}`)
  const [, passed, failed, id] = /(\d+) passed, (\d+) failed\n(\S*)/.exec(output) ?? []
  total.passed += Number(passed ?? 0)
  total.failed += Number(failed ?? 1)
  const entry = await shown(id ?? '')
  const expected = { province: { code }, unit: { code: `${short.toUpperCase()}-ECO` }, domain: { code: 'B05' }, from: '2026-01-05' }
  count(`${short}: what was pushed is not in the graph: ${JSON.stringify(entry)}`, JSON.stringify(entry) === JSON.stringify(expected))
}
console.log(`${total.passed} passed, ${total.failed} failed, 0 skipped`)
process.exit(total.failed === 0 ? 0 : 1)
