import { hash } from 'node:crypto'
import { createGb18030 } from '@delta/source'
import type { Columns, FileWriter } from './file-platform.ts'

const quoted = (text: string): string => (/[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text)

/**
 * Writes files as Anhui takes them: `{AH}_WD_{dataset}_{yyyymmdd}_{seq6}.csv` in GB18030, CRLF, RFC 4180 quoting, a header row, and then `.ok` with 行数 and SHA256, as Anhui's own drops
 * have them. An empty cell says nothing.
 */
export function createCsvWriter(alpha: string): FileWriter {
  const { encode, lacks } = createGb18030()
  const line = (texts: readonly string[]): string => texts.map(quoted).join(',')
  return {
    fault: columns => {
      const found = Object.entries(columns).find(([, text]) => text !== null && (text.includes('\0') || lacks(text)))
      return found ? { error: 'E_TEXT_CHARSET', column: found[0] } : null
    },
    files: ({ dataset, day, seq, header, rows }) => {
      const stem = `${alpha}_WD_${dataset}_${day}_${String(seq).padStart(6, '0')}`
      const cells = (columns: Columns): string => line(header.map(name => columns[name] ?? ''))
      const content = encode([line(header), ...rows.map(cells), ''].join('\r\n'))
      const manifest = encode(`行数=${rows.length}\r\nSHA256=${hash('sha256', content, 'hex')}\r\n`)
      return [
        { name: `${stem}.csv`, content },
        { name: `${stem}.ok`, content: manifest },
      ]
    },
  }
}
