import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT } from '@delta/dev'
import { openKafkaReaders } from './kafka-way.ts'
import { lendFeed, type LentFeed } from './lend-feed.ts'
import { createRandom } from './random.ts'
import { createCheck, type Faults, noFaults, openReference, type Reference, type Told } from './reference.ts'
import { readBySse } from './sse-way.ts'
import { openWebhookReaders, type WebhookReaders } from './webhook-way.ts'
import { readByWebSocket } from './ws-way.ts'

/** How subscribers are resumed: for each number of events that they are behind, so many in all; each rate and each way takes its share. */
export interface ResumePlan {
  readonly seed: number
  readonly behind: Readonly<Record<number, number>>
  readonly rates: readonly number[]
  /** So many at a time. */
  readonly atOnce: number
}

/** One way of listening: reads changes after a number until there are enough. */
type Way = (asked: Asked) => Promise<void>

/** What came of it. */
export interface Resumed extends Faults {
  readonly resumes: number
  readonly events: number
  /** Those that did not come to their end in time, and what was said. */
  readonly failed: readonly string[]
}

/** Live changes that each resumed subscriber reads after what it has missed. */
const LIVE = 20
const PATIENCE = 180_000

const WRITER = join(ROOT, 'test/feed/programs/writer.ts')

/** Runs the writer until it has written `count` changes as fast as it can. */
async function fill(feed: LentFeed, count: number): Promise<void> {
  const args = ['--disable-warning=ExperimentalWarning', WRITER, '--database', feed.database, '--rate', '0', '--count', String(count), '--lanes', '2']
  const child = spawn(process.execPath, args, { stdio: 'inherit' })
  const [code] = (await once(child, 'exit')) as [number]
  if (code !== 0) throw new Error('the writer failed')
}

/** A subscriber's place in the log: what it reads after, and up to where. */
interface Asked {
  readonly after: number
  readonly upto: number
  readonly take: (told: Told) => void
  readonly enough: () => boolean
}

async function waysOf(feed: LentFeed, webhooks: WebhookReaders): Promise<{ ways: Readonly<Record<string, Way>>; stop(): void }> {
  const target = { url: feed.url, headers: await feed.headers() }
  const kafka = openKafkaReaders(feed.brokers, feed.topic)
  return {
    ways: {
      SSE: ({ after, take, enough }) => readBySse(target, after, take, enough, PATIENCE),
      WebSocket: ({ after, take, enough }) => readByWebSocket(target, after, take, enough, PATIENCE),
      webhook: ({ after, take, enough }) => webhooks.read(target, after, take, enough, PATIENCE),
      Kafka: async ({ after, upto, take }) => {
        for (const told of await kafka.read(after, upto)) take(told)
      },
    },
    stop: () => kafka.stop(),
  }
}

async function resume(reference: Reference, way: Way, behind: number): Promise<Faults & { events: number }> {
  const head = reference.head()
  const after = Math.max(0, head - behind)
  const check = createCheck(reference, after)
  const upto = head + LIVE
  await way({ after, upto, take: check.take, enough: () => check.at() >= upto })
  return { ...(await check.faults()), events: check.at() - after }
}

/** Resumes subscribers while changes go on, and holds each against the log: from the very next change through the past into what happens now. */
export async function resumeAll(plan: ResumePlan): Promise<Resumed> {
  const webhooks = await openWebhookReaders()
  return lendFeed({ env: { DELTA_WEBHOOK_ALLOW: webhooks.place } }, async feed => {
    const filled = Math.max(...Object.keys(plan.behind).map(Number)) + 500
    await fill(feed, filled)
    const reference = await openReference(feed.store)
    while (reference.head() < filled) await wait(50)
    const { ways, stop } = await waysOf(feed, webhooks)
    const random = createRandom(plan.seed)
    const total: Faults = noFaults()
    const failed: string[] = []
    let [resumes, events] = [0, 0]
    for (const rate of plan.rates) {
      const writer = feed.keep(`writer-${rate}`, WRITER, ['--database', feed.database, '--rate', String(rate), '--seed', String(plan.seed)])
      const jobs = Object.entries(plan.behind).flatMap(([behind, count]) =>
        Object.entries(ways).flatMap(([name, way]) => {
          const share = Math.ceil(count / plan.rates.length / Object.keys(ways).length)
          return Array.from({ length: share }, () => ({ name, way, behind: Number(behind), order: random() }))
        }),
      )
      jobs.sort((a, b) => a.order - b.order)
      const took = new Map<string, number[]>()
      const begun = { at: performance.now(), head: reference.head() }
      const work = async (): Promise<void> => {
        for (let job = jobs.pop(); job; job = jobs.pop()) {
          const { name, way, behind } = job
          const from = performance.now()
          try {
            const one = await resume(reference, way, behind)
            for (const kind of ['lost', 'double', 'disordered', 'wrong'] as const) total[kind] += one[kind]
            events += one.events
          } catch (error) {
            failed.push(`${rate}/s, ${behind} behind, ${name}: ${(error as Error).message}`)
          }
          resumes += 1
          took.set(`${name} ${behind}`, [...(took.get(`${name} ${behind}`) ?? []), performance.now() - from])
        }
      }
      await Promise.all(Array.from({ length: plan.atOnce }, work))
      const seconds = (performance.now() - begun.at) / 1000
      const reached = (reference.head() - begun.head) / seconds
      console.log(`${rate}/s asked, ${reached.toFixed(0)}/s through the log in ${seconds.toFixed(0)} s`)
      for (const [cell, times] of [...took].toSorted()) {
        const sorted = times.toSorted((a, b) => a - b)
        console.log(
          `  ${cell.padEnd(16)} ${String(times.length).padStart(5)} resumes  median ${sorted[sorted.length >> 1]!.toFixed(0)} ms  max ${sorted.at(-1)!.toFixed(0)} ms`,
        )
      }
      await writer.stop()
    }
    stop()
    await reference.stop()
    return { ...total, resumes, events, failed }
  }).finally(() => webhooks.close())
}
