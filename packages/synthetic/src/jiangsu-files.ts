import { addDays } from '@delta/model'
import { compact, shanghaiTime } from './days.ts'
import type { DropFolder } from './drop-folder.ts'
import { RESOURCES, messageXml, type MessageHead, type MessageRow, type Resource } from './jiangsu-message.ts'
import type { JiangsuWriter } from './jiangsu-rows.ts'
import { createRandom, type Random } from './random.ts'
import type { SeedParts } from './seed-parts.ts'
import { createTrapKit, type TrapNote } from './trap-kit.ts'

const MOST_ROWS = 400

/** Name of a message file without extension. */
export const messageStem = (resource: Resource, day: string, n: number): string => `JS_${resource}_${compact(day)}_${String(n).padStart(4, '0')}`

/** Writes a message file as Jiangsu's platform does: namespace prefix, CDATA and form of the MsgId vary. */
export function messageFile(
  resource: Resource,
  day: string,
  n: number,
  rows: readonly MessageRow[],
  random: Random,
  over: Partial<MessageHead> = {},
): { name: string; text: string } {
  const stem = messageStem(resource, day, n)
  const head: MessageHead = {
    msgId: stem,
    resource,
    sendTime: shanghaiTime(day, 9 * 3_600 + n * 60).replace(' ', 'T'),
    prefix: random.pick(['', '', 'js', 'x', 'ns0']),
    cdata: random.chance(0.3),
    digest: random.chance(0.4) ? 'right' : 'none',
    ...over,
  }
  return { name: `${stem}.xml`, text: messageXml(head, rows) }
}

/** Collects rows of list messages and puts them into the drop folder as files. */
export interface MessageOutbox {
  /** Adds a row; where the day of its file is known, says where it will stand (`file:row`). */
  add(resource: Resource, row: MessageRow, today?: string, daysAgo?: number): string
  /** Writes what was added as files of the day `daysAgo` days before today. */
  send(today: string, daysAgo: number): Promise<void>
  /** Writes broken files, each twice and alone on its day, and sequences with a gap. */
  breakFiles(parts: SeedParts, writer: JiangsuWriter): Promise<TrapNote[]>
  files(): number
}

/** Makes a message outbox on a drop folder. Sequences run per resource and day from 1. */
export function createMessageOutbox({ inbox, random }: { inbox: DropFolder; random: Random }): MessageOutbox {
  const waiting: Record<Resource, MessageRow[]> = { HMD: [], HONGMD: [], GZMD: [] }
  const sent = new Map<string, number>()
  let files = 0
  const put = async (name: string, text: string | Buffer): Promise<void> => {
    await inbox.put(name, text)
    files += 1
  }
  const next = (resource: Resource, day: string): number => (sent.get(resource + day) ?? 0) + 1

  const send: MessageOutbox['send'] = async (today, daysAgo) => {
    const day = addDays(today, -daysAgo)
    for (const resource of RESOURCES) {
      const rows = waiting[resource]
      while (rows.length > 0) {
        const n = next(resource, day)
        sent.set(resource + day, n)
        const { name, text } = messageFile(
          resource,
          day,
          n,
          rows.splice(0, MOST_ROWS),
          random,
          resource === 'HMD' && random.chance(0.3) ? { msgId: `JS${compact(day)}${String(n).padStart(4, '0')}` } : {},
        )
        await put(name, text)
      }
    }
  }

  const breakFiles: MessageOutbox['breakFiles'] = async (parts, writer) => {
    const { today, seed } = parts
    const own = createRandom(seed, 'js', 'broken')
    const kit = createTrapKit({ ...parts, p: 'js', random: own, first: 900_000 })
    const rows = (n: number): MessageRow[] =>
      Array.from({ length: n }, () => {
        const o = kit.organisation()
        return writer.message(o, kit.list(o, 'B05'), own).row
      })
    const notes: TrapNote[] = []
    let day = 40
    const broken = async (trap: string, expect: string, make: (stemDay: string) => { name: string; text: string | Buffer }) => {
      for (let copy = 0; copy < 2; copy += 1) {
        const { name, text } = make(addDays(today, -day))
        day += 1
        await put(name, text)
        notes.push({ province: 'js', trap, dataset: 'HMD', coordinate: name, expect, field: 'FILE' })
      }
    }
    const file =
      (over: Partial<MessageHead> = {}) =>
      (on: string) =>
        messageFile('HMD', on, 1, rows(3), own, over)
    const spoilt = (change: (text: string) => string | Buffer) => (on: string) => {
      const { name, text } = messageFile('HMD', on, 1, rows(3), own, { prefix: '', cdata: false, digest: 'none' })
      return { name, text: change(text) }
    }
    await broken('file with a DOCTYPE', 'E_XML_DTD', file({ doctype: '<!DOCTYPE Message SYSTEM "http://127.0.0.1:9/none.dtd">' }))
    await broken('file with entities', 'E_XML_DTD', file({ doctype: '<!DOCTYPE Message [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>' }))
    await broken('file whose count is wrong', 'E_COUNT_MISMATCH', file({ count: 4 }))
    await broken('file whose digest is wrong', 'E_DIGEST', file({ digest: 'wrong' }))
    await broken(
      'file that is cut off',
      'E_MALFORMED',
      spoilt(text => text.slice(0, -30)),
    )
    await broken(
      'file with crossed elements',
      'E_MALFORMED',
      spoilt(text => text.replace('</ZTMC><ZTDM>', '<ZTDM></ZTMC>')),
    )
    await broken(
      'file that is not UTF-8',
      'E_ENCODING',
      spoilt(text =>
        Buffer.concat([
          Buffer.from(text.slice(0, text.indexOf('<ZTMC>') + 6)),
          Buffer.from([0xd6, 0xd0, 0xff]),
          Buffer.from(text.slice(text.indexOf('<ZTMC>') + 6)),
        ]),
      ),
    )
    for (const resource of ['GZMD', 'HONGMD'] as const) {
      const on = addDays(today, -day)
      day += 1
      for (const n of [1, 3]) {
        const entries = Array.from({ length: 2 }, () => {
          const o = kit.organisation()
          return writer.message(o, kit.list(o, resource === 'GZMD' ? 'W01' : 'R04'), own).row
        })
        const { name, text } = messageFile(resource, on, n, entries, own)
        await put(name, text)
        if (n === 3) notes.push({ province: 'js', trap: 'gap in a sequence of messages', dataset: resource, coordinate: name, expect: 'held', field: null })
      }
    }
    return notes
  }

  return {
    add: (resource, row, today, daysAgo = 0) => {
      const at = waiting[resource].push(row)
      if (today === undefined) return ''
      const day = addDays(today, -daysAgo)
      return `${messageStem(resource, day, next(resource, day) + Math.floor((at - 1) / MOST_ROWS))}.xml:${((at - 1) % MOST_ROWS) + 1}`
    },
    send,
    breakFiles,
    files: () => files,
  }
}
