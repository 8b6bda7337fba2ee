import { expect, test } from 'vitest'
import { matchHeader } from './csv-header.ts'
import { readCsvRecords } from './csv-records.ts'

const lines = async (text: string) => (await readCsvRecords(text))?.map(({ line, values }) => [line, ...values])

test('says on which line each record starts, over quoted line breaks and blank lines', async () => {
  expect(await lines('a,b\r\n"x\r\ny",2\r\n\r\n3,"4\n\n"\r\n5,6\r\n')).toEqual([
    [1, 'a', 'b'],
    [2, 'x\r\ny', '2'],
    [5, '3', '4\n\n'],
    [8, '5', '6'],
  ])
})

test('keeps quotes, commas and spaces of values', async () => {
  expect(await lines('a,b\n"1""2, 3"," x "\n')).toEqual([
    [1, 'a', 'b'],
    [2, '1"2, 3', ' x '],
  ])
})

test('a last line without a line break is a record; an empty text has none', async () => {
  expect(await lines('a\n1')).toEqual([
    [1, 'a'],
    [2, '1'],
  ])
  expect(await lines('')).toEqual([])
})

test('reads text longer than a slice', async () => {
  const text = `a,b\r\n${'一二三,"x\r\ny"\r\n'.repeat(60_000)}`
  const records = await readCsvRecords(text)
  expect(records).toHaveLength(60_001)
  expect(records!.at(-1)).toEqual({ line: 120_000, values: ['一二三', 'x\r\ny'] })
})

test.each([['a,b\n1,2,3\n'], ['a,b\n1\n'], ['a,b\n"1"x,2\n'], ['a,b\n1"x,2\n'], ['a,b\n"1,2\n'], [`a,b\n${'x'.repeat(1_100_000)},2\n`]])(
  'refuses what is not well formed: %#',
  async text => {
    expect(await readCsvRecords(text)).toBeNull()
  },
)

const dataset = { dataset: 'XZCF', required: ['名称', '罚款金额（元）'], optional: ['操作标志'] }

test('matches headers in any order, width and spacing, and calls columns as the dataset does', () => {
  expect(matchHeader(['罚款 金额(元)', '\u3000名称', '操作标志\uFEFF'], dataset)).toEqual(['罚款金额（元）', '名称', '操作标志'])
  expect(matchHeader(['名称', '罚款金额（元）'], dataset)).toEqual(['名称', '罚款金额（元）'])
})

test.each([[['名称']], [['名称', '罚款金额（元）', '名 称']], [['名称', '罚款金额（元）', '别的']], [['名称', '罚款金额（元）', '']]])(
  'refuses headers %j',
  header => {
    expect(matchHeader(header, dataset)).toBeNull()
  },
)
