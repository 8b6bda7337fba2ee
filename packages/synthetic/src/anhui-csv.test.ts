import { createHash } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ANHUI, type Dataset } from './anhui-datasets.ts'
import { openDropFolder } from './drop-folder.ts'
import { seedAnhui } from './seed-anhui.ts'
import type { Seeded } from './seed-parts.ts'
import { smallParts } from './testing.ts'

let folder: string
let seeded: Seeded
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'anhui-'))
  seeded = await seedAnhui(smallParts(), await openDropFolder(folder))
})
afterAll(() => rm(folder, { recursive: true }))

const decode = (bytes: Uint8Array): string => new TextDecoder('gb18030', { fatal: true }).decode(bytes)

/** A strict reading of RFC 4180. */
function parse(text: string): string[][] {
  const records: string[][] = [[]]
  const cell = /("(?:[^"]|"")*"|[^",\r\n]*)(,|\r\n|$)/gy
  while (cell.lastIndex < text.length) {
    const [whole, value = '', end] = cell.exec(text) ?? []
    if (whole === undefined) throw new Error('not RFC 4180')
    records.at(-1)!.push(value.startsWith('"') ? value.slice(1, -1).replaceAll('""', '"') : value)
    if (end === '\r\n') records.push([])
  }
  return records.slice(0, -1)
}

const broken = () => new Set(seeded.traps.filter(({ field }) => field === 'FILE').map(({ coordinate }) => coordinate))

test('every sound file keeps the format: name, manifest, CRLF, known headers, all required ones, as many values as headers', async () => {
  const names = (await readdir(folder)).filter(name => name.endsWith('.csv'))
  expect(names.length).toBe(seeded.files)
  for (const name of names) {
    if (broken().has(name)) continue
    const found = /^AH_(34\d{4})_([A-Z]+)_([A-Z]+)_(\d{8})_(\d{3})\.csv$/.exec(name)
    expect(found, name).not.toBeNull()
    const bytes = await readFile(join(folder, name))
    const [header, ...records] = parse(decode(bytes))
    const promised = decode(await readFile(join(folder, name.replace('.csv', '.ok'))))
    expect(promised).toContain(`行数=${records.length}\r\n`)
    expect(promised.toLowerCase()).toContain(`sha256=${createHash('sha256').update(bytes).digest('hex')}`)
    const plain = header!.map(text => text.normalize('NFKC').replaceAll(/\s/g, ''))
    const known = ANHUI[found![3] as Dataset]
    for (const text of plain)
      expect(
        known.map(one => one.name.normalize('NFKC')),
        name,
      ).toContain(text)
    for (const { name: wanted, required } of known) if (required) expect(plain, name).toContain(wanted.normalize('NFKC'))
    for (const record of records) expect(record.length).toBe(header!.length)
  }
})

test('a note names the line on which its record starts', async () => {
  const note = seeded.traps.find(({ trap }) => trap === 'line break in a cell')!
  const [file, line] = note.coordinate.split(':') as [string, string]
  const lines = decode(await readFile(join(folder, file))).split('\r\n')
  expect(lines[Number(line)]).toContain('二楼')
})

test('the same seed writes the same bytes', async () => {
  const again = await mkdtemp(join(tmpdir(), 'anhui-'))
  await seedAnhui(smallParts(), await openDropFolder(again))
  const names = (await readdir(folder)).filter(name => !name.startsWith('.'))
  expect((await readdir(again)).filter(name => !name.startsWith('.'))).toEqual(names)
  for (const name of names) expect(await readFile(join(again, name)), name).toEqual(await readFile(join(folder, name)))
  await rm(again, { recursive: true })
})

test('broken files of every sort are there twice', () => {
  const sorts = Map.groupBy(
    seeded.traps.filter(({ field, expect: code }) => field === 'FILE' || code === 'held'),
    note => note.expect,
  )
  expect(Object.fromEntries([...sorts].map(([code, notes]) => [code, notes.length]))).toEqual({
    E_DIGEST: 2,
    E_COUNT_MISMATCH: 2,
    E_ENCODING: 2,
    E_MALFORMED: 2,
    held: 2,
  })
})
