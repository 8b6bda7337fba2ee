import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { ROOT } from '@delta/dev'
import { python } from '../conformance/local.ts'
import type { Told } from './reference.ts'

/** The topic as readers with another client know it: who has read up to a change knows the offset after it. */
export interface KafkaReaders {
  /** Reads the changes after a number up to another one, from the offset that belongs to it. */
  read(after: number, upto: number): Promise<Told[]>
  stop(): void
}

type Row = [seq: number, op: string, id: string, hash: string, root: string, digest: string]
type Answer = { readonly id: number; readonly changes?: readonly Row[]; readonly offsets?: readonly [number, number][]; readonly error?: string }

const KEPT = 60_000

/** Opens readers of the topic: a Python program that makes a consumer for each reading. */
export function openKafkaReaders(brokers: string, topic: string): KafkaReaders {
  const offsets = new Map<number, number>([[0, 0]])
  const asked = new Map<number, PromiseWithResolvers<Told[]>>()
  const waiting = new Set<() => void>()
  const program = spawn(python(), [join(ROOT, 'test/feed/programs/read_changes.py'), brokers, topic], { stdio: ['pipe', 'pipe', 'inherit'] })
  const say = (line: object): void => void program.stdin.write(`${JSON.stringify(line)}\n`)
  createInterface(program.stdout).on('line', line => {
    const { id, changes, offsets: more = [], error } = JSON.parse(line) as Answer
    for (const [seq, offset] of more) {
      if (!offsets.has(seq)) offsets.set(seq, offset)
      offsets.delete(seq - KEPT)
    }
    for (const wake of more.length > 0 ? [...waiting] : []) wake()
    if (error !== undefined) asked.get(id)?.reject(new Error(`Kafka: ${error}`))
    asked.get(id)?.resolve((changes ?? []).map(([seq, op, entry, hash, root, digest]) => ({ seq, op, entry: { id: entry }, hash, root, digest })))
    asked.delete(id)
  })
  const offsetAfter = async (seq: number): Promise<number> => {
    while (!offsets.has(seq)) {
      await new Promise<void>(resolve => {
        const wake = (): void => {
          waiting.delete(wake)
          resolve()
        }
        waiting.add(wake)
      })
    }
    return offsets.get(seq)!
  }
  say({ id: 0, tell: true })
  let last = 0
  return {
    read: async (after, upto) => {
      const offset = await offsetAfter(after)
      const answer = Promise.withResolvers<Told[]>()
      last += 1
      asked.set(last, answer)
      say({ id: last, offset, after, upto })
      return answer.promise
    },
    stop: () => void program.kill(),
  }
}
