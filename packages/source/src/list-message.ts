import { setImmediate as breathe } from 'node:timers/promises'
import { SaxesParser, type SaxesTagNS } from 'saxes'
import type { FileCode } from './source-row.ts'

/** The namespace of Jiangsu's list messages. */
const NAMESPACE = 'urn:js:pcip:exchange:1'
const HEAD: ReadonlySet<string> = new Set(['MsgId', 'Sender', 'Resource', 'SendTime', 'Count', 'Digest'])

/** A list message as it stands in a file. */
export interface ListMessage {
  readonly head: Readonly<Record<string, string>>
  readonly rows: readonly Readonly<Record<string, string | null>>[]
  /** Bytes of the file from the `<` of Body's start tag to the `>` of its end tag. */
  readonly body: { readonly start: number; readonly end: number }
}

class Refused extends Error {
  readonly code: FileCode
  constructor(code: FileCode) {
    super(code)
    this.code = code
  }
}

const refuse = (code: FileCode): never => {
  throw new Refused(code)
}

const isEntity = (message: string): boolean => /entity/.test(message) && !/malformed character entity/.test(message)

const LONGEST_NAME = 4_096

/** Knows where in the file's bytes the parser stands. Of the text before the current chunk it keeps what may be the beginning of a tag. */
function createByteCounter() {
  let [text, chars, bytes] = ['', 0, 0]
  return {
    add: (chunk: string) => {
      const from = Math.max(0, text.lastIndexOf('<'), text.length - LONGEST_NAME)
      const keep = /[\uDC00-\uDFFF]/.test(text[from] ?? '') ? from - 1 : from
      chars += keep
      bytes += Buffer.byteLength(text.slice(0, keep))
      text = text.slice(keep) + chunk
    },
    at: (position: number): number => bytes + Buffer.byteLength(text.slice(0, position - chars)),
    lastTagStart: (position: number): number => chars + text.lastIndexOf('<', position - chars - 1),
  }
}

/** Follows the elements of a message; every path but Head/*, Body/Row and Body/Row/* is refused. */
function createListener(parser: SaxesParser<{ xmlns: true }>, fields: ReadonlySet<string>) {
  const counter = createByteCounter()
  const path: string[] = []
  const head: Record<string, string> = {}
  const rows: Record<string, string | null>[] = []
  const sections = new Map<string, { start: number; end: number }>()
  let row: Record<string, string | null> = {}
  let text = ''

  const takeText = (more: string) => {
    if (path.length === (path[1] === 'Body' ? 4 : 3)) text += more
    else if (more.trim() !== '') refuse('E_MALFORMED')
  }
  const open = (tag: SaxesTagNS) => {
    if (tag.uri !== NAMESPACE) refuse('E_MALFORMED')
    const [, section] = path
    const name = tag.local
    if (path.length === 1 && ((name !== 'Head' && name !== 'Body') || sections.get(name)?.end)) refuse('E_MALFORMED')
    if (path.length === 2 && (section === 'Head' ? !HEAD.has(name) || name in head : name !== 'Row')) refuse('E_MALFORMED')
    if (path.length === 3 && (section === 'Head' || name in row || !fields.has(name))) refuse('E_MALFORMED')
    if (path.length >= 4) refuse('E_MALFORMED')
    if (path.length === 2 && section === 'Body') row = { op: tag.attributes.op?.value ?? null }
    path.push(name)
    text = ''
  }
  const close = (tag: SaxesTagNS) => {
    const [, section] = path
    if (path.length === 2) sections.set(tag.local, { ...sections.get(tag.local)!, end: counter.at(parser.position) })
    if (path.length === 3 && section === 'Head') head[tag.local] = text.trim()
    if (path.length === 3 && section === 'Body') rows.push(row)
    if (path.length === 4) row[tag.local] = text
    path.pop()
  }

  parser.on('error', error => refuse(isEntity(error.message) ? 'E_XML_DTD' : 'E_MALFORMED'))
  parser.on('xmldecl', ({ encoding }) => (encoding === undefined || /^utf-?8$/i.test(encoding) ? undefined : refuse('E_ENCODING')))
  parser.on('doctype', () => refuse('E_XML_DTD'))
  parser.on('opentagstart', tag => {
    const local = tag.name.slice(tag.name.indexOf(':') + 1)
    if (path.length === 1 && !sections.has(local)) sections.set(local, { start: counter.at(counter.lastTagStart(parser.position)), end: 0 })
  })
  parser.on('opentag', open)
  parser.on('closetag', close)
  parser.on('text', takeText)
  parser.on('cdata', takeText)

  return {
    write: (chunk: string) => {
      counter.add(chunk)
      parser.write(chunk)
    },
    end: (): ListMessage => {
      parser.close()
      const body = sections.get('Body')
      if (!sections.has('Head') || !body) throw new Refused('E_MALFORMED')
      return { head, rows, body }
    },
  }
}

/**
 * Reads a message in UTF-8 from chunks of bytes: E_XML_DTD for a DOCTYPE or an entity, E_ENCODING, E_MALFORMED for what is not well formed or not of this
 * format. `fields` names the elements a Row may hold.
 */
export async function readListMessage(chunks: AsyncIterable<Uint8Array>, fields: ReadonlySet<string>): Promise<ListMessage | { readonly code: FileCode }> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  const listener = createListener(new SaxesParser({ xmlns: true }), fields)
  const decode = (chunk?: Uint8Array): string => {
    try {
      return decoder.decode(chunk, { stream: chunk !== undefined })
    } catch {
      throw new Refused('E_ENCODING')
    }
  }
  try {
    for await (const chunk of chunks) {
      listener.write(decode(chunk))
      await breathe()
    }
    listener.write(decode())
    return listener.end()
  } catch (error) {
    if (error instanceof Refused) return { code: error.code }
    throw error
  }
}
