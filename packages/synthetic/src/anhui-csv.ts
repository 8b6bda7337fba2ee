import { createHash } from 'node:crypto'
import { ANHUI, type Dataset, type Fields } from './anhui-datasets.ts'
import type { Gb18030 } from '@delta/source'
import type { Random } from './random.ts'

/** What stands in a drop file's name. */
export interface DropName {
  readonly division: string
  readonly unit: string
  readonly dataset: string
  readonly day: string
  readonly seq: number
}

/** `AH_{division6}_{unit}_{dataset}_{yyyymmdd}_{seq3}` without extension. */
export const dropStem = ({ division, unit, dataset, day, seq }: DropName): string => `AH_${division}_${unit}_${dataset}_${day}_${String(seq).padStart(3, '0')}`

const quoted = (value: string): string => (/[",\r\n]/u.test(value) ? `"${value.replaceAll('"', '""')}"` : value)

const shuffled = <T>(list: readonly T[], random: Random): T[] => {
  const copy = [...list]
  for (let i = copy.length - 1; i > 0; i -= 1) {
    const j = random.int(i + 1)
    ;[copy[i], copy[j]] = [copy[j]!, copy[i]!]
  }
  return copy
}

/** Chinese headers as people type them: now and then with spaces or half-width brackets, which NFKC and the removal of spaces undo. */
const typed = (name: string, random: Random): string => {
  if (random.chance(0.04)) return ` ${name.slice(0, 2)} ${name.slice(2)}`
  return random.chance(0.2) ? name.replace('（', '(').replace('）', ')') : name
}

/** A file's text, and the line on which each record starts (the header is line 1; line breaks inside cells count). */
export interface CsvText {
  readonly text: string
  readonly lines: readonly number[]
}

/** Writes records as CSV text: CRLF, comma, RFC 4180 quoting, a header row in any order; columns that are not required and empty throughout may be absent. */
export function csvText(dataset: Dataset, records: readonly Fields[], random: Random): CsvText {
  const used = ANHUI[dataset].filter(header => header.required || records.some(record => record[header.name]) || random.chance(0.5))
  const order = random.chance(0.6) ? shuffled(used, random) : used
  const texts = records.map(record => order.map(header => quoted(record[header.name] ?? '')).join(','))
  let line = 2
  const lines = texts.map(text => {
    const start = line
    line += 1 + (text.match(/\n/gu)?.length ?? 0)
    return start
  })
  return { text: [order.map(header => quoted(typed(header.name, random))).join(','), ...texts, ''].join('\r\n'), lines }
}

/** The manifest of a file: number of records and SHA-256 of the bytes, in GB18030. */
export function manifest(bytes: Buffer, count: number, gb18030: Gb18030, upper = false): Buffer {
  const digest = createHash('sha256').update(bytes).digest('hex')
  return gb18030.encode(`行数=${count}\r\nSHA256=${upper ? digest.toUpperCase() : digest}\r\n`)
}
