import { createHash } from 'node:crypto'
import { matchHeader } from './csv-header.ts'
import { readCsvRecords, type CsvRecord } from './csv-records.ts'
import type { Delivery, FileFormat, Message } from './file-format.ts'
import { filePosition, parseCsvName, type FileName } from './file-name.ts'
import { createFileReader } from './file-reader.ts'
import { decodeGb18030 } from './gb18030.ts'
import { createInbox, type InboxEntry } from './inbox.ts'
import { mapSlowly } from './map-slowly.ts'
import { parseManifest } from './manifest.ts'
import type { CsvDataset, CsvReaderParts } from './reader-parts.ts'
import type { ChangeReader, FileCode, SourceRow } from './source-row.ts'

const MOST_BYTES = 50 * 1024 * 1024
const MOST_MANIFEST_BYTES = 64 * 1024

type Refusal = { readonly code: FileCode }

const manifestOf = (file: string): string => file.replace(/\.csv$/, '.ok')

const deliveriesOf = (entries: ReadonlyMap<string, InboxEntry>): Delivery[] =>
  [...entries.values()]
    .flatMap(entry => {
      const manifest = entry.name.endsWith('.csv') ? entries.get(manifestOf(entry.name)) : undefined
      const name = parseCsvName(entry.name)
      const order = name ? `${name.day} ${String(name.sequence).padStart(4, '0')} ${entry.name}` : entry.name
      return manifest ? [{ file: entry.name, dataset: name?.dataset ?? 'UNKNOWN', order, entries: [entry, manifest] }] : []
    })
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))

const columnsOf = (columns: readonly string[], absent: readonly string[], values: readonly string[]): Record<string, string | null> => {
  const row: Record<string, string | null> = {}
  for (const [n, column] of columns.entries()) row[column] = values[n]!
  for (const column of absent) row[column] = null
  return row
}

const rowsOf = (file: string, name: FileName, columns: readonly string[], dataset: CsvDataset, records: readonly CsvRecord[]): Promise<SourceRow[]> => {
  const absent = dataset.optional.filter(column => !columns.includes(column))
  return mapSlowly(records, ({ line, values }) => ({
    dataset: dataset.dataset,
    coordinate: `${file}:${line}`,
    position: filePosition(name, line, file),
    updatedAt: null,
    firstSeenAt: null,
    deleted: false,
    held: null,
    warnings: [],
    columns: columnsOf(columns, absent, values),
  }))
}

/** Validates a file whole against its manifest and its dataset's headers. */
async function readFile(file: string, bytes: Uint8Array, manifestBytes: Uint8Array, datasets: readonly CsvDataset[]): Promise<Message | Refusal> {
  const name = parseCsvName(file)
  const dataset = datasets.find(one => one.dataset === name?.dataset)
  if (!name || !dataset) return { code: 'E_MALFORMED' }
  const manifest = parseManifest(manifestBytes)
  if ('code' in manifest) return manifest
  const digest = createHash('sha256').update(bytes).digest('hex')
  if (digest !== manifest.digest) return { code: 'E_DIGEST' }
  const text = decodeGb18030(bytes)
  if (text === null) return { code: 'E_ENCODING' }
  const [header, ...records] = (await readCsvRecords(text)) ?? []
  const columns = header && matchHeader(header.values, dataset)
  if (!columns) return { code: 'E_MALFORMED' }
  if (records.length !== manifest.count) return { code: 'E_COUNT_MISMATCH' }
  return {
    stream: name.stream,
    sequence: name.sequence,
    digest,
    messageId: String(name.sequence),
    misnamed: false,
    rows: await rowsOf(file, name, columns, dataset, records),
  }
}

const csvFormat = (datasets: readonly CsvDataset[], mostBytes: number): FileFormat => ({
  name: 'csv',
  shapes: datasets.map(({ dataset, required, optional }) => ({ dataset, columns: [...required, ...optional] })),
  leftovers: entries =>
    [...entries.values()].flatMap(entry => {
      const of = entry.name.replace(/\.ok$/, '.csv')
      return entry.name.endsWith('.ok') && !entries.has(of) ? [{ entry, of }] : []
    }),
  deliveries: deliveriesOf,
  read: async (inbox, { file, entries: [csv, manifest] }) => {
    if (!csv || !manifest) return null
    if (!csv.regular || !manifest.regular || csv.size > mostBytes || manifest.size > MOST_MANIFEST_BYTES) return { code: 'E_MALFORMED' }
    const manifestBytes = await inbox.lend(manifest, opened => opened.readFile())
    const bytes = manifestBytes && (await inbox.lend(csv, opened => opened.readFile()))
    return bytes && readFile(file, bytes, manifestBytes, datasets)
  },
})

/**
 * Reads Anhui's drop folder: `AH_{division}_{unit}_{dataset}_{yyyymmdd}_{seq}.csv` in GB18030 with a manifest `.ok`. A file is validated whole before a row of it
 * is given: E_MALFORMED (name, quoting, headers, size), E_ENCODING, E_DIGEST, E_COUNT_MISMATCH, E_SEQ_REUSED.
 */
export function createCsvInboxReader({ inbox, datasets, now, mostBytes = MOST_BYTES }: CsvReaderParts): ChangeReader {
  return createFileReader({ path: inbox, inbox: createInbox(inbox), format: csvFormat(datasets, mostBytes), now })
}
