import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT } from '@delta/dev'
import { lendFeed } from './lend-feed.ts'
import { createCheck, type Faults, noFaults, openReference, type Told } from './reference.ts'
import { openStream } from './sse-way.ts'

/** What others noticed of so many clients that broke off. */
export interface Undisturbed extends Faults {
  readonly disconnects: number
  readonly events: number
  /** The longest time in milliseconds for which a change stood in the log and an observer had not got it: while clients broke off, and in as long a time before. */
  readonly pause: number
  readonly before: number
}

const OBSERVERS = 8
const RATE = 50
const PROGRAMS = join(ROOT, 'test/feed/programs')

/** Lets clients break off at random moments, and watches whether the stream goes on for others. */
export function disconnect(count: number, seed: number): Promise<Undisturbed> {
  return lendFeed({}, async feed => {
    const writer = feed.keep('writer', join(PROGRAMS, 'writer.ts'), [
      '--database',
      feed.database,
      '--rate',
      String(RATE),
      '--entries',
      '300',
      '--seed',
      String(seed),
    ])
    const reference = await openReference(feed.store)
    while (reference.head() < 200) await wait(50)
    const headers = await feed.headers()
    const from = reference.head()
    const known = new Map<number, number>()
    const got = new Map<number, number>()
    const stamp = async (): Promise<void> => {
      for (let seq = from + 1; ; seq += 1) {
        await reference.row(seq)
        known.set(seq, performance.now())
      }
    }
    void stamp()
    let longest = 0
    const observers = Array.from({ length: OBSERVERS }, () => {
      const check = createCheck(reference, from)
      const stream = openStream(feed.url, headers, `1.${from}`, (event, data) => {
        if (event !== 'change') return
        const told = JSON.parse(data) as Told
        check.take(told)
        got.set(told.seq, performance.now())
        longest = Math.max(longest, performance.now() - (known.get(told.seq) ?? performance.now()))
      })
      return { check, stream }
    })
    /** What stands in the log and has not been told yet pauses too. */
    const look = setInterval(() => {
      const told = Math.min(...observers.map(({ check }) => check.at()))
      longest = Math.max(longest, performance.now() - (known.get(told + 1) ?? performance.now()))
    }, 20)
    const begun = performance.now()
    await wait(Math.min(10_000, count * 10))
    const before = longest
    longest = 0
    const churn = spawn(
      process.execPath,
      [
        '--disable-warning=ExperimentalWarning',
        join(PROGRAMS, 'churn.ts'),
        '--url',
        feed.url,
        '--headers',
        JSON.stringify(headers),
        '--count',
        String(count),
        '--seed',
        String(seed),
      ],
      { stdio: ['ignore', 'ignore', 'inherit'] },
    )
    const [code] = (await once(churn, 'exit')) as [number]
    if (code !== 0) throw new Error('the churn failed')
    const pause = longest
    const seconds = (performance.now() - begun) / 1000
    await writer.stop()
    const end = reference.head()
    while (observers.some(({ check }) => check.at() < end)) await wait(50)
    clearInterval(look)
    const total = noFaults()
    for (const { check, stream } of observers) {
      stream.destroy()
      const one = await check.faults()
      for (const kind of ['lost', 'double', 'disordered', 'wrong'] as const) total[kind] += one[kind]
    }
    await reference.stop()
    console.log(
      `${count} disconnects beside ${OBSERVERS} observers at ${((end - from) / seconds).toFixed(0)} changes/s: no pause longer than ${pause.toFixed(0)} ms (${before.toFixed(0)} ms before)`,
    )
    return { ...total, disconnects: count, events: (end - from) * OBSERVERS, pause, before }
  })
}
