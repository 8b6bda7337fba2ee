import { watch } from 'node:fs'
import type { Delivery, FileFormat, Message } from './file-format.ts'
import type { Inbox } from './inbox.ts'
import { afterHolding, afterTaking, judge, NEW_SEQUENCE, type Sequence } from './sequence.ts'
import type { ChangeBatch, ChangeReader, CursorUpdate, FileCode } from './source-row.ts'
import { createStillness } from './stillness.ts'

type Cursor = (name: string) => Promise<unknown>

/** What a file reader needs besides its format. */
export interface FileReaderParts {
  readonly path: string
  readonly inbox: Inbox
  readonly format: FileFormat
  readonly now: () => Date
}

const STILL_FOR = 300
const idOf = (delivery: Delivery): string => delivery.entries.map(entry => entry.id).join(' ')

/** Calls back on every change of a folder; where it cannot be watched, polling has to do. */
function watchFolder(path: string, listener: () => void): () => void {
  try {
    const watcher = watch(path, { persistent: false }, () => listener())
    watcher.on('error', () => watcher.close())
    return () => watcher.close()
  } catch {
    return () => {}
  }
}

/**
 * Reads the files of a drop folder, each as one batch: taken in the order of their numbers, held with a reason while an earlier one is missing (and given
 * again when it has come), put away when seen before, refused whole when broken. What happened is told by cursors, never by where a file lies.
 */
export function createFileReader({ path, inbox, format, now }: FileReaderParts): ChangeReader {
  const stillness = createStillness(now, STILL_FOR)
  /** Deliveries that wait for an earlier number, by file. */
  const waiting = new Map<string, { readonly id: string; readonly stream: string }>()
  const watchers = new Set<() => void>()
  let unsettled = false
  let started = false

  const hand = (parts: Partial<ChangeBatch>, settle: () => Promise<void>): ChangeBatch => {
    unsettled = true
    return {
      rows: [],
      refused: [],
      cursors: [],
      ...parts,
      settled: async () => {
        await settle()
        unsettled = false
      },
    }
  }

  const refuse = (delivery: Delivery, code: FileCode): ChangeBatch =>
    hand({ refused: [{ dataset: delivery.dataset, file: delivery.file, code }] }, async () => {
      await inbox.giveReason(delivery.file, code)
      await inbox.putAway(delivery.entries, 'refused')
    })

  const accept = (delivery: Delivery, message: Message, cursors: readonly CursorUpdate[], given = false): ChangeBatch =>
    hand({ rows: message.rows, cursors, again: given }, async () => {
      await inbox.putAway(delivery.entries, 'done')
      for (const [file, { stream }] of waiting) if (stream === message.stream) waiting.delete(file)
    })

  /** The cursor that says of a file that was taken that it is to be given again. */
  const againOf = ({ file }: Delivery): string => `${format.name}/again/${file}`

  const wait = (delivery: Delivery, message: Message) => waiting.set(delivery.file, { id: idOf(delivery), stream: message.stream })

  const hold = (delivery: Delivery, message: Message, cursors: readonly CursorUpdate[]): ChangeBatch =>
    hand({ rows: message.rows.map(row => ({ ...row, held: 'SEQUENCE_GAP' })), cursors }, async () => {
      wait(delivery, message)
    })

  const decide = async (delivery: Delivery, message: Message, cursor: Cursor): Promise<ChangeBatch | null> => {
    const base = `${format.name}/${message.stream}`
    const [sequence, byNumber, byId, again] = await Promise.all(
      [base, `${base}/${message.sequence}`, `${base}/${message.messageId}`, againOf(delivery)].map(cursor),
    )
    const state = (sequence as Sequence | null) ?? NEW_SEQUENCE
    const taken = ((byNumber ?? byId) as { digest: string } | null)?.digest ?? null
    const verdict = judge(state, message.sequence, message.digest, taken)
    if (verdict === 'reused') return refuse(delivery, 'E_SEQ_REUSED')
    if (message.misnamed && verdict !== 'seen') return refuse(delivery, 'E_MALFORMED')
    if (verdict === 'hold') return hold(delivery, message, [{ name: base, value: afterHolding(state, message.sequence, message.digest) }])
    if (verdict === 'take') {
      const note = { digest: message.digest, file: delivery.file }
      const names = new Set([`${base}/${message.sequence}`, `${base}/${message.messageId}`])
      return accept(delivery, message, [{ name: base, value: afterTaking(state) }, ...[...names].map(name => ({ name, value: note }))])
    }
    if (verdict === 'seen' && again === true) return accept(delivery, message, [{ name: againOf(delivery), value: false }], true)
    if (verdict === 'waiting') wait(delivery, message)
    else await inbox.putAway(delivery.entries, 'done')
    return null
  }

  const finishMoves = async () => {
    for (const { entry, of } of format.leftovers(await inbox.list())) {
      const folder = await inbox.awayIn(of)
      if (folder) await inbox.putAway([entry], folder)
    }
    started = true
  }

  return {
    name: format.name,
    next: async cursor => {
      if (!started) await finishMoves()
      if (unsettled) waiting.clear()
      unsettled = false
      for (const delivery of format.deliveries(await inbox.list())) {
        if (waiting.get(delivery.file)?.id === idOf(delivery)) continue
        const content = await format.read(inbox, delivery)
        if (!content) continue
        if ('code' in content && !stillness.isStill(delivery.file, idOf(delivery))) continue
        const batch = 'code' in content ? refuse(delivery, content.code) : await decide(delivery, content, cursor)
        if (batch) return batch
      }
      return null
    },
    again: async dataset => {
      const taken = format.deliveries(await inbox.done()).filter(delivery => delivery.dataset === dataset)
      const cursors = taken.map(delivery => ({ name: againOf(delivery), value: true }))
      return hand({ cursors }, () => inbox.takeBack(taken.flatMap(delivery => delivery.entries)))
    },
    through: async dataset => format.deliveries(await inbox.list()).every(delivery => delivery.dataset !== dataset || waiting.has(delivery.file)),
    shapes: async () => format.shapes,
    onHint: listener => {
      const stop = watchFolder(path, listener)
      watchers.add(stop)
      return () => {
        watchers.delete(stop)
        stop()
      }
    },
    close: async () => {
      for (const stop of watchers) stop()
      watchers.clear()
    },
  }
}
