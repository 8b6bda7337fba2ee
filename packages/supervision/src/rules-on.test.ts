import { readdirSync } from 'node:fs'
import { type Catalogue, PROVINCES, type TableName } from '@delta/model'
import { expect, test } from 'vitest'
import { calledFor } from './called-for.ts'
import { rulesOn } from './rules-on.ts'
import { catalogue, withRows } from './testing.ts'

const DAY = '2026-11-23'
const TABLES = readdirSync(new URL('../../../schema/catalogue', import.meta.url))
  .filter(name => name.endsWith('.csv'))
  .map(name => name.slice(0, -4) as TableName)

/** What entries of every domain call for: of each province, of a city and of a county. */
const calls = (of: Catalogue): string =>
  JSON.stringify(
    catalogue
      .domains()
      .flatMap(({ code, polarity }) =>
        PROVINCES.flatMap(province =>
          ['310115', '320500', '330482', '340100', null].map(division => calledFor(of, { province, domain: code, polarity, division }, DAY)),
        ),
      ),
  )
const callsOrError = (of: () => Catalogue): string => {
  try {
    return calls(of())
  } catch (error) {
    return String(error)
  }
}

test('whatever table an entry’s calls follow from, without its rows the rules are others', () => {
  const before = calls(catalogue)
  const matter = TABLES.filter(table => catalogue.rows(table) !== undefined && callsOrError(() => withRows(table, [])) !== before)
  expect(matter).toContain('competence')
  const rules = rulesOn(catalogue, DAY)
  const missed = matter.filter(table => rulesOn({ rows: name => (name === table ? [] : catalogue.rows(name)) } as Catalogue, DAY) === rules)
  expect(missed).toEqual([])
})
