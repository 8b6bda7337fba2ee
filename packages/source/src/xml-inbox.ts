import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import type { Delivery, FileFormat, Message } from './file-format.ts'
import { filePosition, parseXmlName, type FileName } from './file-name.ts'
import { createFileReader } from './file-reader.ts'
import { createInbox, type InboxEntry } from './inbox.ts'
import { shanghaiToUtc } from './instant.ts'
import { readListMessage, type ListMessage } from './list-message.ts'
import { mapSlowly } from './map-slowly.ts'
import type { XmlReaderParts, XmlResource } from './reader-parts.ts'
import type { ChangeReader, FileCode, SourceRow } from './source-row.ts'

const MOST_BYTES = 50 * 1024 * 1024
const CHUNK = 64 * 1024

type Refusal = { readonly code: FileCode }

async function* chunksOf(file: FileHandle, start = 0, end = Infinity) {
  for (let at = start; at < end;) {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(Math.min(CHUNK, end - at)), 0, null, at)
    if (bytesRead === 0) return
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

const digestOf = async (file: FileHandle, { start, end }: ListMessage['body']): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of chunksOf(file, start, end)) hash.update(chunk)
  return hash.digest('hex')
}

const deliveriesOf = (entries: ReadonlyMap<string, InboxEntry>): Delivery[] =>
  [...entries.values()]
    .filter(entry => entry.name.endsWith('.xml'))
    .map(entry => {
      const name = parseXmlName(entry.name)
      const order = name ? `${name.day} ${String(name.sequence).padStart(4, '0')} ${entry.name}` : entry.name
      return { file: entry.name, dataset: name?.dataset ?? 'UNKNOWN', order, entries: [entry] }
    })
    .toSorted((a, b) => (a.order < b.order ? -1 : 1))

/** `HMD`, or with the domain that all its rows must have (`HMD_B01`; checked with the rows). */
const isResource = (text: string | undefined, name: FileName): boolean => text === name.dataset || text?.startsWith(`${name.dataset}_`) === true

const columnsOf = (fields: readonly string[], row: Readonly<Record<string, string | null>>, resource: string): Record<string, string | null> => {
  const columns: Record<string, string | null> = {}
  for (const field of fields) columns[field] = row[field] ?? null
  columns.op = row.op ?? null
  columns.Resource = resource
  return columns
}

const rowsOf = (file: string, name: FileName, message: ListMessage, fields: readonly string[]): Promise<SourceRow[]> => {
  const updatedAt = shanghaiToUtc(message.head.SendTime ?? null)
  return mapSlowly(message.rows, (row, n) => ({
    dataset: name.dataset,
    coordinate: `${file}:${n + 1}`,
    position: filePosition(name, n + 1, file),
    updatedAt,
    firstSeenAt: null,
    deleted: false,
    held: null,
    warnings: [],
    columns: columnsOf(fields, row, message.head.Resource!),
  }))
}

/** Is the MsgId the file's own name, or `JSyyyymmdd` and a number? */
const isMessageId = (text: string, file: string): boolean => text === file.replace(/\.xml$/, '') || /^JS\d{9,}$/.test(text)

async function readMessage(file: string, opened: FileHandle, resources: readonly XmlResource[]): Promise<Message | Refusal> {
  const name = parseXmlName(file)
  const fields = resources.find(one => one.resource === name?.dataset)?.fields
  if (!name || !fields) return { code: 'E_MALFORMED' }
  const message = await readListMessage(chunksOf(opened), new Set(fields))
  if ('code' in message) return message
  const { MsgId, Sender, Resource, Count, Digest } = message.head
  if (!MsgId || !Sender || !isResource(Resource, name) || !/^\d{1,9}$/.test(Count ?? '')) return { code: 'E_MALFORMED' }
  if (Number(Count) !== message.rows.length) return { code: 'E_COUNT_MISMATCH' }
  const digest = await digestOf(opened, message.body)
  if (Digest && Digest.toLowerCase() !== digest) return { code: 'E_DIGEST' }
  return {
    stream: `${Sender}/${name.stream}`,
    sequence: name.sequence,
    digest,
    messageId: MsgId,
    misnamed: !isMessageId(MsgId, file),
    rows: await rowsOf(file, name, message, fields),
  }
}

const xmlFormat = (resources: readonly XmlResource[], mostBytes: number): FileFormat => ({
  name: 'xml',
  shapes: resources.map(({ resource, fields }) => ({ dataset: resource, columns: [...fields, 'op', 'Resource'] })),
  leftovers: () => [],
  deliveries: deliveriesOf,
  read: async (inbox, { file, entries: [entry] }) => {
    if (!entry) return null
    if (!entry.regular || entry.size > mostBytes) return { code: 'E_MALFORMED' }
    return inbox.lend(entry, opened => readMessage(file, opened, resources))
  },
})

/**
 * Reads Jiangsu's list messages: `JS_{resource}_{yyyymmdd}_{nnnn}.xml`, in UTF-8, any namespace prefix. A file is validated whole before a row of it is given:
 * E_XML_DTD, E_ENCODING, E_MALFORMED, E_COUNT_MISMATCH, E_DIGEST (hex SHA-256 of the Body element's bytes as they stand in the file, from the `<` of its start
 * tag to the `>` of its end tag), E_SEQ_REUSED (a number or MsgId that was used for another Body; with the same Body it is a re-sending and ignored).
 */
export function createXmlInboxReader({ inbox, resources, now, mostBytes = MOST_BYTES }: XmlReaderParts): ChangeReader {
  return createFileReader({ path: inbox, inbox: createInbox(inbox), format: xmlFormat(resources, mostBytes), now })
}
