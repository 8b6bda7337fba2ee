import { metrics } from '@opentelemetry/api'
import { shanghaiDay } from '@delta/model'
import type { Kysely } from 'kysely'
import { countByState, countOverdue, countUnanswered } from './standing.ts'

const SECOND = 1_000

/** Makes the instruments of repair, read when they are asked for: cases by state, overdue duties, what participants have not answered and how long, and what waits for Kafka. */
export function createMeters<DB>({ db, backlog, now }: { db: Kysely<DB>; backlog: () => Promise<{ count: number; since: string | null }>; now: () => Date }): {
  stop(): void
} {
  const meter = metrics.getMeter('@delta/repair')
  const cases = meter.createObservableGauge('delta.repair.cases', { description: 'Repair cases by province and state' })
  const overdue = meter.createObservableGauge('delta.repair.overdue', { description: 'Cases with a duty whose last day has passed, by province and duty' })
  const unanswered = meter.createObservableGauge('delta.repair.unanswered', { description: 'Repairs that a participant has not confirmed to honour' })
  const late = meter.createObservableGauge('delta.repair.unanswered.overdue', { description: 'Those of them beyond the day that the law sets' })
  const oldest = meter.createObservableGauge('delta.repair.unanswered.age', { unit: 's', description: 'How long the oldest of them has waited' })
  const waiting = meter.createObservableGauge('delta.repair.outbox.age', { unit: 's', description: 'How long the oldest record has waited for Kafka' })
  const gauges = [cases, overdue, unanswered, late, oldest, waiting]
  const since = (instant: string): number => Math.max(0, (now().getTime() - Date.parse(instant)) / SECOND)

  const observe = async (result: { observe(gauge: typeof cases, value: number, attributes?: Record<string, string>): void }): Promise<void> => {
    const today = shanghaiDay(now())
    const found = await Promise.all([countByState(db), countOverdue(db, today), countUnanswered(db, today), backlog()]).catch(() => null)
    if (found === null) return
    const [states, duties, owed, { since: sentSince }] = found
    for (const { province, state, count } of states) result.observe(cases, count, { province, state })
    for (const { province, duty, count } of duties) result.observe(overdue, count, { province, duty })
    for (const { participant, count, overdue: beyond, since: from } of owed) {
      result.observe(unanswered, count, { participant })
      result.observe(late, beyond, { participant })
      result.observe(oldest, since(from), { participant })
    }
    result.observe(waiting, sentSince === null ? 0 : since(sentSince))
  }
  meter.addBatchObservableCallback(observe, gauges)
  return { stop: () => meter.removeBatchObservableCallback(observe, gauges) }
}
