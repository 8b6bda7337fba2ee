import type { Columns, FileWriter } from './file-platform.ts'

/** The namespace of Jiangsu's messages; outgoing ones have the same form as those it drops for us. */
const NAMESPACE = 'urn:js:pcip:exchange:1'

/** What XML 1.0 cannot hold, not even as a reference. */
const UNTOLD = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u

const MARKS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '\r': '&#13;' }

/** A text as an element's content. A carriage return is a reference, since a reader makes a line feed of it; all else stands as it is. */
const escaped = (text: string): string => text.replace(/[&<>\r]/g, mark => MARKS[mark]!)

const rowOf = (columns: Columns): string => {
  const cells = Object.entries(columns).flatMap(([name, text]) => (text === null ? [] : [`<${name}>${escaped(text)}</${name}>`]))
  return `<Row op="U">${cells.join('')}</Row>`
}

/** Writes Jiangsu's messages: `JS_WD_{resource}_{yyyymmdd}_{nnnnnn}.xml`, UTF-8, MsgId the file's stem. An element that is absent says nothing. */
export const xmlWriter: FileWriter = {
  fault: columns => {
    const found = Object.entries(columns).find(([, text]) => text !== null && UNTOLD.test(text))
    return found ? { error: 'E_TEXT_CHARSET', column: found[0] } : null
  },
  files: ({ dataset, day, seq, sentAt, rows }) => {
    const stem = `JS_WD_${dataset}_${day}_${String(seq).padStart(6, '0')}`
    const head = `<Head><MsgId>${stem}</MsgId><Sender>DELTA</Sender><Resource>WD_${dataset}</Resource><SendTime>${sentAt}</SendTime><Count>${rows.length}</Count></Head>`
    const text = `<?xml version="1.0" encoding="UTF-8"?>\n<Message xmlns="${NAMESPACE}">${head}<Body>${rows.map(rowOf).join('\n')}</Body></Message>\n`
    return [{ name: `${stem}.xml`, content: Buffer.from(text) }]
  },
}
