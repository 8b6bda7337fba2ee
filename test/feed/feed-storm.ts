import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type Kept, ROOT } from '@delta/dev'
import { python, run } from '../conformance/local.ts'
import { openFront } from './front.ts'
import { lendFeed } from './lend-feed.ts'
import { type CopiesVerdict, freePort, type Listeners, startListeners } from './listeners.ts'
import { createRandom } from './random.ts'

/** Random kills of the feed, its writer and its listeners, without the rest of the system: how many, with how many changes a second, and which committed mutant. */
export interface FeedStorm {
  readonly kills: number
  readonly rate: number
  readonly seed: number
  readonly mutant?: string
  /** Only processes whose name begins so are killed; all where it is empty. */
  readonly victims?: readonly string[]
}

/** What the judge of copies said, and what the listeners said themselves. */
export interface FeedVerdict extends CopiesVerdict {
  readonly kills: Readonly<Record<string, number>>
  /** What listeners found wrong on the way: the first lines that begin with FAULT. */
  readonly faults: readonly string[]
  readonly good: boolean
}

const PATIENCE = 45_000
/** So many changes are in a copy before the first kill, and come into the log between two. */
const FIRST = 60
const BETWEEN = 40

/** Lets a writer commit changes of which the second lane may overtake the first, two processes of the feed keep and tell them, and cities copy them; kills them at random moments; lets all come to rest, and has the copies judged. */
export async function feedStorm({ kills, rate, seed, mutant, victims = [] }: FeedStorm): Promise<FeedVerdict> {
  const port = await freePort()
  const env: Record<string, string> = { DELTA_WEBHOOK_ALLOW: `127.0.0.1:${port}` }
  if (mutant) Object.assign(env, { DELTA_MUTANT: mutant, NODE_OPTIONS: `--import=${join(ROOT, 'test/mutants/substitute.mjs')}` })
  return lendFeed({ processes: 2, env }, async feed => {
    const front = await openFront(feed)
    const writer = feed.keep('writer', join(ROOT, 'test/feed/programs/writer.ts'), [
      '--database',
      feed.database,
      '--rate',
      String(rate),
      '--entries',
      '300',
      '--lanes',
      '3',
      '--hold',
      '30',
      '--seed',
      String(seed),
    ])
    const headers = await feed.headers()
    const listeners = await startListeners({
      gateway: front.url,
      copy: feed.database,
      brokers: feed.brokers,
      topic: feed.topic,
      folder: feed.places.var,
      keys: feed.places.keys,
      graph: feed.url,
      headers,
      port,
      keep: feed.keep,
    })
    const all = [...feed.processes.map(one => one.kept), writer, ...listeners.kept]
    const next = createRandom(seed)
    const events = async (table: string, column: string): Promise<number> =>
      (await feed.store.pool.query<{ at: number }>(`select ${column} as at from ${table}`).catch(() => ({ rows: [] }))).rows[0]?.at ?? 0
    await until(async () => (await events('list_copy_state', 'size')) >= FIRST)
    const killed: Record<string, number> = {}
    for (let done = 0; done < kills;) {
      const before = await events('list_log_head', 'seq')
      await until(async () => (await events('list_log_head', 'seq')) >= before + BETWEEN)
      await wait(next() * 500)
      const alive = all.filter(one => one.pid() !== null && (victims.length === 0 || victims.some(victim => one.name.startsWith(victim))))
      const victim = alive[Math.floor(next() * alive.length)]
      if (!victim || !kill(victim)) continue
      killed[victim.name] = (killed[victim.name] ?? 0) + 1
      done += 1
    }
    await writer.stop()
    await replayed(listeners)
    const verdict = await judged(feed.database, listeners)
    const faults = faultsOf(listeners.kept)
    front.close()
    return { ...verdict, kills: killed, faults, good: verdict.good && faults.length === 0 }
  })
}

/** Waits, but not for ever: a mutant may stand still, and that is for the judge to say. */
async function until(holds: () => Promise<boolean>, patience = 15_000): Promise<void> {
  for (const end = performance.now() + patience; !(await holds()) && performance.now() < end; await wait(50));
}

/** False when it was gone already. */
function kill(one: Kept): boolean {
  try {
    return process.kill(one.pid()!, 'SIGKILL')
  } catch {
    return false
  }
}

/** Has the webhook go on, as soon as the graph answers. */
export async function replayed(listeners: Listeners): Promise<void> {
  let done = false
  await until(
    async () =>
      (done ||= await listeners.replay().then(
        () => true,
        () => false,
      )),
    30_000,
  )
}

/** What processes have said of what does not hold. */
export const faultsOf = (kept: readonly Kept[]): string[] =>
  kept.flatMap(({ name, logFile }) =>
    readFileSync(logFile, 'utf8')
      .split('\n')
      .filter(line => line.startsWith('FAULT'))
      .slice(0, 3)
      .map(line => `${name}: ${line}`),
  )

/** Waits until the judge finds nothing wrong, and gives what it said last. */
export async function judged(store: string, { copies, kept }: Listeners, more: readonly string[] = ['--written']): Promise<CopiesVerdict & { good: boolean }> {
  const interpreter = python()
  const end = performance.now() + PATIENCE
  for (;;) {
    const { code, output } = await run(interpreter, ['test/faults/judge_copies.py', '--store', store, ...more, ...copies], { quiet: true })
    if (code === 0 || performance.now() > end || faultsOf(kept).length > 0)
      return { ...JSON.parse(output || '{"anomalies":{"unjudged":1}}'), good: code === 0 } as CopiesVerdict & { good: boolean }
    await wait(500)
  }
}
