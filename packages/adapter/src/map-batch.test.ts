import { expect, test } from 'vitest'
import { loadCatalogue } from '@delta/catalogue'
import { csv, declareProvince, table } from '@delta/mapping'
import { createBatchMapper } from './map-batch.ts'
import { createPreferredDepts } from './preferred-depts.ts'
import { returning } from './readers.ts'
import { listEntry, sourceRow } from './testing.ts'

const catalogue = loadCatalogue()
const key = new Uint8Array(32)
const mapping = declareProvince({
  province: '340000',
  datasets: [
    {
      source: csv('HMD'),
      states: [
        {
          columns: ['name'],
          state: reading => {
            if (reading.raw('name') === '王小明') throw new TypeError('cannot read 王小明')
            return [listEntry('a')]
          },
        },
      ],
    },
    { source: table('x.t', { key: ['k'], order: 'o', orderType: 'epoch-milliseconds', deleted: null, overlapMinutes: 5 }), states: [] },
  ],
})
const broken: [string, unknown][] = []
const map = createBatchMapper({
  mapping,
  catalogue,
  keys: { record: key, pseudonym: key },
  now: () => new Date('2026-11-23T00:00:00Z'),
  onBroken: (...about) => broken.push(about),
})
const row = (line: number, name: string) => sourceRow(`X.csv:${line}`, { dataset: 'HMD', position: `${line}`, columns: { name } })
const batch = (over: object) => ({ rows: [], refused: [], cursors: [], settled: async () => undefined, ...over })

test('a row at which the mapping breaks is rejected, and the others go on', () => {
  const { portions, files } = map(batch({ rows: [row(2, 'good'), row(3, '王小明'), row(4, 'good')] }))
  const [mapped] = [...portions]
  expect(mapped!.map(one => one.outcomes.map(outcome => outcome.kind))).toEqual([['mapped'], ['rejected'], ['mapped']])
  expect(mapped![1]!.outcomes[0]).toMatchObject({ code: 'E_MALFORMED', field: 'ROW', product: 'LIST' })
  expect(JSON.stringify(mapped![1]!.outcomes)).not.toContain('王小明')
  expect(broken.map(([dataset]) => dataset)).toEqual(['HMD'])
  expect(files).toHaveLength(1)
})

test('a refused file has one record id however often it comes, and the product of its dataset', () => {
  const refuse = () => map(batch({ refused: [{ dataset: 'HMD', file: 'X.csv', code: 'E_DIGEST' }] })).refused
  expect(refuse()).toEqual(refuse())
  expect(refuse()).toMatchObject([{ product: 'LIST', recordId: map(batch({ rows: [row(2, 'good')] })).files[0] }])
  // A file that is only given again does not mend the refusal of another that came since under its name.
  expect(map(batch({ rows: [row(2, 'good')], again: true })).files).toEqual([])
})

test('a large batch is mapped a thousand rows at a time, in order', () => {
  const { portions } = map(batch({ rows: Array.from({ length: 2_500 }, (_, n) => row(n, 'good')) }))
  const sizes: number[] = []
  const lines: string[] = []
  for (const portion of portions) {
    sizes.push(portion.length)
    lines.push(...portion.map(one => one.row.position))
  }
  expect(sizes).toEqual([1_000, 1_000, 500])
  expect(lines).toEqual(Array.from({ length: 2_500 }, (_, n) => `${n}`))
})

test('rows of tables and cells may come again with other content, those of files and of pushed batches may not', () => {
  const returns = returning(mapping)
  const at = (dataset: string, coordinate: string) => returns({ dataset, coordinate, position: '' })
  expect([at('t', 'x.t/1'), at('HMD', 'file.csv:1'), at('t', 'push/batch-0001:1')]).toEqual([true, false, false])
})

test('of two departments that state one cell, the one that the catalogue names counts, Ningbo’s own included', () => {
  const depts = createPreferredDepts(catalogue, '330000')
  const subject = { kind: 'QY', code: null, name: null, div: '330203' }
  const tax = catalogue.indicatorsOf('ENT').find(one => one.function === 'TAX')!
  const block = `QY05${`0${['BAS', 'OPS', 'FIN', 'GOV', 'LAW', 'SOC', 'ECO'].indexOf(tax.code.slice(4, 7)) + 1}`}${tax.code.slice(8)}`
  expect(depts(block, '1', subject)[0]).toContain('宁波')
  expect(depts(block, '1', { ...subject, div: '330100' })[0]).not.toContain('宁波')
  expect(depts(block, '1', { ...subject, div: null, code: '91330203MA1FL0000X' })[0]).toContain('宁波')
  expect(depts('QY0101', '001', subject)).toContain(catalogue.unit(catalogue.unitOfIndicator('ENT-BAS-001', '330000', '330200')!)!.name)
  expect(depts('SY0302', '001', subject)).toContain(catalogue.unit(catalogue.unitOfIndicator('INS-LAW-002', '330000', '330200')!)!.name)
  for (const other of ['QY0601', 'ZR0301', 'XX0101', 'QY0599001']) expect(depts(other, '001', subject)).toEqual([])
})
