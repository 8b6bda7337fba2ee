import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { availableParallelism, loadavg } from 'node:os'
import { join } from 'node:path'
import { ROOT } from '@delta/dev'
import { openStore } from '@delta/store'
import { type Counts, lineOf } from '../runner/counts.ts'
import { lendSystem } from '../runner/lend-system.ts'
import { readMetric } from '../runner/read-metric.ts'
import { untilDelivered } from '../runner/until-delivered.ts'

/**
 * What credit checks take on the default data, at the server that answers them (POST /checks of the supervision): a batch of 1,000, and one alone. Batches go by the client's clock, which is never less;
 * of those alone the server's own histogram says how many were within the limit. The client's clock is printed beside it: the waits of its own process are in it.
 * Half of the subjects stand on lists, persons among them, so that evidence is written too. On a machine that others use the clock tells more of them than of the checks: the processor time of the service
 * and of its database sessions is printed as well.
 */
const LIMITS = { batch: 300, single: 10 }
const BATCHES = 30
const SINGLES = 2_000
const WARM = 5

const TICK = 10
/** Processor milliseconds that each process has used, from /proc; one that has ended is left out. */
const usedBy = (pids: readonly number[]): Map<number, number> =>
  new Map(
    pids.flatMap(pid => {
      if (!existsSync(`/proc/${pid}/stat`)) return []
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ')
      return [[pid, (Number(fields[11]) + Number(fields[12])) * TICK]]
    }),
  )
/** What those of them that go on have used between two moments. */
const between = (before: Map<number, number>, after: Map<number, number>): number =>
  [...after].reduce((sum, [pid, used]) => sum + used - (before.get(pid) ?? used), 0)

const quantile = (times: readonly number[], q: number): number => times.toSorted((a, b) => a - b)[Math.min(times.length - 1, Math.floor(times.length * q))]!
const MATTERS = ['XK', 'QT', 'JF', 'QR', 'JC']

/** How many requests to POST /checks the service has answered, and how many of them within the limit for one alone. */
const answered = async (url: string): Promise<{ all: number; within: number }> => {
  const of = { http_route: '/checks' }
  const all = await readMetric(url, 'http_server_request_duration_count', of)
  return { all, within: await readMetric(url, 'http_server_request_duration_bucket', { ...of, le: String(LIMITS.single / 1_000) }) }
}

const { batches, singles, inTime, verdicts, used } = await lendSystem({}, async system => {
  await untilDelivered(system)
  const { store, services } = system.status()
  const { url, pid } = services.find(({ name }) => name === 'subgraph-supervision')!
  const token = execFileSync(process.execPath, [join(ROOT, 'services/cli/src/main.ts'), 'token', 'unit:ZJ-MKT'], { encoding: 'utf8' }).trim()
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, 'delta-purpose': 'approval', 'delta-case': 'prove' }
  const readModel = openStore(store, { connections: 1 })
  const { rows } = await readModel.pool.query<{ id: string }>(
    `(select distinct subject_id as id from list_entry where status = 'EFFECTIVE' order by 1 limit 500) union all (select id from subject order by id limit 500)`,
  )
  const subjects = rows.map(({ id }) => id)
  const verdicts: Record<string, number> = {}
  const ask = async (from: number, count: number): Promise<number> => {
    const checks = Array.from({ length: count }, (_, n) => ({
      subject: subjects[(from + n) % subjects.length],
      matter: MATTERS[(from + n) % MATTERS.length],
      division: '330106',
    }))
    const body = JSON.stringify({ checks })
    const begun = performance.now()
    const response = await fetch(`${url}/checks`, { method: 'POST', headers, body })
    const answer = (await response.json()) as { checks: { verdict?: string; error?: { code: string } }[] }
    const took = performance.now() - begun
    if (response.status !== 200 || answer.checks.length !== count) throw new Error(`${response.status} ${JSON.stringify(answer).slice(0, 200)}`)
    for (const { verdict, error } of answer.checks) verdicts[verdict ?? error!.code] = (verdicts[verdict ?? error!.code] ?? 0) + 1
    return took
  }
  const measure = async (times: number, count: number): Promise<number[]> => {
    const took: number[] = []
    for (let n = 0; n < times + WARM; n += 1) took.push(await ask(n * count, count))
    return took.slice(WARM)
  }
  const sessions = async (): Promise<number[]> =>
    (await readModel.pool.query<{ pid: number }>(`select pid from pg_stat_activity where application_name = 'subgraph-supervision'`)).rows.map(row => row.pid)
  await ask(0, 1_000)
  const pids = [pid!, ...(await sessions())]
  const before = usedBy(pids)
  const batches = await measure(BATCHES, 1_000)
  const middle = usedBy(pids)
  const batched = await answered(url!)
  const singles = await measure(SINGLES, 1)
  const both = await answered(url!)
  const inTime = (both.within - batched.within) / (both.all - batched.all)
  const used = { batch: between(before, middle) / (BATCHES + WARM), single: between(middle, usedBy(pids)) / (SINGLES + WARM) }
  await readModel.close()
  return { batches, singles, inTime, verdicts, used }
})

console.log(
  `the machine's load was ${loadavg()[0]!.toFixed(1)} on ${availableParallelism()} cores, others' work included; verdicts ${JSON.stringify(verdicts)}`,
)
console.log(
  `batch of 1,000: p50 ${quantile(batches, 0.5).toFixed(0)} ms, most ${quantile(batches, 1).toFixed(0)} ms (limit ${LIMITS.batch}); processor ${used.batch.toFixed(0)} ms`,
)
console.log(
  `one alone: ${(100 * inTime).toFixed(2)} % within ${LIMITS.single} ms at the server (limit 99 %); for the client p50 ${quantile(singles, 0.5).toFixed(1)} ms, p99 ${quantile(singles, 0.99).toFixed(1)} ms; processor ${used.single.toFixed(1)} ms`,
)
const passed = [quantile(batches, 1) <= LIMITS.batch, inTime >= 0.99]
const counts: Counts = { passed: passed.filter(Boolean).length, failed: passed.filter(one => !one).length, skipped: 0 }
console.log(lineOf(counts))
process.exit(counts.failed > 0 ? 1 : 0)
