import type { ProvinceMapping } from '@delta/mapping'
import { type ChangeBatch, type ChangeReader, SourceError } from '@delta/source'
import type { PushIdentity } from './push-book.ts'
import type { PushedContent } from './read-batch.ts'
import { toSourceRows } from './pushed-rows.ts'

/** A batch that is to be taken: what it says and which it is. */
type Offered = PushIdentity & PushedContent

/** Why a batch could not be taken now; the same batch may be offered again, whatever has become of it. */
export class PushBusy extends Error {
  readonly code = 'PUSH_BUSY'
  readonly safe = true
}

/** Where pushed batches wait to be read like any other source: one at a time, each a transaction of its own. */
export interface PushDoor {
  readonly reader: ChangeReader
  /** Resolves when the batch has been committed (its answer is in the book). Rejects with PushBusy where it was not in time, or where its commit failed. */
  offer(batch: Offered): Promise<void>
}

const MOST_WAITING = 16
const PATIENCE = 30_000

interface Waiting {
  readonly batch: Offered
  readonly taken: () => void
  readonly failed: (why: PushBusy) => void
}

/** Makes the door of a province. */
export function createPushDoor(mapping: ProvinceMapping): PushDoor {
  const waiting: Waiting[] = []
  const listeners = new Set<() => void>()
  let underWay: Waiting | undefined

  const next = async (): Promise<(ChangeBatch & { push: PushIdentity }) | null> => {
    // What was handed out and never settled has failed: it must not stand in the way of others.
    underWay?.failed(new PushBusy('the batch could not be committed'))
    underWay = waiting.shift()
    if (!underWay) return null
    const { batch, taken } = underWay
    return {
      rows: toSourceRows(mapping, batch),
      refused: [],
      cursors: [],
      push: { idempotencyKey: batch.idempotencyKey, digest: batch.digest, kid: batch.kid },
      settled: async () => {
        underWay = undefined
        taken()
      },
    }
  }

  return {
    reader: {
      name: 'push',
      next,
      // Nothing that was pushed can be read again: it has no datasets of its own.
      shapes: async () => [],
      again: async dataset => {
        throw new SourceError('SOURCE_SHAPE', `${dataset}: pushes are not read again`, { canRetry: false })
      },
      through: async () => true,
      onHint: listener => {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
      close: async () => {
        for (const one of [...(underWay ? [underWay] : []), ...waiting.splice(0)]) one.failed(new PushBusy('the adapter stops'))
      },
    },
    offer: batch =>
      new Promise((resolve, reject) => {
        if (waiting.length >= MOST_WAITING) return reject(new PushBusy(`${MOST_WAITING} batches wait already`))
        const timer = setTimeout(() => one.failed(new PushBusy('the batch was not taken in time')), PATIENCE)
        const one: Waiting = {
          batch,
          taken: () => {
            clearTimeout(timer)
            resolve()
          },
          failed: why => {
            clearTimeout(timer)
            const place = waiting.indexOf(one)
            if (place >= 0) waiting.splice(place, 1)
            reject(why)
          },
        }
        waiting.push(one)
        for (const listener of listeners) listener()
      }),
  }
}
