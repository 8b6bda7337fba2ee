import { parse } from 'csv-parse/sync'
import * as fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { expect, test } from 'vitest'
import { createCsvWriter } from './write-csv.ts'
import { xmlWriter } from './write-xml.ts'

const trap = fc.constantFrom(
  '㈱海①（集团）',
  '，,"逗号"，',
  ' 前后 ',
  '第一行\r\n第二行',
  '\r',
  '\n',
  '<a>&amp;]]></a>',
  '𠮷野家',
  '\uE000',
  '\u0001',
  '\uFFFD',
  '\uE5E5',
  '\uD800',
  '无',
  "'3401",
  '=1+1',
  '\t',
)
const text = fc.oneof(trap, fc.string({ unit: 'binary', maxLength: 12 })).filter(one => one !== '')
const rows = fc.array(fc.dictionary(fc.constantFrom('A', 'B', 'C'), fc.option(text)), { minLength: 1, maxLength: 5 })
const portion = (given: readonly Record<string, string | null>[]) => ({
  dataset: 'MD',
  day: '20261125',
  seq: 7,
  sentAt: '2026-11-25T10:00:00',
  header: ['A', 'B', 'C'],
  rows: given,
})
const carried = (writer: typeof xmlWriter) => (given: Record<string, string | null>[]) => given.filter(columns => writer.fault(columns) === null)

/** Reads a message by a parser that the writer knows nothing of. */
const readXml = (bytes: Buffer): Record<string, string>[] => {
  const found: Record<string, string>[] = []
  const parser = new SaxesParser({ xmlns: true })
  let [name, content] = ['', '']
  parser.on('opentag', tag => {
    if (tag.local === 'Row') found.push({})
    ;[name, content] = [tag.local, '']
  })
  parser.on('text', more => (content += more))
  parser.on('closetag', tag => {
    if (tag.local === name && name.length === 1) found.at(-1)![name] = content
    name = ''
  })
  parser.write(bytes.toString()).close()
  return found
}

/** Reads a file by the strict decoder and a CSV parser that the writer knows nothing of; an empty cell says nothing. */
const readCsv = (bytes: Buffer): Record<string, string>[] =>
  (parse(new TextDecoder('gb18030', { fatal: true }).decode(bytes), { columns: true }) as Record<string, string>[]).map(row =>
    Object.fromEntries(Object.entries(row).filter(([, cell]) => cell !== '')),
  )

const sampled = (writer: typeof xmlWriter): Record<string, string>[][] =>
  fc
    .sample(rows, { numRuns: 400, seed: 7 })
    .map(carried(writer))
    .filter(given => given.length > 0)
    .map(given => given.map(columns => Object.fromEntries(Object.entries(columns).filter((cell): cell is [string, string] => cell[1] !== null))))

test('a message in XML is read back as it was meant, whatever its texts hold; what XML cannot hold is told before', () => {
  const given = sampled(xmlWriter)
  expect(given.map(one => readXml(xmlWriter.files(portion(one))[0]!.content))).toEqual(given)
  for (const bad of ['\u0001', '\uFFFE', '\uD800', '\0']) expect(xmlWriter.fault({ A: `x${bad}` })).toEqual({ error: 'E_TEXT_CHARSET', column: 'A' })
})

test('a file in GB18030 is read back as it was meant, by the strict decoder; what GB18030 lacks is told before', () => {
  const writer = createCsvWriter('AH')
  const given = sampled(writer)
  expect(given.map(one => readCsv(writer.files(portion(one))[0]!.content))).toEqual(given)
  for (const bad of ['\uFFFD', '\uE5E5', '\uD800', '\0']) expect(writer.fault({ A: `x${bad}` })).toEqual({ error: 'E_TEXT_CHARSET', column: 'A' })
})

test('the same portion is the same files, byte for byte, the manifest last', () => {
  for (const writer of [xmlWriter, createCsvWriter('AH')]) expect(writer.files(portion([{ A: '一' }]))).toEqual(writer.files(portion([{ A: '一' }])))
  const [csv, ok] = createCsvWriter('AH').files(portion([{ A: '一' }, { A: '二\r\n三' }]))
  expect([csv!.name, ok!.name]).toEqual(['AH_WD_MD_20261125_000007.csv', 'AH_WD_MD_20261125_000007.ok'])
  expect(new TextDecoder('gb18030').decode(ok!.content)).toMatch(/^行数=2\r\nSHA256=[0-9a-f]{64}\r\n$/)
})
