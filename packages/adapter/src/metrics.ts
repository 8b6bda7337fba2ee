import { metrics } from '@opentelemetry/api'
import type { Province } from '@delta/model'
import type { Committed } from './commit-batch.ts'
import type { LedgerCount } from './counts.ts'
import type { HeldCount } from './held.ts'

/** What an adapter measures. */
export interface AdapterMetrics {
  /** Adds up what a commit did. */
  committed(result: Committed): void
  polled(reader: string, newest: string | null): void
  stop(): void
}

/** What is asked when the metrics are read. */
export interface Measured {
  counts(): Promise<readonly LedgerCount[]>
  held(): Promise<readonly HeldCount[]>
  backlog(): Promise<{ count: number; since: string | null }>
}

const SECOND = 1_000

/** Makes the instruments of a province's adapter: statements by fate, product and code; the ledger's and outbox's counts; what is held, why and for how long; the age of each source's newest row and of its last poll. */
export function createMetrics(province: Province, { counts, held, backlog }: Measured, now: () => Date): AdapterMetrics {
  const meter = metrics.getMeter('@delta/adapter')
  const statements = meter.createCounter('delta.adapter.statements', { description: 'Statements of source rows by what became of them' })
  const ledger = meter.createObservableGauge('delta.adapter.records', { description: 'Records in the ledger by product and state' })
  const waiting = meter.createObservableGauge('delta.adapter.outbox.backlog', { description: 'Records that Kafka has not acknowledged' })
  const oldest = meter.createObservableGauge('delta.adapter.outbox.age', { unit: 's', description: 'How long the oldest of them has waited' })
  const waits = meter.createObservableGauge('delta.adapter.held', { description: 'Records that are held back, by dataset and why: an alarm' })
  const waitsFor = meter.createObservableGauge('delta.adapter.held.age', { unit: 's', description: 'How long the oldest of them has been held: an alarm' })
  const newestRow = meter.createObservableGauge('delta.adapter.source.row.age', {
    unit: 's',
    description: 'Time since the newest row that a source has stated',
  })
  const lastPoll = meter.createObservableGauge('delta.adapter.source.poll.age', { unit: 's', description: 'Time since a source last answered' })
  const newest = new Map<string, number>()
  const polls = new Map<string, number>()
  const since = (instant: number): number => (now().getTime() - instant) / SECOND

  const observe = async (result: { observe(gauge: typeof ledger, value: number, attributes?: Record<string, string>): void }): Promise<void> => {
    for (const [reader, instant] of newest) result.observe(newestRow, since(instant), { province, reader })
    for (const [reader, instant] of polls) result.observe(lastPoll, since(instant), { province, reader })
    const [totals, outbox, back] = await Promise.all([counts(), backlog(), held()]).catch(() => [[], null, []] as const)
    if (outbox === null) return
    const states = ['published', 'held', 'rejected', 'departed', 'refused'] as const
    const sums = new Map<string, number>()
    for (const row of totals) for (const state of states) sums.set(`${row.product} ${state}`, (sums.get(`${row.product} ${state}`) ?? 0) + row[state])
    for (const [key, value] of sums) {
      const [product, state] = key.split(' ') as [string, string]
      result.observe(ledger, value, { province, product, state })
    }
    for (const { dataset, code, field, count, since: oldestSince } of back) {
      result.observe(waits, count, { province, dataset, code, field })
      result.observe(waitsFor, since(Date.parse(oldestSince)), { province, dataset, code, field })
    }
    result.observe(waiting, outbox.count, { province })
    result.observe(oldest, outbox.since === null ? 0 : since(Date.parse(outbox.since)), { province })
  }
  const gauges = [ledger, waits, waitsFor, waiting, oldest, newestRow, lastPoll]
  meter.addBatchObservableCallback(observe, gauges)

  return {
    committed: ({ fates }) => {
      for (const { fate, product, code, count } of fates) statements.add(count, { province, product, fate, ...(code === null ? {} : { code }) })
    },
    polled: (reader, row) => {
      polls.set(reader, now().getTime())
      if (row !== null) newest.set(reader, Math.max(newest.get(reader) ?? 0, Date.parse(row)))
    },
    stop: () => meter.removeBatchObservableCallback(observe, gauges),
  }
}
