import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { freePorts, type Kept, keepRunning, makeKeys, makePlaces, placesIn, ROOT, runCommand } from '@delta/dev'
import type { Pool } from '@delta/store'
import { createTestDatabase } from '@delta/store/testing'
import { distinctTopics, openKafka, readTopics } from '@delta/stream'
import { randomName, silentLog, testBroker, withTopics } from '@delta/stream/testing'
import { play } from '@delta/synthetic'
import { python, run } from '../conformance/local.ts'
import { createRandom } from '../feed/random.ts'
import { startChurn } from './churn.ts'

/** Four adapters, and how they are killed: while the provinces are filled and go on changing. */
export interface InwardStorm {
  readonly subjects: number
  /** Changes a second, and for how long, once the provinces are filled. */
  readonly rate: number
  readonly seconds: number
  /** Rows a turn, and so versions, that each database changes of what it says about other provinces' subjects. */
  readonly churn: number
  readonly kills: number
  readonly seed: number
}

/** What the Python program said, and what happened. */
export interface InwardVerdict {
  readonly kills: Readonly<Record<string, number>>
  /** Rows about other provinces' subjects that were changed meanwhile. */
  readonly churned: number
  /** Versions that the four provinces published. */
  readonly published: number
  readonly said: string
  readonly good: boolean
  /** MiB of each adapter at rest. */
  readonly memory: Readonly<Record<string, number>>
  /** What it said of a row that was then altered, and of another that was taken away: it must see both. */
  readonly spoilt: string
}

const ADAPTERS = { 'adapter-shanghai': 'sh', 'adapter-jiangsu': 'js', 'adapter-zhejiang': 'zj', 'adapter-anhui': 'ah' } as const
const PATIENCE = 900_000

/** Fills four provinces, lets four real adapter processes exchange what they hold over the broker, kills them at random moments, lets them come to rest, and has a foreign program compare the four platforms with what was published. */
export async function inwardStorm({ subjects, rate, seconds, churn, kills, seed }: InwardStorm): Promise<InwardVerdict> {
  const interpreter = python()
  const server = process.env['DELTA_TEST_POSTGRES']
  const broker = testBroker(process.env['DELTA_TEST_KAFKA'])
  const places = placesIn(mkdtempSync(join(tmpdir(), 'delta-inward-')))
  makePlaces(places)
  mkdirSync(places.keys, { recursive: true })
  await makeKeys(places.keys, () => new Date())
  const prefix = randomName('inward')
  const schema = join(places.var, 'schema')
  cpSync(join(ROOT, 'schema'), schema, { recursive: true })
  writeFileSync(join(schema, 'topics.yaml'), readFileSync(join(schema, 'topics.yaml'), 'utf8').replaceAll('name: delta.', `name: ${prefix}.`))
  const topics = distinctTopics(readTopics(schema).filter(topic => topic.province !== null))
  const made = await withTopics(
    openKafka({ brokers: [broker], clientId: 'test-inward', log: silentLog }),
    topics.map(({ name, partitions }) => ({ topic: name, partitions })),
  )
  const databases = await Promise.all(Array.from({ length: 7 }, () => createTestDatabase<unknown>(server, 2)))
  const [shanghai, jiangsu, zhejiang, ...ledgers] = databases as [(typeof databases)[0], (typeof databases)[0], (typeof databases)[0], ...typeof databases]
  const urls = { shanghai: shanghai.url, jiangsu: jiangsu.url, zhejiang: zhejiang.url }
  const ports = Object.values(await freePorts())
  const own = {
    sh: { DELTA_SOURCE_URL: urls.shanghai, DELTA_PLATFORM_URL: urls.shanghai },
    js: { DELTA_SOURCE_URL: urls.jiangsu, DELTA_SOURCE_INBOX: places.inboxes.jiangsu, DELTA_PLATFORM_FOLDER: places.outboxes.jiangsu },
    zj: { DELTA_SOURCE_URL: urls.zhejiang, DELTA_PLATFORM_URL: urls.zhejiang },
    ah: { DELTA_SOURCE_INBOX: places.inboxes.anhui, DELTA_PLATFORM_FOLDER: places.outboxes.anhui },
  } as const
  const start = (name: keyof typeof ADAPTERS, index: number): Kept =>
    keepRunning(
      {
        name,
        command: process.execPath,
        // As a local start gives them, so that what they take of memory is what they take there.
        args: ['--max-old-space-size=160', '--max-semi-space-size=8', '--disable-warning=ExperimentalWarning', join(ROOT, 'services', name, 'src', 'main.ts')],
        cwd: join(ROOT, 'services', name),
        env: {
          ...process.env,
          DELTA_HOST: '127.0.0.1',
          DELTA_PORT: String(ports[index]),
          DELTA_KAFKA: broker,
          DELTA_KEYS: places.keys,
          DELTA_SCHEMA: schema,
          DELTA_STORE_URL: ledgers[index]!.url,
          ...own[ADAPTERS[name]],
        },
      },
      places,
    )
  const status = join(places.var, 'status.json')
  writeFileSync(
    status,
    JSON.stringify({
      kafka: broker,
      prefix,
      sources: {
        shanghai: { url: urls.shanghai },
        zhejiang: { url: urls.zhejiang },
        jiangsu: { outbox: places.outboxes.jiangsu },
        anhui: { outbox: places.outboxes.anhui },
      },
      ledgers: Object.fromEntries(['shanghai', 'jiangsu', 'zhejiang', 'anhui'].map((name, index) => [name, ledgers[index]!.url])),
    }),
  )
  let kept: Kept[] = []
  try {
    await fill({ urls, inboxes: places.inboxes, subjects: 0, seed })
    kept = (Object.keys(ADAPTERS) as (keyof typeof ADAPTERS)[]).map(start)
    const filled = fill({ urls, inboxes: places.inboxes, subjects, seed })
    const filling = filled.then(() => play({ urls, inboxes: places.inboxes, rate, seconds, seed }))
    const churning = startChurn({ shanghai: shanghai.pool, jiangsu: jiangsu.pool, zhejiang: zhejiang.pool }, churn, filled)
    const killed = await rage(kept, kills, createRandom(seed))
    await filling
    await churning.stop()
    const published = async (): Promise<number> =>
      (
        await Promise.all(
          ledgers.map(one => one.pool.query<{ n: number }>(`select coalesce(sum(seq), 0)::bigint as n from outbox_head where topic !~ 'receipt|rejected'`)),
        )
      ).reduce((sum, { rows }) => sum + rows[0]!.n, 0)
    let last = { code: 1, output: '' }
    for (const end = performance.now() + PATIENCE; last.code !== 0 && performance.now() < end; await wait(2_000)) {
      last = await run(interpreter, ['test/conformance/check_inward.py', '--status', status], { quiet: true })
    }
    const numbers = await published()
    const memory = Object.fromEntries(kept.map(one => [one.name, residentOf(one.pid())]))
    await spoil(shanghai.pool)
    const spoilt = await run(interpreter, ['test/conformance/check_inward.py', '--status', status], { quiet: true })
    return {
      kills: killed,
      churned: churning.count(),
      published: numbers,
      said: last.output.trim(),
      good: last.code === 0,
      memory,
      spoilt: spoilt.output.trim(),
    }
  } finally {
    await Promise.all(kept.map(one => one.stop(5_000)))
    await made.remove()
    await Promise.all(databases.map(one => one.drop()))
    rmSync(places.var, { recursive: true, force: true })
  }
}

const residentOf = (pid: number | null): number =>
  pid === null ? 0 : Math.round(Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1_024)

/** Alters one row of Shanghai's platform, of the first table that has any, and takes one of another table away. */
async function spoil(pool: Pool): Promise<void> {
  for (const table of ['t_wd_zbx', 't_wd_xzcf', 't_wd_xzxk', 't_wd_gx']) {
    const { rowCount } = await pool.query(
      `update gxpt.${table} set xdr_mc = xdr_mc || '。' where jlbs = (select min(jlbs) from gxpt.${table} where xdr_mc is not null)`,
    )
    if (rowCount === 1) break
  }
  await pool.query('delete from gxpt.t_wd_md where jlbs = (select max(jlbs) from gxpt.t_wd_md)')
}

/** In a process of its own, as a start does it: it gives its memory back. No subjects: only the tables. */
const fill = (given: { readonly urls: object; readonly inboxes: object; readonly subjects: number; readonly seed: number }): Promise<unknown> =>
  runCommand(process.execPath, ['--disable-warning=ExperimentalWarning', join(ROOT, 'test/inward/fill.ts')], {
    signal: new AbortController().signal,
    env: { ...process.env, DELTA_FILL: JSON.stringify(given) },
  })

async function rage(kept: readonly Kept[], kills: number, next: () => number): Promise<Record<string, number>> {
  const killed: Record<string, number> = {}
  for (let done = 0; done < kills;) {
    await wait(600 + next() * 2_400)
    const victim = kept[Math.floor(next() * kept.length)]!
    const pid = victim.pid()
    if (pid === null) continue
    process.kill(pid, 'SIGKILL')
    killed[victim.name] = (killed[victim.name] ?? 0) + 1
    done += 1
  }
  return killed
}
