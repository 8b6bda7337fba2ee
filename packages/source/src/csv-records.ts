import { setImmediate as breathe } from 'node:timers/promises'
import { Readable } from 'node:stream'
import { parse, type Options } from 'csv-parse'

/** A CSV record and the line on which it starts; the file's first line is 1. */
export interface CsvRecord {
  readonly line: number
  readonly values: readonly string[]
}

const SLICE = 256 * 1024
const LONGEST_RECORD = 1_000_000

const OPTIONS: Options = { record_delimiter: ['\r\n', '\n'], skip_empty_lines: true, max_record_size: LONGEST_RECORD, info: true }

/** The text in slices, letting other work run between them. */
async function* slices(text: string) {
  for (let at = 0; at < text.length; at += SLICE) {
    yield text.slice(at, at + SLICE)
    await breathe()
  }
}

const lineBreaks = (values: readonly string[]): number => values.reduce((sum, value) => sum + (value.includes('\n') ? value.split('\n').length - 1 : 0), 0)

/**
 * Reads CSV text (RFC 4180) whole, the header as its first record. Null where it is not well formed: stray quotes, records of unequal length, or a record of
 * more than a million characters.
 */
export async function readCsvRecords(text: string): Promise<CsvRecord[] | null> {
  const records: CsvRecord[] = []
  let next = 1
  let empty = 0
  try {
    const parser = Readable.from(slices(text)).pipe(parse(OPTIONS))
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { empty_lines: number } }>) {
      const line = next + info.empty_lines - empty
      records.push({ line, values: record })
      next = line + 1 + lineBreaks(record)
      empty = info.empty_lines
    }
    return records
  } catch {
    return null
  }
}
