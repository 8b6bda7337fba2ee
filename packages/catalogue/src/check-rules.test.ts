import { createCatalogue } from '@delta/model'
import { expect, test } from 'vitest'
import { loadCatalogue, readTables, rowsOf } from './load-catalogue.ts'

const catalogue = loadCatalogue()
const TODAY = '2026-11-23'

test('every measure but the publication has a rule for the matters of its category', () => {
  const without = catalogue.measures().filter(({ code, category }) => catalogue.checkRule(code, category, TODAY) === null)
  expect(without.map(({ code }) => code)).toEqual(['P26'])
})

test('incentives favour, punishments never do', () => {
  for (const { code, category, polarity } of catalogue.measures()) {
    const rule = catalogue.checkRule(code, category, TODAY)
    if (rule) expect([code, rule.effect === 'FAVOUR']).toEqual([code, polarity === 'INCENTIVE'])
  }
})

test('a rule holds from its first to its last day; of two that overlap the later one', () => {
  const tables = rowsOf(readTables())
  const row = (effect: string, from: string, to: string) => ({
    measure: 'P01',
    power_category: 'XK',
    effect,
    legal_basis: '甲',
    article: '',
    valid_from: from,
    valid_to: to,
    source: 'test',
  })
  const { checkRule } = createCatalogue({ ...tables, 'check-rules': [row('NOTE', '', '2026-05-31'), row('STOP', '2026-05-01', '2026-06-30')] })
  const effects = ['2026-04-30', '2026-05-01', '2026-06-30', '2026-07-01'].map(day => checkRule('P01', 'XK', day)?.effect ?? null)
  expect(effects).toEqual(['NOTE', 'STOP', 'STOP', null])
  expect(checkRule('P01', 'JC', '2026-05-01')).toBeNull()
})
