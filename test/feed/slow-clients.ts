import { readFileSync } from 'node:fs'
import { get } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { ROOT } from '@delta/dev'
import { readMetric } from '../runner/read-metric.ts'
import { lendFeed } from './lend-feed.ts'
import { openReference } from './reference.ts'

/** How many read, how many never do, for how long each, how often in turn. */
export interface SlowPlan {
  readonly readers: number
  readonly stuck: number
  readonly seconds: number
  readonly rounds: number
  readonly seed: number
}

/** The 99th percentiles and the most memory, round by round. */
interface Measured {
  readonly p99: number[]
  readonly memory: number[]
}

/** What came of it: milliseconds from a change's commit to its receipt, MiB of the feed's resident memory. */
export interface SlowFigures {
  readonly without: Measured
  readonly with: Measured
  /** How often a client that does not read was cut off. */
  readonly cut: number
}

const RATE = 20
const AGAIN = 15_000

/** A client that asks for all of the past and never reads it, and comes again some seconds after it has been cut off, of which it reads nothing either. */
function openStuck(url: string, headers: Record<string, string>): { close(): void } {
  const { hostname, port } = new URL(url)
  let socket: Socket
  const open = (): void => {
    socket = connect({ host: hostname, port: Number(port) })
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`)
    socket.once('connect', () => socket.write(`GET /feeds/lists?after=1.0 HTTP/1.1\r\nhost: ${hostname}\r\n${lines.join('')}\r\n`))
    socket.on('error', () => undefined)
    socket.pause()
  }
  open()
  const again = setInterval(() => {
    socket.destroy()
    open()
  }, AGAIN)
  return {
    close: () => {
      clearInterval(again)
      socket.destroy()
    },
  }
}

/** A reader that only looks at the newest number in what has come. */
function openReader(url: string, headers: Record<string, string>, onSeq: (seq: number) => void): { destroy(): void } {
  const request = get(`${url}/feeds/lists`, { headers, agent: false }, response => {
    response.on('data', (chunk: Buffer) => {
      const from = chunk.lastIndexOf('id: 1.')
      if (from >= 0) onSeq(Number.parseInt(chunk.toString('latin1', from + 6, from + 20), 10))
    })
    response.on('error', () => undefined)
  })
  request.on('error', () => undefined)
  return request
}

const memoryOf = (pid: number): number => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024
const quantile = (sorted: readonly number[], share: number): number => sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? NaN

/** Measures readers with and without clients that never read beside them, in turn. */
export function measureSlow({ readers, stuck, seconds, rounds, seed }: SlowPlan): Promise<SlowFigures> {
  return lendFeed({ env: { DELTA_FEED_PATIENCE: '3000' } }, async feed => {
    const args = ['--database', feed.database, '--seed', String(seed), '--entries', '2000']
    const filler = feed.keep('filler', join(ROOT, 'test/feed/programs/writer.ts'), [...args, '--rate', '1000'])
    const reference = await openReference(feed.store)
    while (reference.head() < 6_000) await wait(100)
    await filler.stop()
    while ((await feed.store.pool.query('select from list_change limit 1')).rowCount! > 0) await wait(100)
    feed.keep('writer', join(ROOT, 'test/feed/programs/writer.ts'), [...args, '--rate', String(RATE)])
    const headers = await feed.headers()
    const pid = feed.processes[0]!.kept.pid()!
    let receipts: { readonly seq: number; readonly at: number }[] = []
    const streams = Array.from({ length: readers }, () => openReader(feed.url, headers, seq => receipts.push({ seq, at: Date.now() })))
    const figures = { without: { p99: [], memory: [] } as Measured, with: { p99: [], memory: [] } as Measured }
    const measure = async (into: Measured): Promise<void> => {
      let most = 0
      await wait(2_000)
      receipts = []
      for (const end = performance.now() + seconds * 1000; performance.now() < end; await wait(100)) most = Math.max(most, memoryOf(pid))
      into.memory.push(Math.round(most))
      // A reader may have a change before the reference has: what it took is known afterwards.
      const took = await Promise.all(receipts.splice(0).map(async ({ seq, at }) => at - Date.parse((await reference.row(seq)).at)))
      into.p99.push(
        quantile(
          took.toSorted((a, b) => a - b),
          0.99,
        ),
      )
    }
    for (let round = 0; round < rounds; round += 1) {
      await measure(figures.without)
      const all = Array.from({ length: stuck }, () => openStuck(feed.url, headers))
      await measure(figures.with)
      for (const one of all) one.close()
    }
    for (const stream of streams) stream.destroy()
    const cut = await readMetric(feed.url, 'delta_feed_cut_total')
    await reference.stop()
    return { ...figures, cut }
  })
}
