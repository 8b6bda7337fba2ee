import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { catalogueRows, editionOf, hashOfRow } from './catalogue-rows.ts'
import { catalogueFolder } from './load-catalogue.ts'

const rows = catalogueRows()

test('every data line of every file is published once, under its own name', () => {
  const files = readdirSync(catalogueFolder()).filter(file => file.endsWith('.csv'))
  const tables = new Set([...files.map(file => file.slice(0, -4)), 'repair-rules'])
  expect(rows.filter(({ table }) => !tables.has(table))).toEqual([])
  for (const file of files) {
    const lines = readFileSync(join(catalogueFolder(), file), 'utf8').trimEnd().split('\n').length - 1
    expect(rows.filter(({ table }) => `${table}.csv` === file).length).toBe(lines)
  }
  expect(rows.filter(({ table }) => table === 'repair-rules').map(({ key }) => key)).toEqual(['zj-2019', 'cn-2023-58', 'cn-2026-36'])
  expect(new Set(rows.map(({ table, key }) => `${table}/${key}`)).size).toBe(rows.length)
})

test('every fact has its source', () => {
  expect(rows.filter(({ row }) => !row['source'])).toEqual([])
})

test('rows are text by column, also those of rule sets', () => {
  expect(rows.filter(({ row }) => Object.values(row).some(value => typeof value !== 'string'))).toEqual([])
  const rule = rows.find(({ key }) => key === 'cn-2026-36')?.row
  expect([rule?.['inForceTo'], JSON.parse(rule?.['points'] ?? '').materials.value]).toEqual(['', ['证明法定责任义务履行完毕的材料', '信用承诺书']])
})

test('the hash is of the content, whatever the order of its columns', () => {
  expect(hashOfRow({ b: '2', a: '1' })).toBe(createHash('sha256').update('[["a","1"],["b","2"]]').digest('hex'))
  expect(hashOfRow({ a: '1', b: '2' })).not.toBe(hashOfRow({ a: '1', b: '3' }))
})

test('the edition is the same each time and in any order, and another when a cell changes', () => {
  const [first, ...rest] = rows
  const edition = editionOf(rows)
  expect(edition).toMatch(/^[0-9a-f]{64}$/)
  expect(editionOf(catalogueRows().toReversed())).toBe(edition)
  if (first === undefined) throw new Error('no rows')
  expect(editionOf([{ ...first, hash: hashOfRow({ ...first.row, name: 'x' }) }, ...rest])).not.toBe(edition)
  expect(editionOf(rest)).not.toBe(edition)
})
